// What to notice while a digit is turned: from where on each network errs, and how sure it is then; and a chart of the
// probability that each gives to the right digit along the slider that was moved last.

// The nearest error on one side of what leaves the digit as it came, or null: {value, digit, share}.
function firstError(found, i, truth, still, side) {
  const beyond = found.filter(({ value }) => side * (value - still) >= 0);
  if (side < 0) beyond.reverse();
  for (const { value, shares } of beyond) {
    const { digit, share } = judge.answer(shares[i], 0);
    if (digit !== truth) return { value, digit, share };
  }
  return null;
}

// One sentence about one network.
function sentence(title, name, errors, still) {
  const told = ({ value, digit, share }) =>
    `${value === still ? "at once" : `from ${sliders.words(name, value)}`} (${judge.named(digit)}, ${judge.percent(share)})`;
  const real = errors.filter(Boolean);
  if (!real.length) return `${title}: no error along this slider.`;
  const unique = real[0]?.value === still ? real.slice(0, 1) : real;
  return `${title}: errs ${unique.map(told).join(" and ")}.`;
}

// Lines for the chart of plot.js, the present value as a line upright.
function linesOf(found, networks, truth, value) {
  const lines = networks.map(({ title }, i) => ({
    name: title,
    kind: i ? "kept" : "now",
    points: found.map((one) => [one.value, one.shares[i][truth]]),
  }));
  const mark = {
    kind: "mark",
    points: [
      [value, 1],
      [value, 0],
    ],
  };
  return [...lines, mark];
}

function create(networks) {
  const chart = plot.chart("Probability of the right digit");
  const lines = networks.map(() => dom.make("li"));
  const heading = dom.make("p", { className: "turn-heading" });
  const list = dom.make("ul", { className: "turn-errors" }, ...lines);
  const told = dom.make("div", { className: "turn-told" }, heading, list);
  const element = dom.make("div", { className: "turn-notice" }, told, chart.element);

  // Along a slider, as that has it: turned to the left is at the left.
  function draw(name, drawn, label) {
    const { still, label: title, from, to } = sliders.SLIDERS[name];
    const turn = (at) => (name === "degrees" ? -at : at);
    chart.draw({
      x: {
        way: "linear",
        range: [from, to],
        ticks: [from, (from + still) / 2, still, (still + to) / 2, to],
        write: (at) => sliders.words(name, turn(at)).replace(/ (pixels?|to the) /, " "),
        label: title,
      },
      y: { way: "linear", range: [-0.22, 1], ticks: [0, 0.5, 1], write: judge.percent },
      lines: drawn.map((line) => ({
        ...line,
        points: line.points.map(([at, share]) => [turn(at), share]).sort((a, b) => a[0] - b[0] || b[1] - a[1]),
      })),
      label,
    });
  }

  function show({ name, found, truth, value, own }) {
    const { still, label: along } = sliders.SLIDERS[name];
    const errors = networks.map((_, i) => [-1, 1].map((side) => firstError(found, i, truth, still, side)));
    const which = own ? `the ${truth}, as the augmented CNN reads your drawing` : `the ${truth}`;
    list.hidden = false;
    heading.textContent = `Where each network loses ${which}, along “${along}”:`;
    networks.forEach(({ title }, i) => {
      lines[i].textContent = sentence(title, name, errors[i], still);
    });
    const label = lines.map((line) => line.textContent).join(" ");
    draw(name, linesOf(found, networks, truth, value), label);
  }

  // Before anything is known, with the room that it will take.
  function clear(name = "degrees") {
    heading.textContent = "Where each network loses the digit is worked out when a slider has moved.";
    for (const line of lines) line.textContent = "";
    list.hidden = true;
    draw(name, [], heading.textContent);
  }

  clear();
  return { element, show, clear };
}

export { create, firstError };
