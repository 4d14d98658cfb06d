// Formulas are set by MathJax, which is 2 MB: it is loaded when a formula comes near, or the reader does anything.
{
  const source = document.currentScript.dataset.mathjax;
  const signs = ["scroll", "pointerdown", "pointermove", "keydown", "touchstart", "focusin", "beforeprint"];
  let loading = null;

  const load = () => {
    loading ??= new Promise((done) => {
      signs.forEach((sign) => removeEventListener(sign, load));
      const script = Object.assign(document.createElement("script"), { src: source });
      script.addEventListener("load", () => window.MathJax.startup.promise.then(done));
      document.head.append(script);
    }).then(() => dispatchEvent(new Event("resize"))); // what scrolls has to be found again
    return loading;
  };

  const near = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && (near.disconnect(), load()),
    { rootMargin: "50% 0%" },
  );
  document.querySelectorAll(".math").forEach((formula) => near.observe(formula));
  signs.forEach((sign) => addEventListener(sign, load, { passive: true }));
  setTimeout(load, 10_000); // for those whose tools make no such sign
  window.loadFormulas = load;
}
