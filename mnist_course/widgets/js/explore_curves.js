// The charts of the learning rates: every run at every rate, and the runs at one rate, epoch by epoch.
const HEIGHT = 320;
const percent = (value) => `${value.toFixed(2)}%`;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const last = (curve) => curve[curve.length - 1];

// The rate that a search with this seed alone would choose: its place.
function winner(sweep, seed) {
  const reached = sweep.rates.map((one) => last(one.curves[seed]));
  return reached.indexOf(Math.max(...reached));
}

// From which accuracy to which the charts of a sweep go.
function range(sweep) {
  const all = sweep.rates.flatMap((one) => one.curves.flat());
  return [Math.max(5, Math.min(...all) - 2), Math.min(99.9, Math.max(...all) + 0.2)];
}

// Where each rate stands, from 0 to 1 on a logarithmic axis, and those that are named below it.
function axis(rates, inner) {
  const [low, high] = [rates[0], rates[rates.length - 1]].map(Math.log);
  const places = rates.map((rate) => 0.03 + (0.94 * (Math.log(rate) - low)) / (high - low));
  const ticks = [];
  for (const [i, place] of places.entries()) {
    const before = ticks.at(-1)?.[0] ?? -1;
    if ((place - before) * inner > 52) ticks.push([place, String(rates[i])]);
  }
  return { places, ticks };
}

// All seeds at all rates, a ring where each seed's own search ends; a click chooses the rate next to it.
function rates(sweep, width, { place, seed }, known, choose) {
  const { places, ticks } = axis(
    sweep.rates.map((one) => one.rate),
    width - 66,
  );
  const label = `Accuracy of ${sweep.seeds.length} seeds at ${places.length} rates. ${known}`;
  const chart = explore_parts.chart(width, HEIGHT, range(sweep), { ticks, label: "learning rate" }, label);
  const { svg, x, y, top, bottom } = chart;
  svg.prepend(
    explore_parts.draw("rect", {
      class: "explore-chosen",
      x: x(places[place]) - 11,
      width: 22,
      y: top,
      height: bottom - top,
    }),
  );
  sweep.seeds.forEach((_, k) => {
    const points = sweep.rates.map((one, i) => [x(places[i]), y(last(one.curves[k]))]);
    const mark = k === seed ? "explore-own" : "explore-run";
    if (seed === null || k === seed) svg.append(explore_parts.line(points, mark));
    for (const [cx, cy] of points)
      svg.append(explore_parts.draw("circle", { class: mark, cx, cy, r: k === seed ? 4 : 3 }));
    if (seed === null || k === seed) {
      const [cx, cy] = points[winner(sweep, k)];
      svg.append(explore_parts.draw("circle", { class: "explore-winner", cx, cy, r: 7 }));
    }
  });
  svg.addEventListener("click", (event) => {
    const at = event.clientX - svg.getBoundingClientRect().left;
    const distances = places.map((one) => Math.abs(x(one) - at));
    choose(distances.indexOf(Math.min(...distances)));
  });
  return svg;
}

// The runs at one rate, epoch by epoch.
function epochs(sweep, width, { place, seed }) {
  const { rate, curves } = sweep.rates[place];
  const count = curves[0].length;
  const ticks = curves[0].map((_, i) => [0.03 + (0.94 * i) / (count - 1), String(i + 1)]);
  const means = curves[0].map((_, i) => percent(mean(curves.map((curve) => curve[i]))));
  const label = `Accuracy at rate ${rate} after each epoch, on average: ${means.join(", ")}`;
  const { svg, x, y } = explore_parts.chart(
    width,
    HEIGHT,
    range(sweep),
    { ticks, label: `epoch, at rate ${rate}` },
    label,
  );
  curves.forEach((curve, k) => {
    const points = curve.map((value, i) => [x(ticks[i][0]), y(value)]);
    svg.append(explore_parts.line(points, k === seed ? "explore-own" : "explore-run"));
  });
  return svg;
}

export { epochs, last, mean, percent, rates, winner };
