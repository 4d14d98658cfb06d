// "Train it here": softmax regression and a small MLP learn on the page. The digits are fetched when somebody trains.
const COUNT = 2000; // validation digits

// Seven rates or so around a rate: each about three times the one before.
function around(rate) {
  const rates = recipes.FIELDS.rate.values;
  const at = rates.indexOf(rate);
  return rates.slice(Math.max(0, at - 4), at + 4);
}

function mount(element, { load, options = {} }) {
  const fromLink = () => (options.address ? recipes.fromAddress(location.hash) : null);
  const first = recipes.PRESETS[options.preset]?.settings ?? dom.kept("train");
  let settings = recipes.sound(fromLink() ?? first);
  let [run, kept, sweeps, state, ready, frame] = [null, null, [], "idle", null, 0];
  let unpacked = () => {};
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const status = dom.announcer();
  const trainer = teacher.find(hear, options.worker ?? true);
  const acts = { choose, change, keep, forget, train: press, step: oneStep, reset: begin, sweep: tryRates };
  const view = learn_view.make(element, acts, status.element, options.address);

  // At most once a frame. Who asks for less motion gets it once an epoch: the trainer tells no more then.
  function show() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      view.show({ settings, run, kept, sweeps: sweeps.slice(-2), state, count: COUNT });
    });
  }

  function hear(message) {
    if (message.state === "ready") return unpacked();
    if (message.state === "failed") return fail(new Error(message.why));
    if (message.state === "swept") return hearRate(message);
    // A run is what was told of it, put together.
    const before = message.state === "reset" ? { losses: [], judged: [] } : run;
    const [losses, judged] = [
      [...before.losses, ...message.losses],
      [...before.judged, ...message.judged],
    ];
    run = { ...before, ...message, losses, judged };
    if (message.state !== "running") state = "idle";
    if (message.state === "ended" || message.state === "stopped") conclude();
    show();
  }

  function conclude() {
    const compared = kept ? remarks.comparison(kept, run) : "";
    const parts = [remarks.trouble(run) || remarks.outcome(run, COUNT), compared];
    status.say(parts.filter(Boolean).join(" "), 300);
  }

  function hearRate({ rate, accuracy, left }) {
    const { points } = sweeps.at(-1);
    if (rate) points.push([rate, accuracy]);
    if (left === 0) {
      state = "idle";
      const best = points.reduce((one, other) => (other[1] > one[1] ? other : one), [0, 0]);
      if (best[0])
        status.say(
          `One epoch at each rate: best at ${best[0]}, ${remarks.percent(best[1])}% right, with this one seed.`,
          300,
        );
    }
    show();
  }

  function fail(error) {
    [state, ready] = ["idle", null];
    status.say(`That did not work: ${error.message}.`, 0);
    show();
  }

  // Fetches and unpacks the digits, the first time.
  function prepared() {
    ready ??= (async () => {
      state = "loading";
      status.say("Fetching 10,000 digits to learn from, and 2,000 to judge by.", 0);
      show();
      const packed = await load("digits");
      await new Promise((resolve) => {
        unpacked = resolve;
        trainer.ask({ do: "digits", packed });
      });
      begin();
    })();
    return ready;
  }

  // To the start, with the settings as they are.
  function begin() {
    state = "idle";
    trainer.ask({ do: "reset", settings: { ...settings, calm: calm.matches } });
    show();
  }

  async function whenReady(act) {
    try {
      await prepared();
      act();
      show();
    } catch (error) {
      fail(error);
    }
  }

  function press() {
    if (state === "running" || state === "sweeping") return trainer.ask({ do: "stop" });
    return whenReady(() => {
      if (run?.ended) begin();
      state = "running";
      trainer.ask({ do: "run" });
    });
  }

  function oneStep() {
    whenReady(() => {
      if (run?.ended) status.say("The run is at its end. Reset it, or give it more epochs.", 0);
      else trainer.ask({ do: "step" });
    });
  }

  function tryRates() {
    whenReady(() => {
      const other = sweeps.at(-1);
      const name =
        other && recipes.nameOf({ ...settings, rate: 0, epochs: 0 }, { ...other.settings, rate: 0, epochs: 0 });
      if (other)
        other.name ||= recipes.nameOf({ ...other.settings, rate: 0, epochs: 0 }, { ...settings, rate: 0, epochs: 0 });
      sweeps.push({ settings, name, points: [] });
      state = "sweeping";
      trainer.ask({ do: "sweep", settings, rates: around(settings.rate) });
    });
  }

  function keep() {
    kept = run;
    show();
  }

  function forget() {
    kept = null;
    show();
  }

  function choose(name) {
    become(recipes.PRESETS[name].settings);
  }

  function change(name, value) {
    become({ ...settings, [name]: value });
  }

  // New settings: a new run, and, on the page of its own, a new address and something to find again.
  function become(wanted, told = false) {
    settings = recipes.sound(wanted);
    if (options.address) dom.keep("train", settings);
    if (options.address && !told) history.replaceState(null, "", recipes.toAddress(settings));
    if (ready && state !== "loading") begin();
    else show();
  }

  const followed = () => fromLink() && become(fromLink(), true);
  if (options.address) addEventListener("hashchange", followed);
  show();
  return () => {
    removeEventListener("hashchange", followed);
    cancelAnimationFrame(frame);
    status.stop();
    trainer.end();
    element.replaceChildren();
  };
}

export { mount };
