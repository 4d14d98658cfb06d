// The digit that a demo looks at: one of fifty of MNIST's validation digits, or what one draws. All demos of the page,
// and the pad of "Draw a digit", share one drawing.

const SIZE = 280; // pixels a side, on which strokes become ink
const OWN = "own";
const NAMES = ["the clean 7", "the sloppy 4", "the unreadable 5"]; // they return in every chapter
const GROUPS = [
  ["of every chapter", 0, 3],
  ["hard to read", 3, 20],
  ["easy to read", 20, 50],
];

function fill(list, labels) {
  const called = (i) => NAMES[i] ?? `${i + 1}: ${judge.named(labels[i])}`;
  const option = (i) => dom.make("option", { value: String(i), textContent: called(i) });
  for (const [label, from, to] of GROUPS) {
    const group = dom.make("optgroup", { label });
    for (let i = from; i < Math.min(to, labels.length); i += 1) group.append(option(i));
    list.append(group);
  }
}

// Returns { element, stop() }. `changed({ pixels, label, name, choice })` is called with every new digit; of a drawing
// nobody knows the label, and where nothing is drawn, `pixels` is null. `start` is a place among the fifty, or "own".
function create({ load, start = 0, changed, say }) {
  let fifty = null;
  let timer = 0;
  const board = pad.create({
    changed: (strokes, done) => {
      if (done) dom.keep("draw", { ...dom.kept("draw"), strokes });
      clearTimeout(timer);
      timer = setTimeout(tell, done ? 0 : 60);
    },
    say: (text) => say(text, 150, "pen"),
  });
  const list = dom.make("select", { className: "explore-select" });
  list.append(dom.make("option", { value: OWN, textContent: "your own drawing" }));
  const buttons = [dom.button("Undo", board.undo), dom.button("Clear", board.clear)];
  const own = dom.make(
    "div",
    { className: "inside-own", hidden: true },
    board.element,
    dom.make("div", { className: "demo-buttons" }, ...buttons),
  );
  const named = dom.make("span", { textContent: "Digit" });
  const element = dom.make(
    "div",
    { className: "inside-subject" },
    dom.make("label", { className: "explore-field" }, named, list),
    own,
  );

  function tell() {
    const choice = list.value;
    if (choice !== OWN) {
      const place = Number(choice);
      const label = fifty.labels[place];
      const name = NAMES[place] ?? `digit ${place + 1}, ${judge.named(label)}`;
      changed({ pixels: digits.picture(fifty, place), label, name, choice });
      return;
    }
    const drawn = ink.prepare(ink.rasterise(board.strokes(), { size: SIZE }), SIZE);
    changed({ pixels: drawn.problem ? null : drawn.pixels, label: null, name: "your drawing", choice });
  }

  function choose() {
    own.hidden = list.value !== OWN;
    clearTimeout(timer);
    tell();
  }

  list.addEventListener("change", choose);
  board.set(dom.kept("draw")?.strokes ?? []);
  load("fifty")
    .then((data) => digits.unpack(data.fifty))
    .then((found) => {
      fifty = found;
      fill(list, found.labels);
      list.value = String(start);
      if (list.selectedIndex < 0) list.value = "0";
      choose();
    })
    .catch((error) => {
      say(`The digits did not come: ${error.message}. You can draw one.`, 0);
      choose();
    });
  const stop = () => {
    clearTimeout(timer);
    board.stop();
  };
  return { element, stop };
}

export { create };
