// Sets the formulas, makes every slide fit its 1280 × 720, and then shows them. Nothing is asked of a network.
const SIZE = 34; // of text, in pixels of a slide
const SMALLEST = 14;

// Make text small enough for its room; return its size.
function shrink(content, room) {
  let size = SIZE + 1;
  do content.style.fontSize = `${(size -= 1)}px`;
  while (size > SMALLEST && (content.scrollHeight > room || content.scrollWidth > content.clientWidth));
  return size;
}

// Pictures take the room that the rest of their slide leaves; where there is too much of the rest, all of it shrinks.
function fit(page) {
  const content = page.firstElementChild;
  const pictures = content.querySelectorAll(".jp-OutputArea img");
  const room = page.clientHeight;
  const tall = pictures.length === 1 && pictures[0].naturalWidth < 1.25 * pictures[0].naturalHeight;
  content.classList.toggle("beside", tall && content.querySelector(".fragment") !== null);
  const beside = content.classList.contains("beside");
  const least = pictures.length && !beside ? room / 2 : 0;
  for (const picture of pictures) picture.style.height = beside ? `${room}px` : "0";
  if (shrink(content, room - least) < 26 && content.querySelector("td")) {
    content.classList.add("wraps"); // better two lines in a cell than small ones
    shrink(content, room - least);
  }
  if (beside) return;
  for (const picture of pictures) picture.style.height = `${(room - content.scrollHeight) / pictures.length}px`;
}

async function show() {
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {})));
  document.querySelectorAll(".page").forEach(fit);
  document.body.classList.remove("preparing");
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    controls: false,
    hash: true,
    navigationMode: "linear",
    pdfSeparateFragments: false,
    slideNumber: "c/t",
    transition: "none",
    plugins: [RevealNotes],
  });
}

window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]] },
  svg: { fontCache: "local" }, // so that the notes can be copied into the speaker's window
  options: { enableMenu: false },
  startup: {
    ready() {
      MathJax.startup.defaultReady();
      MathJax.startup.promise.then(show);
    },
  },
};
