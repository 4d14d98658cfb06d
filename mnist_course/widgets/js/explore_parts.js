// What the explorers share: pictures of digits from one sheet, and charts on a scale that is stretched towards 100%.
const SVG = "http://www.w3.org/2000/svg";

// An element of a drawing; children may be texts.
function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Let an element's descendants show digits of this sheet: {sheet, columns, rows}, as png.py makes it.
function useSheet(element, { sheet, columns, rows }) {
  element.style.setProperty("--sheet", `url("${sheet}")`);
  element.style.setProperty("--sheet-size", `${100 * columns}% ${100 * rows}%`);
}

// The digit at a place of the sheet, as an image that says what it is.
function digit({ columns, rows }, place, label) {
  const element = dom.make("span", { className: "explore-digit", role: "img", "aria-label": label });
  const share = (at, of) => (of > 1 ? (100 * at) / (of - 1) : 0);
  element.style.backgroundPosition = `${share(place % columns, columns)}% ${share(Math.floor(place / columns), rows)}%`;
  return element;
}

// A table of texts: the first cell of each row is its heading.
function table(caption, headers, rows) {
  const row = (cells, name) => cells.map((cell, i) => dom.make(i ? name : "th", i ? {} : { scope: "row" }, cell));
  return dom.make(
    "table",
    { className: "explore-table" },
    dom.make("caption", {}, caption),
    dom.make("thead", {}, dom.make("tr", {}, ...headers.map((text) => dom.make("th", { scope: "col" }, text)))),
    dom.make("tbody", {}, ...rows.map((cells) => dom.make("tr", {}, ...row(cells, "td")))),
  );
}

const round = (value) => Math.round(value * 10) / 10;
const TICKS = [10, 50, 80, 90, 95, 98, 99, 99.5];
const MARGIN = { left: 52, right: 14, top: 30, bottom: 44 };

// The height of an accuracy in a chart that spans [low, high]: equal steps halve the errors.
function heights(low, high, height) {
  const at = (accuracy) => Math.log(100 - Math.min(accuracy, 99.9));
  const [bottom, top] = [at(low), at(high)];
  const span = height - MARGIN.top - MARGIN.bottom;
  return (accuracy) => round(MARGIN.top + (span * (at(accuracy) - top)) / (bottom - top));
}

// An empty chart of accuracies. x: {ticks: [[place in 0 to 1, text], …], label}; it returns where to draw.
function chart(width, height, [low, high], x, label) {
  const y = heights(low, high, height);
  const inner = width - MARGIN.left - MARGIN.right;
  const across = (share) => round(MARGIN.left + share * inner);
  const svg = draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  svg.append(draw("text", { x: 2, y: 16 }, "validation accuracy"));
  for (const tick of TICKS.filter((value) => value >= low && value <= high)) {
    svg.append(
      draw("line", { class: "explore-grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }),
      draw("text", { x: MARGIN.left - 6, y: y(tick) + 4, "text-anchor": "end" }, `${tick}%`),
    );
  }
  for (const [place, text] of x.ticks) {
    svg.append(draw("text", { x: across(place), y: height - 24, "text-anchor": "middle" }, text));
  }
  svg.append(draw("text", { x: across(0.5), y: height - 5, "text-anchor": "middle" }, x.label));
  return { svg, x: across, y, bottom: height - MARGIN.bottom, top: MARGIN.top, inner, left: MARGIN.left };
}

// A line through points [x, y].
function line(points, name) {
  return draw("polyline", { class: name, points: points.map((point) => point.join(",")).join(" ") });
}

export { chart, digit, draw, line, table, useSheet };
