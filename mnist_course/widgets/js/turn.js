// "Turn it": a digit turned, moved, enlarged or thickened after its preparation, and what a network makes of it that was
// trained on such digits, beside one that was not.

const PAIR = ["cnn", "augmented"];
const SIDE = 28;
const STORE = "turn";
const INVITES = "Move a slider: the two networks are fetched then.";

// All settings of one slider, and what each network says at them, one setting after the other: the page goes on between.
async function sweep(known, pixels, values, name, isStale) {
  const found = [];
  let since = performance.now();
  for (const value of sliders.steps(name)) {
    const turned = warp.transform(pixels, { ...values, [name]: value });
    found.push({ value, shares: PAIR.map((one) => net.softmax(net.forward(known[one], turned).logits)) });
    if (performance.now() - since < 12) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (isStale()) return null;
    since = performance.now();
  }
  return found;
}

function mount(element, { load, options }) {
  const kept = dom.kept(STORE) ?? {};
  const networks = PAIR.map((name) => NETWORKS.find((one) => one.name === name));
  const status = dom.announcer();
  status.element.textContent = INVITES;
  const table = readings.create(networks, "How probable each digit is, to each network");
  const came = inside.picture("The digit as it came");
  const turned = inside.picture("The digit as the networks get it now");
  const marks = notice.create(networks);
  let digit = null; // what subject.js tells
  let known = null; // the networks by name, once they are there
  let asked = null;
  let shares = null; // of each network, the ten probabilities of the digit as it is now
  let round = 0; // of sweeps: a newer one ends those before
  let timer = 0;
  let stopped = false;

  const knobs = sliders.create({
    values: kept.values,
    changed: () => {
      if (known) status.say("", 0); // the slider says what is read; an old answer would only be wrong
      show();
      keep();
      wake();
    },
  });
  const chosen = subject.create({
    load,
    start: kept.choice ?? options.digit ?? 0,
    say: status.say,
    changed: (found) => {
      const isNew = digit !== null;
      digit = found;
      show();
      if (!isNew) return;
      keep();
      wake();
      if (known) status.say(sentence());
    },
  });

  function keep() {
    dom.keep(STORE, { values: knobs.values(), choice: digit?.choice });
  }

  async function wake() {
    if (known || asked) return;
    try {
      status.say("The networks are being fetched …", 300);
      asked = load("weights");
      const { about, numbers } = await asked;
      known = net.decode(net.bytesOf(numbers), about);
      show();
      status.say(sentence());
    } catch (error) {
      asked = null; // so that one can try again
      status.say(`The networks did not come: ${error.message}.`, 0);
    }
  }

  function read(pixels) {
    return PAIR.map((name) => net.softmax(net.forward(known[name], pixels).logits));
  }

  // The two answers in words, for a slider's value and for what is announced.
  function said(shares) {
    return shares.map((found, i) => {
      const { digit: answer, share } = judge.answer(found, 0);
      return `${networks[i].title}: ${answer}, ${judge.percent(share)}`;
    });
  }

  function sentence() {
    if (!shares) return digit ? judge.SAYS.empty : "The networks are here.";
    return `${digit.name}, as it is now. ${said(shares).join("; ")}.`.replace(/^./, (first) => first.toUpperCase());
  }

  function show() {
    const pixels = digit?.pixels ?? new Float32Array(SIDE * SIDE);
    const now = warp.transform(pixels, knobs.values());
    dom.paint(came.canvas, pixels, SIDE);
    dom.paint(turned.canvas, now, SIDE);
    shares = known && digit?.pixels ? read(now) : null;
    table.show(shares && Object.fromEntries(PAIR.map((name, i) => [name, shares[i]])));
    knobs.say(shares ? said(shares).join("; ") : "");
    turned.caption.textContent = shares ? said(shares).join("; ") : "as the networks get it";
    clearTimeout(timer);
    round += 1;
    if (shares) timer = setTimeout(measure, 150, round);
    else marks.clear();
  }

  async function measure(mine) {
    const isStale = () => stopped || mine !== round;
    // Of a drawing nobody knows the label: then it is what the augmented network reads before it is changed.
    const truth = digit.label ?? judge.answer(read(digit.pixels)[1], 0).digit;
    const name = knobs.current();
    const found = await sweep(known, digit.pixels, knobs.values(), name, isStale);
    if (found) marks.show({ name, found, truth, value: knobs.values()[name], own: digit.label === null });
  }

  const pictures = dom.make("div", { className: "demo-row turn-pictures" }, came.element, turned.element);
  came.caption.textContent = "as it came";
  element.replaceChildren(
    dom.make(
      "div",
      { className: "demo-draw turn-sides" },
      dom.make("div", {}, chosen.element, pictures, knobs.element),
      dom.make("div", {}, status.element, table.element),
    ),
    marks.element,
  );
  return () => {
    stopped = true;
    clearTimeout(timer);
    chosen.stop();
    status.stop();
    element.replaceChildren();
  };
}

export { mount };
