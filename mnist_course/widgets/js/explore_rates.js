// "Which rate?": recorded runs at every rate, all seeds. One chooses a rate, and one seed's own search.
const HEIGHT = 300;
const percent = (value) => `${value.toFixed(2)}%`;
const last = (curve) => curve[curve.length - 1];
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// The rate that a search with this seed alone would choose: its place.
function winner(sweep, seed) {
  const reached = sweep.rates.map((one) => last(one.curves[seed]));
  return reached.indexOf(Math.max(...reached));
}

// What is known of one rate, in a sentence.
function about(sweep, place) {
  const one = sweep.rates[place];
  const reached = one.curves.map(last);
  const range = `from ${percent(Math.min(...reached))} to ${percent(Math.max(...reached))}`;
  let text = `Rate ${one.rate}: ${one.mean}% over ${reached.length} seeds, ${range}.`;
  if (one.diverged) text += ` ${one.diverged} of the runs diverged, and count as guessing.`;
  if (place === sweep.best) return `${text} The best on average.`;
  const best = `the best on average, ${sweep.rates[sweep.best].rate}`;
  return `${text} Less ${best}, seed by seed: ${one.less} points: ${one.seen ? "worse" : "no difference seen"}.`;
}

// What a search with one seed finds, and what its winner does with the other seeds.
function search(sweep, seed) {
  const place = winner(sweep, seed);
  const { rate, curves } = sweep.rates[place];
  const others = curves.filter((_, i) => i !== seed).map(last);
  const own = `A search with seed ${sweep.seeds[seed]} alone chooses ${rate}, where it read ${percent(last(curves[seed]))}.`;
  return `${own} The other seeds read ${percent(mean(others))} there, on average.`;
}

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

function drawRates(sweep, width, { place, seed }, choose) {
  const { places, ticks } = axis(sweep.rates.map((one) => one.rate), width - 66);
  const label = `Accuracy of ${sweep.seeds.length} seeds at ${places.length} rates. ${about(sweep, place)}`;
  const chart = explore_parts.chart(width, HEIGHT, range(sweep), { ticks, label: "learning rate" }, label);
  const { svg, x, y, top, bottom } = chart;
  svg.prepend(explore_parts.draw("rect", { class: "explore-chosen", x: x(places[place]) - 11, width: 22, y: top, height: bottom - top }));
  sweep.seeds.forEach((_, k) => {
    const points = sweep.rates.map((one, i) => [x(places[i]), y(last(one.curves[k]))]);
    const mark = k === seed ? "explore-own" : "explore-run";
    if (seed === null || k === seed) svg.append(explore_parts.line(points, mark));
    for (const [cx, cy] of points) svg.append(explore_parts.draw("circle", { class: mark, cx, cy, r: k === seed ? 4 : 3 }));
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

function drawEpochs(sweep, width, { place, seed }) {
  const { rate, curves } = sweep.rates[place];
  const epochs = curves[0].length;
  const ticks = curves[0].map((_, i) => [0.03 + (0.94 * i) / (epochs - 1), String(i + 1)]);
  const label = `The same runs at rate ${rate}, epoch by epoch: ${curves.map((curve) => curve.map(percent).join(", ")).join("; ")}`;
  const { svg, x, y } = explore_parts.chart(width, HEIGHT, range(sweep), { ticks, label: `epoch, at rate ${rate}` }, label);
  curves.forEach((curve, k) => {
    const points = curve.map((value, i) => [x(ticks[i][0]), y(value)]);
    svg.append(explore_parts.line(points, k === seed ? "explore-own" : "explore-run"));
  });
  return svg;
}

// A list of the sweeps, those of one record together.
function sweepList(sweeps) {
  const select = dom.make("select", { className: "explore-select" });
  const groups = new Map();
  sweeps.forEach((sweep, i) => {
    const group = groups.get(sweep.title) ?? dom.make("optgroup", { label: sweep.title });
    groups.set(sweep.title, group);
    group.append(dom.make("option", { value: String(i) }, sweep.variant));
  });
  select.append(...groups.values());
  return select;
}

function allNumbers(sweep) {
  const rows = sweep.rates.map((one) => {
    const reached = one.curves.map(last);
    const ends = [Math.min(...reached), Math.max(...reached)].map((value) => value.toFixed(2));
    return [String(one.rate), one.mean, ends.join(" to "), one.less ?? "the best"];
  });
  return explore_parts.table("Validation accuracy (%)", ["rate", "mean ± 95%", "range", "less the best"], rows);
}

function mount(element, { options }) {
  const sweeps = options.sweeps;
  const state = { sweep: 0, place: 0, seed: null };
  const list = sweepList(sweeps);
  const seeds = dom.make("select", { className: "explore-select" });
  const slider = dom.make("input", { type: "range", min: "0", step: "1", className: "explore-slider" });
  const rate = dom.make("output", { className: "explore-rate" });
  const charts = dom.make("div", { className: "explore-charts" });
  const known = dom.make("p", { className: "explore-known" });
  const found = dom.make("p", { className: "explore-known" });
  const numbers = dom.make("details", {}, dom.make("summary", {}, "All numbers"));
  const notice = dom.make("p", { className: "demo-note" });
  const { element: status, say, stop } = dom.announcer();
  const chosen = () => sweeps[state.sweep];

  function show() {
    const sweep = chosen();
    const wide = element.clientWidth - 30;
    const two = sweep.rates[0].curves[0].length > 1;
    const width = Math.max(240, two && wide > 620 ? (wide - 12) / 2 : wide);
    charts.replaceChildren(drawRates(sweep, width, state, (place) => { go({ place }); slider.focus(); }));
    if (two) charts.append(drawEpochs(sweep, width, state));
    slider.value = String(state.place);
    rate.textContent = String(sweep.rates[state.place].rate);
    known.textContent = about(sweep, state.place);
    slider.setAttribute("aria-valuetext", known.textContent);
    found.textContent = state.seed === null
      ? "Each ring is the rate that one seed's own search would choose."
      : search(sweep, state.seed);
  }

  function go(change) {
    Object.assign(state, change);
    show();
    if ("seed" in change) say(found.textContent);
  }

  function take(index) {
    const sweep = sweeps[index];
    slider.max = String(sweep.rates.length - 1);
    const all = dom.make("option", { value: "" }, "all seeds");
    seeds.replaceChildren(all, ...sweep.seeds.map((seed, k) => dom.make("option", { value: String(k) }, `seed ${seed}`)));
    numbers.replaceChildren(numbers.firstElementChild, allNumbers(sweep));
    notice.textContent = sweep.notice;
    go({ sweep: index, place: sweep.best, seed: null });
  }

  list.addEventListener("change", () => take(Number(list.value)));
  seeds.addEventListener("change", () => go({ seed: seeds.value === "" ? null : Number(seeds.value) }));
  slider.addEventListener("input", () => go({ place: Number(slider.value) }));
  const field = (text, input, ...more) => dom.make("label", { className: "explore-field" }, dom.make("span", {}, text), input, ...more);
  const controls = [field("Runs", list), field("Search of", seeds), field("Learning rate", slider, rate)];
  element.replaceChildren(dom.make("div", { className: "explore-controls" }, ...controls), charts, known, found, notice, numbers, status);
  take(0);
  const resized = new ResizeObserver(show);
  resized.observe(element);
  return () => {
    resized.disconnect();
    stop();
    element.replaceChildren();
  };
}

export { about, mount, search, winner };
