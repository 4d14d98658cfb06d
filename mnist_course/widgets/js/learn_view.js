// What "Train it here" looks like: settings, buttons, two curves, pictures of weights, rates compared, the numbers.
const share = (value) => `${Math.round(100 * value)}%`;

function tens(count) {
  const every = Math.max(1, Math.ceil(count / 5));
  return Array.from({ length: Math.floor(count / every) + 1 }, (_, i) => i * every);
}

// Epochs in place of steps, so that runs with other batches can be laid over each other.
function inEpochs(points, perEpoch) {
  return points.map(([step, ...values]) => [step / perEpoch, ...values]);
}

function epochsAxis(runs) {
  const most = Math.max(1, ...runs.map(({ settings }) => settings.epochs));
  return { label: "epochs", way: "linear", range: [0, most], ticks: tens(most), write: String };
}

const accuracyAxis = {
  ...{ way: "errors", range: [0, 0.985], ticks: [0, 0.5, 0.8, 0.9, 0.95, 0.98], write: share },
};

function drawLoss(chart, runs) {
  const lines = runs.map(({ kind, name, losses, perEpoch }) => ({ kind, name, points: inEpochs(losses, perEpoch) }));
  const values = lines.flatMap(({ points }) => points.map(([, loss]) => loss));
  const { range, ticks } = plot.decades(values, 0.1, 10);
  const write = (tick) => (tick > 1e6 || tick < 1e-3 ? tick.toExponential(0) : tick.toLocaleString("en"));
  const y = { way: "log", range, ticks, write };
  const guessing = { y: Math.log(10), text: "guessing: ln 10" };
  const label = lines.map(({ name, points }) => `${name || "this run"}: ${remarks.short(points.at(-1)?.[1] ?? NaN)}`);
  chart.draw({
    x: epochsAxis(runs),
    y,
    lines,
    notes: [guessing],
    label: runs.length ? label.join("; ") : "nothing yet",
  });
}

function drawAccuracy(chart, runs, count) {
  const lines = runs.map(({ kind, name, judged, perEpoch }) => {
    const points = inEpochs(judged, perEpoch).map(([at, , accuracy]) => [at, accuracy]);
    const band = points.map(([at, accuracy]) => {
      const error = remarks.standardError(accuracy, count);
      return [at, Math.max(0, accuracy - error), accuracy + error];
    });
    return { kind, name, points, band };
  });
  const label = lines
    .map(({ name, points }) => `${name || "this run"}: ${remarks.percent(points.at(-1)[1])}%`)
    .join("; ");
  chart.draw({ x: epochsAxis(runs), y: accuracyAxis, lines, label: label || "nothing yet" });
}

function drawRates(chart, sweeps) {
  const rates = sweeps.flatMap(({ points }) => points.map(([rate]) => rate));
  const { range, ticks } = plot.decades(rates, 0.1, 0.1);
  const x = { label: "learning rate (one epoch at each)", way: "log", range, ticks, write: String };
  const lines = sweeps.map(({ points, name }, i) => ({
    points,
    name,
    kind: i < sweeps.length - 1 ? "kept" : "now",
    dots: true,
  }));
  const label = lines.map(
    ({ name, points }) => `${name}: ${points.map(([rate, at]) => `${rate}: ${share(at)}`).join(", ")}`,
  );
  chart.draw({ x, y: accuracyAxis, lines, label: label.join("; ") });
}

// Both runs epoch by epoch, for those who want numbers, or cannot see the curves.
function tableOf(runs, count) {
  const head = ["run", "epoch", "validation loss", "accuracy (%)", "standard error"];
  const rows = runs.flatMap(({ name, judged, perEpoch }) =>
    judged
      .filter(([step], i) => step % perEpoch === 0 || i === judged.length - 1)
      .map(([step, loss, accuracy]) => [
        ...[name || "this run", (step / perEpoch).toFixed(2).replace(".00", ""), remarks.short(loss)],
        ...[remarks.percent(accuracy), remarks.percent(remarks.standardError(accuracy, count))],
      ]),
  );
  const row = (cells, kind) => dom.make("tr", {}, ...cells.map((textContent) => dom.make(kind, { textContent })));
  const body = dom.make("tbody", {}, ...rows.map((cells) => row(cells, "td")));
  const table = dom.make("table", {}, dom.make("thead", {}, row(head, "th")), body);
  const box = { className: "train-numbers", tabIndex: 0, role: "region", "aria-label": "The numbers" };
  return dom.make("div", box, table); // on a phone it scrolls, by keyboard as well
}

