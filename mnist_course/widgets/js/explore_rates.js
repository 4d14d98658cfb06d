// "Which rate?": recorded runs at every rate, all seeds. One chooses a rate, and one seed's own search.
const { last, mean, percent, winner } = explore_curves;

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

// A list of the sweeps, those of one record together.
function sweepList(sweeps) {
  const select = dom.make("select", { className: "explore-select" });
  const groups = new Map();
  sweeps.forEach((sweep, i) => {
    const group = groups.get(sweep.title) ?? dom.make("optgroup", { label: sweep.title });
    groups.set(sweep.title, group);
    group.append(dom.make("option", { value: String(i) }, sweep.variant || sweep.title));
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
  const rate = dom.make("span", { className: "explore-rate", "aria-hidden": "true" });
  const charts = dom.make("div", { className: "explore-charts" });
  const title = dom.make("p", { className: "explore-title" });
  const known = dom.make("p", { className: "explore-known" });
  const found = dom.make("p", { className: "explore-known" });
  const numbers = dom.make("details", {}, dom.make("summary", {}, "All numbers"));
  const notice = dom.make("p", { className: "demo-note" });
  const { element: status, say, stop } = dom.announcer();
  status.classList.add("explore-heard");
  const chosen = () => sweeps[state.sweep];

  function show() {
    const sweep = chosen();
    const wide = element.clientWidth - 30;
    const two = sweep.rates[0].curves[0].length > 1;
    const width = Math.max(240, two && wide > 620 ? (wide - 12) / 2 : wide);
    charts.replaceChildren(
      explore_curves.rates(sweep, width, state, about(sweep, state.place), (place) => {
        go({ place });
        slider.focus();
      }),
    );
    if (two) charts.append(explore_curves.epochs(sweep, width, state));
    slider.value = String(state.place);
    rate.textContent = String(sweep.rates[state.place].rate);
    known.textContent = about(sweep, state.place);
    slider.setAttribute("aria-valuetext", known.textContent);
    found.textContent =
      state.seed === null
        ? "Each ring is the rate that one seed's own search would choose."
        : search(sweep, state.seed);
  }

  function go(change) {
    Object.assign(state, change);
    show();
  }

  function take(index) {
    const sweep = sweeps[index];
    slider.max = String(sweep.rates.length - 1);
    const all = dom.make("option", { value: "" }, "all seeds");
    seeds.replaceChildren(
      all,
      ...sweep.seeds.map((seed, k) => dom.make("option", { value: String(k) }, `seed ${seed}`)),
    );
    numbers.replaceChildren(numbers.firstElementChild, allNumbers(sweep));
    notice.textContent = sweep.notice;
    title.textContent = sweep.title + (sweep.variant ? ` ${sweep.variant}` : "");
    go({ sweep: index, place: sweep.best, seed: null });
  }

  list.addEventListener("change", () => {
    take(Number(list.value));
    say(known.textContent);
  });
  seeds.addEventListener("change", () => {
    go({ seed: seeds.value === "" ? null : Number(seeds.value) });
    say(found.textContent);
  });
  slider.addEventListener("input", () => go({ place: Number(slider.value) }));
  const field = (text, input, ...more) =>
    dom.make("label", { className: "explore-field" }, dom.make("span", {}, text), input, ...more);
  const controls = [field("Search of", seeds), field("Learning rate", slider, rate)];
  if (sweeps.length > 1) controls.unshift(field("Runs", list));
  element.replaceChildren(
    dom.make("div", { className: "explore-controls" }, ...controls),
    title,
    charts,
    known,
    found,
    notice,
    numbers,
    status,
  );
  take(0);
  let width = element.clientWidth;
  const resized = new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    show();
  });
  resized.observe(element);
  return () => {
    resized.disconnect();
    stop();
    element.replaceChildren();
  };
}

export { about, mount, search };
