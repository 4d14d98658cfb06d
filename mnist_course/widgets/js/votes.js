// "Weights times drawing": each of softmax regression's ten pictures of weights, times the pixels of a digit. What the
// ten products add up to, with a bias each, are the ten scores.

// What each pixel adds to each score, (10, 784), and the sums: what is added, what is taken away, the bias, the score.
function contributions({ weights, bias }, pixels) {
  return Array.from({ length: 10 }, (_, digit) => {
    const parts = pixels.map((ink, i) => ink * weights[10 * i + digit]);
    let [above, below] = [0, 0];
    for (const part of parts) {
      if (part > 0) above += part;
      else below += part;
    }
    return { parts, above, below, bias: bias[digit], score: above + below + bias[digit] };
  });
}

function row(digit) {
  const weights = dom.make("canvas", { width: 28, height: 28, role: "img", "aria-label": `weights of the ${digit}` });
  const times = dom.make("canvas", {
    width: 28,
    height: 28,
    role: "img",
    "aria-label": `times the drawing, for the ${digit}`,
  });
  const [above, below, bias] = [0, 1, 2].map(() => dom.make("td", { className: "votes-part" }));
  const bar = dom.make("span", { className: "votes-bar" });
  const number = dom.make("span", { className: "votes-number" });
  const score = dom.make("td", { className: "votes-score" }, bar, number);
  const element = dom.make(
    "tr",
    {},
    dom.make("th", { scope: "row", textContent: String(digit) }),
    dom.make("td", {}, weights),
    dom.make("td", {}, times),
    above,
    below,
    bias,
    score,
  );
  return { element, weights, times, above, below, bias, bar, number };
}

// A bar from zero, in the middle, to the score; `most` reaches the border.
function stretch(bar, score, most) {
  const share = (50 * Math.abs(score)) / most;
  bar.style.insetInlineStart = `${score < 0 ? 50 - share : 50}%`;
  bar.style.inlineSize = `${share}%`;
}

function create() {
  const rows = Array.from({ length: 10 }, (_, digit) => row(digit));
  const heads = ["", "weights", "× ink", "for", "against", "bias", "score"];
  const head = (textContent) => (textContent ? dom.make("th", { scope: "col", textContent }) : dom.make("td"));
  const element = dom.make(
    "table",
    { className: "votes-table" },
    dom.make("caption", { textContent: "Ten pictures of weights, each times the digit" }),
    dom.make("thead", {}, dom.make("tr", {}, ...heads.map(head))),
    dom.make("tbody", {}, ...rows.map((one) => one.element)),
  );

  function show(found) {
    const largest = gallery.roundScale(Float32Array.from(found.flatMap(({ parts }) => [...parts.filter(Boolean)])));
    const most = Math.max(1, ...found.map(({ score }) => Math.abs(score)));
    const scores = found.map(({ score }) => score);
    const answer = scores.indexOf(Math.max(...scores));
    rows.forEach((one, digit) => {
      const { parts, above, below, bias, score } = found[digit];
      inside.paint(one.times, parts, 28, largest);
      one.above.textContent = inside.signed(above, 1);
      one.below.textContent = inside.signed(below, 1);
      one.bias.textContent = inside.signed(bias, 1);
      one.number.textContent = inside.signed(score, 1);
      stretch(one.bar, score, most);
      one.element.className = digit === answer ? "demo-most" : "";
    });
    return { largest, answer };
  }

  function showWeights({ weights }) {
    const largest = gallery.roundScale(weights);
    rows.forEach((one, digit) => {
      const picture = Float32Array.from({ length: 784 }, (_, i) => weights[10 * i + digit]);
      inside.paint(one.weights, picture, 28, largest);
    });
  }
  return { element, show, showWeights };
}

function mount(element, { load, options }) {
  const status = dom.announcer();
  const table = create();
  const scale = inside.scale();
  const told = inside.picture("The digit");
  told.element.classList.add("inside-digit");
  let layer = null;
  let digit = null;

  function show() {
    if (!digit || !layer) return;
    const pixels = digit.pixels ?? new Float32Array(784);
    dom.paint(told.canvas, pixels, 28);
    const found = contributions(layer, pixels);
    const { largest, answer } = table.show(found);
    scale.show(largest, "against", "for");
    const scores = found.map(({ score }) => score);
    const share = net.softmax(scores)[answer];
    const [next] = [...scores.keys()].filter((one) => one !== answer).sort((a, b) => scores[b] - scores[a]);
    const lead = inside.signed(scores[answer] - scores[next], 1);
    status.say(
      digit.pixels
        ? `The largest sum is that of the ${answer}, ${lead} above the ${next}’s: ${judge.named(answer)}, with ${judge.percent(share)}.`
        : "Nothing is drawn yet: without ink, the biases are all there is.",
      300,
    );
  }

  scale.show(1, "against", "for"); // and the room that it will take
  const chosen = subject.create({
    load,
    start: options.digit ?? 0,
    say: status.say,
    changed: (found) => {
      digit = found;
      show();
    },
  });
  inside.layers(load).then(
    ({ softmax }) => {
      [layer] = softmax.layers;
      table.showWeights(layer);
      show();
    },
    (error) => status.say(`The weights did not come: ${error.message}.`, 0),
  );
  element.replaceChildren(
    dom.make(
      "div",
      { className: "demo-draw" },
      dom.make("div", {}, chosen.element, told.element),
      dom.make("div", {}, status.element, table.element, scale.element),
    ),
  );
  return () => {
    chosen.stop();
    status.stop();
    element.replaceChildren();
  };
}

export { contributions, mount };
