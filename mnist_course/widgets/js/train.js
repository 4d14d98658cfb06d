// Softmax regression, and a network with one hidden layer, that learn by gradient descent: no more than the arithmetic,
// as in chapters 03, 05 and 07. All parameters lie in one array, and so do their slopes: an optimiser is one loop.
const PIXELS = 784;
const CLASSES = 10;

// What a network is fed, for ink from 0 to 1: times · ink + plus (chapter 04).
const SCALES = {
  "0 to 255": { times: 255, plus: 0 },
  "0 to 1": { times: 1, plus: 0 },
  shifted: { times: 1, plus: -0.1307 },
  divided: { times: 1 / 0.3081, plus: 0 },
  standardised: { times: 1 / 0.3081, plus: -0.1307 / 0.3081 },
};

// Random numbers from 0 to below 1 that a seed decides: the mulberry32 generator, which is in the public domain.
function randomFrom(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// All numbers below count, in a random order.
function shuffled(count, random) {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// The layers' parameters, as parts of one array. The weights of a pixel lie side by side, one for each unit: w1 has the
// shape (784, units), w2 (units, 10). Without a hidden layer the ten units are the scores themselves.
function partsOf(all, hidden) {
  const [first, last] = [PIXELS * (hidden || CLASSES), hidden || CLASSES];
  const ends = [first, first + last, first + last + hidden * CLASSES, all.length];
  const [w1, b1, w2, b2] = ends.map((end, i) => all.subarray(ends[i - 1] ?? 0, end));
  return { w1, b1, w2, b2 };
}

// A network before its first step. Its start: "random", between ±1/√inputs as PyTorch does it; or a number for all.
function build({ hidden, start, seed }) {
  const units = hidden || CLASSES;
  const size = PIXELS * units + units + (hidden ? hidden * CLASSES + CLASSES : 0);
  const [values, slopes, first, second] = Array.from({ length: 4 }, () => new Float32Array(size));
  const network = { hidden, units, values, slopes, first, second, steps: 0, ...partsOf(values, hidden) };
  const random = randomFrom(seed);
  const fill = (part, inputs) => {
    const bound = 1 / Math.sqrt(inputs);
    for (let i = 0; i < part.length; i += 1) part[i] = start === "random" ? bound * (2 * random() - 1) : Number(start);
  };
  fill(network.w1, PIXELS);
  fill(network.b1, PIXELS);
  if (hidden) {
    fill(network.w2, hidden);
    fill(network.b2, hidden);
  }
  return network;
}

// A layer's biases, and what the paper adds: where paper is not 0 ("plus"), it adds the same for every digit.
function withoutInk({ w1, b1, units }, plus) {
  const sums = Float64Array.from(b1);
  for (let row = 0; plus && row < w1.length; row += units) {
    for (let u = 0; u < units; u += 1) sums[u] += plus * w1[row + u];
  }
  return sums;
}

// The ten scores of one digit; `hiddenValues` gets the numbers in between. Units at 0 and paper are left out: they
// add nothing.
function scoresOf(network, digits, index, times, base, hiddenValues, scores) {
  const { hidden, units, w1, w2, b2 } = network;
  const sums = hidden ? hiddenValues : scores;
  sums.set(base);
  for (let at = digits.starts[index]; at < digits.starts[index + 1]; at += 1) {
    const x = times * digits.ink[at];
    const row = digits.places[at] * units;
    for (let u = 0; u < units; u += 1) sums[u] += x * w1[row + u];
  }
  if (!hidden) return;
  scores.set(b2);
  for (let u = 0; u < hidden; u += 1) {
    if (!(hiddenValues[u] > 0)) hiddenValues[u] = Number.isNaN(hiddenValues[u]) ? NaN : 0; // ReLU
    if (hiddenValues[u] === 0) continue;
    for (let k = 0; k < CLASSES; k += 1) scores[k] += hiddenValues[u] * w2[u * CLASSES + k];
  }
}

// Turns scores into probabilities, in place, and returns the cross-entropy. The largest score is taken off first, so
// that no exponential is too large; and the logarithm is that of the sum, so that no probability of 0 meets it.
function softmaxLoss(scores, label) {
  const largest = Math.max(...scores);
  const truth = scores[label];
  let sum = 0;
  for (let k = 0; k < CLASSES; k += 1) sum += scores[k] = Math.exp(scores[k] - largest);
  for (let k = 0; k < CLASSES; k += 1) scores[k] /= sum;
  return Math.log(sum) + largest - truth;
}

// Back through the second layer: its slopes in `d`, and in `deltas` how fast the loss grows with each hidden number.
// Returns the units that are not 0: through the others nothing passes, for there ReLU is flat.
function backToHidden({ hidden, w2 }, d, hiddenValues, scores, deltas, live) {
  let lives = 0;
  for (let k = 0; k < CLASSES; k += 1) d.b2[k] += scores[k];
  for (let u = 0; u < hidden; u += 1) {
    if (hiddenValues[u] === 0) continue;
    live[lives] = u;
    lives += 1;
    deltas[u] = 0;
    for (let k = 0; k < CLASSES; k += 1) {
      d.w2[u * CLASSES + k] += hiddenValues[u] * scores[k];
      deltas[u] += w2[u * CLASSES + k] * scores[k];
    }
  }
  return live.subarray(0, lives);
}

// The mean loss of the digits named by `rows`, and its slopes, by back-propagation, in network.slopes.
function gradient(network, digits, rows, { times, plus }) {
  const { hidden, units, slopes } = network;
  const d = partsOf(slopes.fill(0), hidden);
  const base = withoutInk(network, plus);
  const [hiddenValues, scores] = [new Float32Array(units), new Float32Array(CLASSES)];
  const deltas = hidden ? new Float32Array(units) : scores;
  let live = Uint16Array.from({ length: units }, (_, u) => u);
  const places = live.slice();
  let loss = 0;
  for (const index of rows) {
    const label = digits.labels[index];
    scoresOf(network, digits, index, times, base, hiddenValues, scores);
    loss += softmaxLoss(scores, label) / rows.length;
    scores[label] -= 1; // p − y
    for (let k = 0; k < CLASSES; k += 1) scores[k] /= rows.length;
    if (hidden) live = backToHidden(network, d, hiddenValues, scores, deltas, places);
    for (let j = 0; j < live.length; j += 1) d.b1[live[j]] += deltas[live[j]];
    for (let at = digits.starts[index]; at < digits.starts[index + 1]; at += 1) {
      const x = times * digits.ink[at];
      const row = digits.places[at] * units;
      for (let j = 0; j < live.length; j += 1) d.w1[row + live[j]] += x * deltas[live[j]];
    }
  }
  // What paper adds to a score, its weight's slope gets too: the sum of the deltas, which is the bias's slope.
  for (let row = 0; plus && row < d.w1.length; row += units) {
    for (let u = 0; u < units; u += 1) d.w1[row + u] += plus * d.b1[u];
  }
  return loss;
}

const OPTIMISERS = {
  SGD({ values, slopes }, rate) {
    for (let i = 0; i < values.length; i += 1) values[i] -= rate * slopes[i];
  },
  momentum({ values, slopes, first }, rate) {
    for (let i = 0; i < values.length; i += 1) {
      first[i] = 0.9 * first[i] + slopes[i];
      values[i] -= rate * first[i];
    }
  },
  Adam({ values, slopes, first, second, steps }, rate) {
    const [ofFirst, ofSecond] = [1 - 0.9 ** steps, 1 - 0.999 ** steps];
    for (let i = 0; i < values.length; i += 1) {
      first[i] = 0.9 * first[i] + 0.1 * slopes[i];
      second[i] = 0.999 * second[i] + 0.001 * slopes[i] * slopes[i];
      values[i] -= (rate * (first[i] / ofFirst)) / (Math.sqrt(second[i] / ofSecond) + 1e-8);
    }
  },
};

// One step: the loss before it.
function step(network, digits, rows, { pixels, optimiser, rate }) {
  const loss = gradient(network, digits, rows, SCALES[pixels]);
  network.steps += 1;
  OPTIMISERS[optimiser](network, rate);
  return loss;
}

// What a network makes of digits: loss, which ones it reads rightly, how many hidden units are 0 for all of them.
function judge(network, digits, pixels) {
  const { times, plus } = SCALES[pixels];
  const base = withoutInk(network, plus);
  const [hiddenValues, scores] = [new Float32Array(network.units), new Float32Array(CLASSES)];
  const [right, alive] = [new Uint8Array(digits.count), new Uint8Array(network.hidden)];
  let [loss, count] = [0, 0];
  for (let index = 0; index < digits.count; index += 1) {
    scoresOf(network, digits, index, times, base, hiddenValues, scores);
    loss += softmaxLoss(scores, digits.labels[index]) / digits.count;
    for (let u = 0; u < network.hidden; u += 1) if (hiddenValues[u] !== 0) alive[u] = 1;
    right[index] = scores.indexOf(Math.max(...scores)) === digits.labels[index] ? 1 : 0;
    count += right[index];
  }
  return { loss, accuracy: count / digits.count, right, dead: alive.reduce((dead, is) => dead - is, network.hidden) };
}

export { build, gradient, judge, OPTIMISERS, partsOf, randomFrom, SCALES, shuffled, step };