function presetList(choose) {
  const id = dom.newId("preset");
  const list = dom.make("select", { id }, dom.make("option", { textContent: "your own settings" }));
  const names = Object.keys(recipes.PRESETS);
  list.append(
    ...names.map((name) => dom.make("option", { textContent: `${recipes.PRESETS[name].chapter} · ${name}` })),
  );
  list.addEventListener("change", () => list.selectedIndex && choose(names[list.selectedIndex - 1]));
  const label = dom.make("label", { for: id, textContent: "Begin with" });
  const note = dom.make("p", { className: "demo-note" });
  const show = (settings) => {
    const equal = ({ settings: other }) => Object.keys(other).every((key) => other[key] === settings[key]);
    list.selectedIndex = 1 + names.findIndex((name) => equal(recipes.PRESETS[name]));
    const name = names[list.selectedIndex - 1];
    if (name) note.replaceChildren(dom.make("strong", { textContent: `${name}: ` }), recipes.PRESETS[name].try);
  };
  return { element: dom.make("div", { className: "train-field train-preset" }, label, list), note, show };
}

// `acts`: what to do on change, choose, train, step, reset, keep, forget, sweep; `linked`: whether to offer an address.
function make(element, acts, status, linked) {
  const preset = presetList(acts.choose);
  const inputs = fields.fields(acts.change);
  const train = dom.button("Train", acts.train, { className: "demo-button train-main" });
  const forget = dom.button("Forget the kept run", acts.forget);
  const keep = dom.button("Keep this run", acts.keep);
  const sweep = dom.button("An epoch at each rate", acts.sweep);
  const [step, reset] = [dom.button("One step", acts.step), dom.button("Reset", acts.reset)];
  const buttons = dom.make("div", { className: "train-buttons" }, train, step, reset, keep, forget, sweep);
  const line = dom.make("p", { className: "train-line" });
  const [loss, accuracy] = [plot.chart("Training loss"), plot.chart("Validation accuracy, ± one standard error")];
  const rates = plot.chart("Validation accuracy by rate");
  const charts = dom.make("div", { className: "train-charts" }, loss.element, accuracy.element, rates.element);
  const weights = gallery.gallery();
  const numbers = dom.make("details", {}, dom.make("summary", { textContent: "The numbers" }));
  const link = dom.make("a", { textContent: "Link to these settings" });
  const foot = dom.make("p", { className: "demo-note" }, ...(linked ? [link] : []));
  const parts = [
    preset.element,
    preset.note,
    inputs.element,
    buttons,
    line,
    status,
    charts,
    weights.element,
    numbers,
    foot,
  ];
  element.replaceChildren(...parts);

  function show({ settings, run, kept, sweeps, state, count }) {
    preset.show(settings);
    inputs.show(settings);
    link.href = recipes.toAddress(settings);
    train.textContent = { running: "Stop", sweeping: "Stop", loading: "Loading …" }[state] ?? "Train";
    step.disabled = reset.disabled = sweep.disabled = train.disabled = state === "loading";
    keep.disabled = state !== "idle" || !run?.step || run === kept;
    forget.hidden = !kept;
    const runs = [kept && { ...kept, kind: "kept" }, run && run !== kept && { ...run, kind: "now" }].filter(Boolean);
    if (runs.length === 2) {
      const [one, other] = runs.map((each, i) => recipes.nameOf(each.settings, runs[1 - i].settings));
      Object.assign(runs[0], { name: one || "kept run" });
      Object.assign(runs[1], { name: other || "this run" });
    }
    line.textContent = run ? remarks.standing(run, count) : "Nothing is trained yet.";
    drawLoss(loss, runs);
    drawAccuracy(accuracy, runs, count);
    rates.element.toggleAttribute("hidden", !sweeps.length);
    if (sweeps.length) drawRates(rates, sweeps);
    const before = new Float32Array(784 * Math.min(settings.hidden || 10, 10)); // white, while nothing is trained
    weights.draw(run?.pictures ?? before, (run?.settings ?? settings).hidden);
    if (state === "idle") numbers.replaceChildren(numbers.firstChild, ...(runs.length ? [tableOf(runs, count)] : []));
    numbers.hidden = !runs.length;
  }
  return { show };
}

export { make };
