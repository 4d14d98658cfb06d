// "Cover it": a square of paper, or of ink, at 14 × 14 places of a digit; the map shows how far the right digit's score
// falls at each. The 196 passes are made in slices, so that the page goes on.

const PLACES = 14; // two pixels apart
const SIZES = [4, 6, 8, 10];

// Which pixels a square of that size covers, its middle between pixels 2 · place and 2 · place + 1.
function bounds(place, size) {
  const from = 2 * place + 1 - size / 2;
  return [Math.max(0, from), Math.min(28, from + size)];
}

function covered(pixels, column, row, size, ink) {
  const found = Float32Array.from(pixels);
  const [[left, right], [top, bottom]] = [bounds(column, size), bounds(row, size)];
  for (let y = top; y < bottom; y += 1) found.fill(ink, 28 * y + left, 28 * y + right);
  return found;
}

// At each place the ten scores of the covered digit, or null if `isStale()` says that nobody waits for them any more.
async function measure(network, pixels, { size, ink }, isStale, progress = () => {}) {
  const scores = [];
  let since = performance.now();
  for (let i = 0; i < PLACES * PLACES; i += 1) {
    const seen = covered(pixels, i % PLACES, Math.floor(i / PLACES), size, ink);
    scores.push(net.forward(network, seen).logits);
    if (performance.now() - since < 12) continue;
    progress(i + 1);
    await inside.breathe();
    if (isStale()) return null;
    since = performance.now();
  }
  return scores;
}

const bestOf = (logits) => logits.indexOf(Math.max(...logits));

// What the map shows: how far the score of `truth` falls, and at how many places another digit is read.
function summary(before, scores, truth) {
  const drops = scores.map((logits) => before[truth] - logits[truth]);
  const answers = scores.map(bestOf);
  const worst = drops.indexOf(Math.max(...drops));
  return { drops, answers, worst, changed: answers.filter((answer) => answer !== bestOf(before)).length };
}

// The map, ten pixels a place; a dot where another digit is read, so that colour does not say it alone.
function paintMap(canvas, { drops, answers }, read, largest) {
  const small = dom.make("canvas");
  inside.paint(small, drops, PLACES, largest);
  canvas.width = canvas.height = 10 * PLACES;
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  answers.forEach((answer, i) => {
    if (answer === read) return;
    context.fillRect(10 * (i % PLACES) + 4, 10 * Math.floor(i / PLACES) + 4, 3, 3);
  });
}

export { PLACES, SIZES, bestOf, bounds, covered, measure, paintMap, summary };
