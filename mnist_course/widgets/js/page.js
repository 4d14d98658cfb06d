// On a page of the site: every <div class="demo" data-demo="draw" data-options="{…}"> is brought to life when it comes
// near the view. The data of a demo is a classic script beside this one, fetched when it is asked for.
const beside = document.currentScript?.src ?? location.href;
const asked = {};

function load(name) {
  asked[name] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`demo-${name}.js`, beside);
    script.onload = () => resolve(self[`MNIST_${name.toUpperCase()}`]);
    script.onerror = () => {
      delete asked[name]; // so that one can try again
      reject(new Error(`demo-${name}.js could not be loaded`));
    };
    document.head.append(script);
  });
  return asked[name];
}

function bringToLife(element) {
  const view = modules[element.dataset.demo];
  if (!view?.mount || element.dataset.live) return;
  element.dataset.live = "yes";
  view.mount(element, { load, options: JSON.parse(element.dataset.options || "{}") });
}

function find() {
  const demos = document.querySelectorAll(".demo[data-demo]");
  if (typeof IntersectionObserver === "undefined") {
    demos.forEach(bringToLife);
    return;
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        bringToLife(target);
      }
    },
    { rootMargin: "300px" },
  );
  for (const element of demos) observer.observe(element);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", find);
else find();
