// A formula or table that is too wide scrolls in its own box: let the keyboard reach those that do.
function markScrolling() {
  const boxes = ".bd-article mjx-container[display], .bd-article div.math, .bd-article .output, .bd-article .pst-scrollable-table-container, .bd-article pre";
  for (const box of document.querySelectorAll(boxes)) {
    const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto";
    if (scrolls) box.tabIndex = 0;
    else if (box.tabIndex === 0) box.removeAttribute("tabindex");
  }
}

addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  markScrolling();
  addEventListener("resize", markScrolling);
});
