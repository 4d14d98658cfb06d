// The view of "Cover it": a digit under a square that one moves, and the map of what is lost at each place.

const MEANS = ["it rises", "the score falls"];
const FETCHING = "The network is being fetched …";
const HELLO = "Press “Cover every place”: the networks are fetched then.";

function choice(label, options, value, changed) {
  const list = dom.make("select", { className: "explore-select" });
  list.append(...options.map(([key, text]) => dom.make("option", { value: key, textContent: text })));
  list.value = value;
  list.addEventListener("change", changed);
  const element = dom.make("label", { className: "explore-field" }, dom.make("span", { textContent: label }), list);
  return { list, element };
}

function mount(element, { load, options }) {
  const { PLACES } = occlusion;
  const status = dom.announcer();
  status.element.textContent = HELLO;
  let known = null;
  let digit = null;
  let found = null; // what occlusion.summary says, with what was asked
  let place = [6, 6];
  let round = 0;
  const again = () => {
    show();
    if (known) work();
  };
  const networks = NETWORKS.map(({ name, title }) => [name, title]);
  const which = choice("Network", networks, options.network ?? "small", again);
  const size = choice(
    "Square",
    occlusion.SIZES.map((side) => [String(side), `${side} × ${side} pixels`]),
    "6",
    again,
  );
  const filled = choice(
    "made of",
    [
      ["0", "paper"],
      ["1", "ink"],
    ],
    "0",
    again,
  );
  const settings = () => ({ size: Number(size.list.value), ink: Number(filled.list.value) });
  const pixelsNow = () => digit?.pixels ?? new Float32Array(784);

  function tell(column, row) {
    if (!found) return "not measured yet";
    const logits = found.scores[row * PLACES + column];
    const { digit: answer, share } = judge.answer(net.softmax(logits), 0);
    const change = found.drops[row * PLACES + column];
    const way = change < 0 ? "rises" : "falls";
    const by = inside.signed(Math.abs(change), 1);
    return `The score of the ${found.truth} ${way} by ${by}; read as ${judge.named(answer)} (${judge.percent(share)})`;
  }

  const moved = (column, row) => {
    place = [column, row];
    show();
  };
  const common = { places: PLACES, moved, tell, say: status.say };
  const picture = spot.create({
    ...common,
    label: "The digit, under a square",
    boxOf: (column, row) => {
      const side = settings().size;
      return [(2 * column + 1 - side / 2) / 28, (2 * row + 1 - side / 2) / 28, side / 28];
    },
  });
  const map = spot.create({
    ...common,
    label: "The map of what is lost, 14 by 14 places",
    boxOf: (column, row) => [column / PLACES, row / PLACES, 1 / PLACES],
    withSliders: false,
  });
  const scale = inside.scale();
  const here = dom.make("p", { className: "cover-here" });

  function show() {
    const { size: side, ink: shade } = settings();
    dom.paint(picture.canvas, occlusion.covered(pixelsNow(), ...place, side, shade), 28);
    for (const one of [picture, map]) one.go(...place);
    here.textContent = found ? `${tell(...place)}.` : "";
  }

  async function fetched() {
    if (known) return known;
    status.say(FETCHING, 300);
    const { about, numbers } = await load("weights");
    known = net.decode(net.bytesOf(numbers), about);
    return known;
  }

  async function work() {
    round += 1;
    const mine = round;
    const isStale = () => mine !== round;
    try {
      const network = (await fetched())[which.list.value];
      if (isStale()) return;
      found = null;
      show();
      if (!digit?.pixels) {
        status.say("Nothing is drawn yet.");
        return;
      }
      const before = net.forward(network, digit.pixels).logits;
      const truth = digit.label ?? occlusion.bestOf(before);
      const progress = (done) => {
        here.textContent = `${done} of ${PLACES * PLACES} places …`;
      };
      const scores = await occlusion.measure(network, digit.pixels, settings(), isStale, progress);
      if (scores) report(before, scores, truth);
    } catch (error) {
      status.say(`The networks did not come: ${error.message}.`, 0);
    }
  }

  function report(before, scores, truth) {
    found = { ...occlusion.summary(before, scores, truth), scores, truth };
    const largest = gallery.roundScale(Float32Array.from(found.drops));
    const read = occlusion.bestOf(before);
    occlusion.paintMap(map.canvas, found, read, largest);
    scale.show(largest, ...MEANS);
    place = [found.worst % PLACES, Math.floor(found.worst / PLACES)];
    show();
    const share = judge.percent(net.softmax(before)[read]);
    const own = digit.label === null ? ", as it is read," : "";
    status.say(
      `Uncovered, ${digit.name} is read as ${judge.named(read)} (${share}). The score of the ${truth}${own} falls most, by ` +
        `${inside.signed(found.drops[found.worst], 1)}, where the square now stands. At ${found.changed} of 196 places ` +
        "another digit is read: a dot each.",
      100,
    );
  }

  const chosen = subject.create({
    load,
    start: options.digit ?? 1,
    say: status.say,
    changed: (now) => {
      digit = now;
      found = null;
      round += 1;
      again();
    },
  });
  scale.show(1, ...MEANS); // and the room that it will take
  inside.paint(map.canvas, new Float32Array(PLACES * PLACES).fill(NaN), PLACES, 1);
  const titled = (text, child) =>
    dom.make(
      "div",
      { className: "slide-picture" },
      dom.make("p", { className: "demo-note", textContent: text }),
      child,
    );
  element.replaceChildren(
    dom.make("div", { className: "slide-top" }, chosen.element, which.element, size.element, filled.element),
    dom.make(
      "div",
      { className: "slide-sides" },
      titled("Drag the square over the digit", picture.element),
      titled("How far its score falls, by place", map.element),
      dom.make(
        "div",
        { className: "slide-written" },
        dom.button("Cover every place", work),
        status.element,
        here,
        scale.element,
      ),
    ),
  );
  return () => {
    round += 1;
    chosen.stop();
    status.stop();
    element.replaceChildren();
  };
}

export { mount };
