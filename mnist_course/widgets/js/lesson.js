// A training as a conversation, in a worker or, where none may be made, on the page itself: it is told to reset, to run,
// to take one step, to stop, and it tells how far it is. It works in slices, so that "stop" is heard between them.
const CURVE = 20; // points of the loss's curve an epoch, and one for each of the first steps
const JUDGED = 5; // times an epoch that the validation digits are read
const TELL = 50; // milliseconds between two reports

// The steps of a run, one by one. Seed and settings decide everything; what went before does not.
function begin(settings, { training, validation }) {
  const network = train.build(settings);
  const random = train.randomFrom(settings.seed + 1_000_000); // for the batches, whatever the network's size
  const perEpoch = Math.floor(training.count / settings.batch); // whole batches only: a small one at the end throws it off
  const part = (step, times) => Math.floor((step * times) / perEpoch);
  const due = (step, times) => part(step, times) > part(step - 1, times); // so often an epoch, and at its end
  const run = { network, perEpoch, step: 0, ended: "", losses: [], judged: [] };
  let [order, sum, steps] = [null, 0, 0];

  run.judge = () => {
    if (run.judged.at(-1)?.[0] === run.step) return;
    const { loss, accuracy, right, dead } = train.judge(network, validation, settings.pixels);
    Object.assign(run, { right, dead });
    run.judged.push([run.step, loss, accuracy]);
    const dies = run.step > 0 && settings.start === "random" && dead > 0 && dead === network.hidden;
    if (dies && train.judge(network, training, settings.pixels).dead === dead) run.ended ||= "dead";
  };

  // One step; `shown` makes a point of it in both curves.
  run.advance = (shown = false) => {
    const at = run.step % perEpoch;
    if (at === 0) order = train.shuffled(training.count, random);
    const loss = train.step(
      network,
      training,
      order.subarray(at * settings.batch, (at + 1) * settings.batch),
      settings,
    );
    run.step += 1;
    [sum, steps] = [sum + loss, steps + 1];
    if (!Number.isFinite(loss)) run.ended = "not finite";
    else if (run.step >= settings.epochs * perEpoch) run.ended = "epochs";
    if (run.ended || shown || run.step <= CURVE || due(run.step, CURVE)) {
      run.losses.push([run.step, sum / steps]); // the mean since the last point
      [sum, steps] = [0, 0];
    }
    if (run.ended || shown || due(run.step, JUDGED)) run.judge();
  };

  run.judge(); // before the first step
  return run;
}

// The pictures of the weights: up to ten units, one after the other, each with its 784 weights.
function pictures({ w1, units }) {
  const shown = Math.min(units, 10);
  const all = new Float32Array(shown * 784);
  for (let u = 0; u < shown; u += 1) for (let i = 0; i < 784; i += 1) all[u * 784 + i] = w1[i * units + u];
  return all;
}

// How many parameters are no longer what they were before the first step.
function changed({ values }, settings) {
  const before = train.build(settings).values;
  return values.reduce((count, value, i) => count + (value === before[i] ? 0 : 1), 0);
}

// Whether all hidden units have the same weights.
function alike({ w1, hidden, units }) {
  return hidden > 1 && w1.every((value, i) => value === w1[i - (i % units)]);
}

// `tell` takes what is to be told; `milliseconds` is how long a slice may take. Returns who listens.
function open(tell, milliseconds) {
  const channel = new MessageChannel(); // the quickest way to let other messages in: a timer waits
  let [data, settings, run, work] = [null, null, null, null]; // work: what a slice does, or null
  let [toldLosses, toldJudged, toldEpoch, toldAt] = [0, 0, 0, 0];

  function report(state) {
    const { step, perEpoch, ended, losses, judged, right, dead, network } = run;
    const message = { state, settings, step, perEpoch, ended, dead, parameters: network.values.length };
    Object.assign(message, { losses: losses.slice(toldLosses), judged: judged.slice(toldJudged) });
    message.pictures = pictures(network);
    if (state !== "running")
      Object.assign(message, { right, alike: alike(network), changed: changed(network, settings) });
    [toldLosses, toldJudged, toldAt] = [losses.length, judged.length, performance.now()];
    toldEpoch = Math.floor(step / perEpoch);
    tell(message);
  }

  function onward(until) {
    while (!run.ended && performance.now() < until) run.advance();
    if (run.ended) {
      work = null;
      report("ended");
    } else if (settings.calm ? Math.floor(run.step / run.perEpoch) > toldEpoch : performance.now() > toldAt + TELL) {
      report("running");
    }
  }

  // One epoch at each rate, from the same start.
  function sweepOver(rates, asked) {
    let [trial, rate, queue] = [null, 0, rates];
    return (until) => {
      while (performance.now() < until) {
        if (!trial) {
          [rate, ...queue] = queue;
          trial = begin({ ...asked, rate, epochs: 1 }, data);
        }
        trial.advance();
        if (!trial.ended) continue;
        const [, loss, accuracy] = trial.judged.at(-1);
        tell({ state: "swept", rate, loss, accuracy, ended: trial.ended, left: queue.length });
        trial = null;
        if (queue.length) continue;
        work = null;
        return;
      }
    };
  }

  function slice() {
    if (!work) return;
    work(performance.now() + milliseconds);
    if (work) channel.port2.postMessage(null);
  }
  channel.port1.onmessage = slice;

  const heard = {
    async digits({ packed }) {
      const [training, validation] = await Promise.all([packed.training, packed.validation].map(digits.unpack));
      data = { training, validation };
      tell({ state: "ready" });
    },
    reset(message) {
      [work, settings] = [null, message.settings];
      run = begin(settings, data);
      [toldLosses, toldJudged] = [0, 0];
      report("reset");
    },
    run() {
      work = onward;
      channel.port2.postMessage(null);
    },
    step() {
      work = null;
      if (run.ended) return;
      run.advance(true);
      report(run.ended ? "ended" : "stopped");
    },
    sweep({ rates, settings: asked }) {
      work = sweepOver(rates, asked);
      channel.port2.postMessage(null);
    },
    stop() {
      if (!work) return;
      const running = work === onward;
      work = null;
      if (running) run.judge();
      if (running) report("stopped");
      else tell({ state: "swept", left: 0 });
    },
  };
  return (message) => heard[message.do](message);
}

export { begin, open };
