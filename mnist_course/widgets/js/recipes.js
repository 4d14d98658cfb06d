// What can be chosen for a training, the settings of the chapters, and how settings stand in a page's address.
const FIELDS = {
  hidden: { label: "Hidden units", values: [0, 4, 16, 32, 64, 100, 256], words: { 0: "none (softmax)" } },
  pixels: { label: "Pixels", values: ["0 to 255", "0 to 1", "shifted", "divided", "standardised"] },
  optimiser: { label: "Optimiser", values: ["SGD", "momentum", "Adam"], words: { momentum: "SGD with momentum 0.9" } },
  rate: {
    label: "Learning rate",
    values: [-6, -5, -4, -3, -2, -1, 0, 1].flatMap((power) => [Number(`1e${power}`), Number(`3e${power}`)]),
  },
  batch: { label: "Batch", values: [1, 10, 16, 32, 64, 128, 256, 1000] },
  start: {
    label: "First weights",
    values: ["random", "0", "0.01"],
    words: { 0: "all 0", 0.01: "all 0.01" },
  },
  epochs: { label: "Epochs", values: [1, 2, 5, 10, 20] },
  seed: { label: "Seed", values: null }, // any whole number from 0 to 9999
};
const DEFAULTS = {
  ...{ hidden: 0, pixels: "0 to 1", optimiser: "SGD", rate: 0.1, batch: 64, start: "random", epochs: 5, seed: 0 },
};

const MLP = { ...DEFAULTS, hidden: 100, pixels: "standardised" };
// Each with the chapter that it belongs to, and what to look at.
const PRESETS = {
  "a straight line": {
    chapter: "03",
    settings: DEFAULTS,
    try: "Softmax regression by the recipe of the chapter. Watch the ten weight pictures: what is blue in the 0, and what is orange in its middle?",
  },
  "raw pixels": {
    chapter: "04",
    settings: { ...DEFAULTS, pixels: "0 to 255" },
    try: "Bytes at the rate that suits pixels from 0 to 1. Look at the loss, not at the accuracy. Then set the first weights to 0 and the rate to 0.000001. Last, give it 100 hidden units at 0.1.",
  },
  "divided pixels": {
    chapter: "04",
    settings: { ...DEFAULTS, pixels: "divided" },
    try: "The same rate on pixels three times as large. The accuracy hops from point to point; where it ends is luck. Keep it, and compare with 0 to 1.",
  },
  "a hidden layer": {
    chapter: "05",
    settings: { ...MLP, rate: 0.03 },
    try: "A hundred units between pixels and scores. Keep the run, set the hidden units to none, and compare the two.",
  },
  "start from zero": {
    chapter: "05",
    settings: { ...DEFAULTS, hidden: 100, start: "0", epochs: 1 },
    try: "All weights begin at 0. Count what has changed in the end. Softmax regression may begin there: try it.",
  },
  "a hundred copies": {
    chapter: "05",
    settings: { ...DEFAULTS, hidden: 100, start: "0.01", epochs: 2 },
    try: "All weights begin at 0.01. Compare the pictures of the hidden units.",
  },
  "dead units": {
    chapter: "07",
    settings: { ...MLP, optimiser: "Adam", rate: 0.3, epochs: 1 },
    try: "Adam at a rate far too high. Nothing complains. How many hidden units still answer to any digit?",
  },
  "beyond the cliff": {
    chapter: "07",
    settings: { ...MLP, rate: 10, epochs: 1 },
    try: "SGD at a rate far too high. Take the first ten steps one by one, and watch the loss.",
  },
  "rate too high": {
    chapter: "08",
    settings: { ...MLP, rate: 1, epochs: 2 },
    try: "Press “An epoch at each rate”. From the best rate to one at which hardly anything is learnt it is a step or two. Then choose batches of 1000, and press again: where is the cliff now?",
  },
  "large batches": {
    chapter: "08",
    settings: { ...MLP, batch: 1000, rate: 0.1, epochs: 2 },
    try: "Few steps, each less noisy. Keep the run, and look for a rate at which it catches up with batches of 64 in as many epochs. Is there one?",
  },
};

function nearest(values, value) {
  return values.reduce((best, one) =>
    Math.abs(Math.log(one / value)) < Math.abs(Math.log(best / value)) ? one : best,
  );
}

// Settings as they may be: of what is missing or unknown, the default.
function sound(given) {
  const settings = { ...DEFAULTS };
  for (const [name, { values }] of Object.entries(FIELDS)) {
    const value = typeof DEFAULTS[name] === "number" ? Number(given?.[name] ?? Number.NaN) : given?.[name];
    if (name === "seed") settings.seed = value >= 0 && value <= 9999 ? Math.floor(value) : DEFAULTS.seed;
    else if (values.includes(value)) settings[name] = value;
    else if (name === "rate" && value > 0) settings.rate = nearest(values, value);
  }
  return settings;
}

// As in #train&hidden=100&rate=0.1: a link that a teacher can send. What is as usual is left out.
function toAddress(settings) {
  const different = Object.entries(settings).filter(([name, value]) => value !== DEFAULTS[name]);
  return `#train&${new URLSearchParams(different)}`;
}

// The settings of an address, or null if it has none.
function fromAddress(hash) {
  return hash.startsWith("#train&") ? sound(Object.fromEntries(new URLSearchParams(hash.slice(7)))) : null;
}

// A name for a run beside another: what differs in its settings, the first two things of it.
function nameOf(settings, other) {
  const words = {
    hidden: settings.hidden ? `${settings.hidden} hidden units` : "softmax regression",
    pixels: `pixels ${settings.pixels}`,
    optimiser: settings.optimiser,
    rate: `rate ${settings.rate}`,
    batch: `batch ${settings.batch}`,
    start: settings.start === "random" ? "random start" : `all ${settings.start}`,
    epochs: `${settings.epochs} epochs`,
    seed: `seed ${settings.seed}`,
  };
  const differs = Object.keys(words).filter((name) => settings[name] !== other[name]);
  return differs
    .slice(0, 2)
    .map((name) => words[name])
    .join(", ");
}

export { DEFAULTS, FIELDS, fromAddress, nameOf, PRESETS, sound, toAddress };
