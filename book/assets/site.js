// The keyboard on every page: what scrolls can be reached, what was pressed keeps the focus, what opens says so.

// Code, a formula or a table that is too wide scrolls in its own box: let the keyboard reach those that do, and let
// those fade that go on. All are measured before any is marked: in turns it would cost a phone a second.
function markScrolling() {
  mark([...document.querySelectorAll(".bd-article :is(div.math, .output, .pst-scrollable-table-container, pre)")]);
}

// Code is set when it comes near, and only then has a width.
function markLate() {
  const near = (event) => event.skipped || mark([event.target]);
  for (const box of document.querySelectorAll(".bd-article pre[style]")) {
    box.addEventListener("contentvisibilityautostatechange", near);
  }
}

function mark(boxes) {
  const found = boxes.map((box) => ({
    box,
    scrolls: box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto",
    more: box.scrollLeft + box.clientWidth < box.scrollWidth - 4,
  }));
  for (const { box, scrolls, more } of found) {
    if (scrolls) box.tabIndex = 0;
    else if (box.tabIndex === 0) box.removeAttribute("tabindex");
    box.toggleAttribute("data-more", scrolls && more);
    box.onscroll = scrolls ? () => mark([box]) : null;
  }
}

// Paper is white, and has every picture: those below are fetched late, but not as late as that.
function forPaper() {
  const fetchAll = () => document.querySelectorAll("img[loading=lazy]").forEach((image) => (image.loading = "eager"));
  const page = document.documentElement.dataset;
  let theme = page.theme;
  addEventListener("beforeprint", () => {
    fetchAll();
    theme = page.theme;
    page.theme = "light";
  });
  addEventListener("afterprint", () => (page.theme = theme));
  setTimeout(fetchAll, 10_000);
  window.fetchAllPictures = fetchAll;
}

// The theme takes the focus from its buttons once they are pressed, so that their tooltips go: not from the keyboard.
function keepFocus() {
  for (const button of document.querySelectorAll(".theme-switch-button, .search-button, .sidebar-toggle")) {
    button.blur = () => button.matches(":focus-visible") || HTMLElement.prototype.blur.call(button);
  }
}

// The side bars stand beside the text on a wide screen, and in a dialog on a narrow one.
function sayWhetherOpen() {
  const wide = matchMedia("(min-width: 992px)");
  for (const side of ["primary", "secondary"]) {
    const bar = document.getElementById(`pst-${side}-sidebar`);
    const dialog = document.getElementById(`pst-${side}-sidebar-modal`);
    const toggle = document.querySelector(`.${side}-toggle`);
    if (!bar || !toggle) continue;
    const beside = () => wide.matches && !bar.classList.contains("pst-sidebar-hidden");
    const say = () => toggle.setAttribute("aria-expanded", String(Boolean(dialog?.open) || beside()));
    const observer = new MutationObserver(say);
    for (const changing of [bar, dialog]) if (changing) observer.observe(changing, { attributes: true });
    addEventListener("resize", say);
    say();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  keepFocus();
  markLate();
  sayWhetherOpen();
});

addEventListener("load", () => {
  forPaper();
  (window.requestIdleCallback ?? setTimeout)(markScrolling);
  addEventListener("resize", markScrolling);
});
