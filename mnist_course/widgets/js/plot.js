// Line charts in SVG: two axes, lines that carry their names at their ends, a shaded band around a line.
const SPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [380, 240, 46, 14, 26, 40];

function svg(name, attributes = {}, text = "") {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

const ways = { linear: (value) => value, log: Math.log10, errors: (value) => -Math.log(Math.max(1e-3, 1 - value)) };

// From values to places on the drawing, no farther than the axis goes.
function placer(way, [low, high], from, to) {
  const [start, end] = [ways[way](low), ways[way](high)];
  return (value) => {
    const part = Math.min(1, Math.max(0, (ways[way](value) - start) / (end - start)));
    return Number((from + part * (to - from)).toFixed(1));
  };
}

// Powers of ten that reach from the lowest to the highest value, at least from low to high.
function decades(values, low, high) {
  const finite = values.filter((value) => Number.isFinite(value) && value > 0);
  const floor = Math.floor(Math.log10(Math.min(low, ...finite)) + 1e-9);
  const ceiling = Math.max(floor + 1, Math.min(38, Math.ceil(Math.log10(Math.max(high, ...finite)) - 1e-9)));
  const every = Math.ceil((ceiling - floor) / 6);
  const ticks = [];
  for (let power = floor; power <= ceiling; power += every) ticks.push(10 ** power);
  return { range: [10 ** floor, 10 ** ceiling], ticks };
}

function marker(kind, x, y) {
  if (kind === "square") return svg("rect", { x: x - 3, y: y - 3, width: 6, height: 6 });
  return svg("circle", { cx: x, cy: y, r: 3 });
}

// A chart with a title, and a function that draws it anew. Each axis: {label, way, range, ticks, write}; each line:
// {name, kind: "now" or "kept", points: [[x, y]], band: [[x, low, high]], dots}; notes: horizontal lines {y, text}.
function chart(title) {
  const element = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "train-chart", role: "img" });

  function draw({ x, y, lines, notes = [], label }) {
    element.setAttribute("aria-label", `${title}. ${label}`);
    const placeX = placer(x.way, x.range, LEFT, WIDTH - RIGHT);
    const placeY = placer(y.way, y.range, HEIGHT - BOTTOM, TOP);
    const parts = [svg("text", { x: 0, y: 12, class: "train-chart-title" }, title)];
    for (const tick of y.ticks) {
      const at = placeY(tick);
      parts.push(svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at, class: "train-chart-grid" }));
      parts.push(svg("text", { x: LEFT - 6, y: at + 4, "text-anchor": "end" }, y.write(tick)));
    }
    for (const tick of x.ticks) {
      parts.push(svg("text", { x: placeX(tick), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, x.write(tick)));
    }
    parts.push(svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, x.label));
    for (const note of notes) {
      const at = placeY(note.y);
      parts.push(svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at, class: "train-chart-note" }));
      const middle = (LEFT + WIDTH - RIGHT) / 2;
      parts.push(svg("text", { x: middle, y: at - 4, "text-anchor": "middle", class: "train-chart-name" }, note.text));
    }
    // The name of a line stands above its end, or below, if another line ends higher.
    const ends = lines.map(({ points }) => placeY(points.findLast(([, value]) => Number.isFinite(value))?.[1] ?? NaN));
    lines.forEach((line, i) => {
      const below = ends.some((end, j) => end < ends[i] || (end === ends[i] && j < i)) || ends[i] < TOP + 14;
      parts.push(...drawLine(line, placeX, placeY, below ? 17 : -8));
    });
    element.replaceChildren(...parts);
  }
  return { element, draw };
}

function drawLine({ name, kind, points, band = [], dots }, placeX, placeY, nameAt) {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  const parts = [];
  if (band.length) {
    const upper = band.map(([at, , high]) => `${placeX(at)},${placeY(high)}`);
    const lower = band.map(([at, low]) => `${placeX(at)},${placeY(low)}`).reverse();
    parts.push(
      svg("polygon", { points: [...upper, ...lower].join(" "), class: `train-chart-band train-chart-${kind}` }),
    );
  }
  const path = finite.map(([at, value]) => `${placeX(at)},${placeY(value)}`).join(" ");
  parts.push(svg("polyline", { points: path, class: `train-chart-line train-chart-${kind}` }));
  const group = svg("g", { class: `train-chart-dots train-chart-${kind}` });
  const shown = dots ? finite : finite.slice(-1);
  group.append(...shown.map(([at, value]) => marker(kind === "kept" ? "square" : "circle", placeX(at), placeY(value))));
  parts.push(group);
  if (finite.length && name) {
    const [at, value] = finite.at(-1);
    const side = placeX(at) > WIDTH / 2 ? "end" : "start";
    const place = { x: placeX(at), y: placeY(value) + nameAt, "text-anchor": side };
    parts.push(svg("text", { ...place, class: `train-chart-name train-chart-${kind}` }, name));
  }
  return parts;
}

export { chart, decades };
