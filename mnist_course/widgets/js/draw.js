// "Draw a digit": the pad, what five networks read, and the steps between: the same as those by which MNIST was made.

const SIZE = 280; // pixels a side, on which strokes become ink
const SPEAKS = "augmented"; // the network whose answer is said in words, as the augmented CNN
const STORE = "draw";
const INVITES = "Draw a digit: with the mouse, a finger, a pen, or the keyboard. Or put a picture of one on the pad.";

// The things in sight, as elements; nothing here knows how they work together.
function layout(parts) {
  const { pad, buttons, status, readings, steps } = parts;
  const left = dom.make(
    "div",
    { className: "demo-left" },
    pad,
    dom.make("div", { className: "demo-buttons" }, ...buttons),
  );
  const right = dom.make("div", { className: "demo-right" }, status, readings);
  return [dom.make("div", { className: "demo-draw" }, left, right), steps];
}

function mount(element, { load, options }) {
  const kept = dom.kept(STORE) ?? {};
  const status = dom.announcer();
  status.element.textContent = INVITES;
  const table = readings.create(NETWORKS, "How probable each digit is, to each network");
  let known = null; // the networks by name, once they are there
  let asked = null;
  let opened = null; // ink from elsewhere, in place of strokes
  let timer = 0;

  function ready() {
    asked ??= load("weights").then(
      ({ about, numbers }) => {
        known = net.decode(net.bytesOf(numbers), about);
        return known;
      },
      (error) => {
        asked = null; // so that one can try again
        throw error;
      },
    );
    return asked;
  }

  async function wake() {
    try {
      if (!known) status.say("The networks are being fetched …", 300);
      await ready();
      if (opened || board.strokes().length) read();
      else status.say(INVITES, 300);
    } catch (error) {
      status.say(`The networks did not come: ${error.message}.`, 0);
    }
  }

  const board = pad.create({ changed, say: (text) => status.say(text, 150, "pen") });
  const way = stages.create({
    switches: kept.switches,
    changed: () => {
      keep();
      read();
    },
  });
  const sixtyTries = sixty.create({ networks: NETWORKS, ready, load, switches: way.switches, say: status.say });
  const samples = sources.digitList(
    load,
    (pixels) => takeInk(pixels, 28),
    (error) => status.say(`${error.message}.`, 0),
  );

  function keep() {
    dom.keep(STORE, { strokes: board.strokes(), switches: way.switches() });
  }

  function changed(_, done) {
    opened = null;
    samples.forget();
    if (done) {
      keep();
      clearTimeout(timer);
      timer = 0;
      read();
    } else timer ||= setTimeout(read, 60, false); // while the pen moves, not more often
    if (!known && !asked) wake();
  }

  function takeInk(pixels, size) {
    opened = sources.enlarge(pixels, size, SIZE);
    board.show(opened, SIZE);
    keep();
    if (known) read();
    else wake();
  }

  async function takeFile(file) {
    try {
      takeInk(await picture.inkOf(file, SIZE), SIZE);
    } catch (error) {
      status.say(error.message, 0);
    }
  }

  function read(speak = true) {
    timer = 0;
    const drawn = opened ?? ink.rasterise(board.strokes(), { size: SIZE });
    const { stages: seen, pixels } = ink.prepare(drawn, SIZE, way.switches());
    way.show(seen);
    const problem = judge.look(drawn, SIZE);
    if (problem === "empty") {
      table.show(null);
      if (speak) status.say(opened ? "There is nothing on that picture." : judge.SAYS.empty);
    } else if (known) {
      const results = {};
      for (const { name } of NETWORKS) results[name] = net.softmax(net.forward(known[name], pixels).logits);
      table.show(results);
      if (speak) status.say(sentence(problem, results[SPEAKS]));
    }
  }

  function sentence(problem, probabilities) {
    const { sure } = NETWORKS.find(({ name }) => name === SPEAKS);
    const says = judge.words("The augmented CNN", probabilities, sure.threshold);
    if (!problem) return says;
    if (problem === "edge") return `${says} ${judge.SAYS.edge}`;
    return `${judge.SAYS[problem]} Asked all the same, the networks answer: see the table.`;
  }

  const stepsShown = dom.make(
    "details",
    { className: "demo-steps", open: options.steps !== "folded" },
    dom.make("summary", { textContent: "From the pad to 28 × 28 pixels" }),
    way.element,
    sixtyTries.element,
  );
  element.replaceChildren(
    ...layout({
      pad: board.element,
      buttons: [
        dom.button("Undo", board.undo),
        dom.button("Clear", board.clear),
        sources.fileButton(takeFile),
        samples.list,
      ],
      status: status.element,
      readings: table.element,
      steps: stepsShown,
    }),
  );
  sources.takeDropped(element, takeFile, (text) => status.say(text, 0));
  board.canvas.addEventListener("focus", () => known || asked || wake());
  board.set(kept.strokes ?? []);
  if (board.strokes().length) wake();
  return () => {
    clearTimeout(timer);
    status.stop();
    board.stop();
    sixtyTries.stop();
    element.replaceChildren();
  };
}

export { mount };
