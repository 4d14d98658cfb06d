// What can be said of a drawing before a network is asked, which would read a digit into anything; and when an answer
// counts as sure.

const SMALLEST = 0.1; // a drawing whose box is smaller, in shares of the pad, is a dot
const FULLEST = 0.5; // of the pad black: more than any digit has
const GAP = 0.01; // empty columns between two digits

// Columns that have ink, in runs: where each begins and ends, its top, bottom and ink.
function pieces(ink, size) {
  const found = [];
  let piece = null;
  for (let column = 0; column < size; column += 1) {
    let any = false;
    for (let row = 0; row < size; row += 1) {
      const value = ink[row * size + column];
      if (value <= 0) continue;
      piece ??= { left: column, top: size, bottom: 0, ink: 0 };
      piece.top = Math.min(piece.top, row);
      piece.bottom = Math.max(piece.bottom, row + 1);
      piece.ink += value;
      any = true;
    }
    if (piece && !any) {
      found.push({ ...piece, right: column });
      piece = null;
    }
  }
  if (piece) found.push({ ...piece, right: size });
  return found;
}

// Several digits: pieces side by side, each of more than half the height of the whole and a good part of the ink.
function isSeveral(found, size) {
  const height = Math.max(...found.map((one) => one.bottom)) - Math.min(...found.map((one) => one.top));
  const total = found.reduce((sum, one) => sum + one.ink, 0);
  const large = found.filter((one) => one.bottom - one.top > height / 2 && one.ink > 0.15 * total);
  return large.some((one, i) => i > 0 && one.left - large[i - 1].right >= GAP * size);
}

// What is wrong with the ink: "empty", "dot", "full", "several"; "edge", which is no more than a warning; or null.
function look(ink, size) {
  const found = pieces(ink, size);
  if (!found.length) return "empty";
  const [left, right] = [found[0].left, found.at(-1).right];
  const [top, bottom] = [Math.min(...found.map((one) => one.top)), Math.max(...found.map((one) => one.bottom))];
  if (Math.max(right - left, bottom - top) < SMALLEST * size) return "dot";
  if (found.reduce((sum, one) => sum + one.ink, 0) > FULLEST * size * size) return "full";
  if (isSeveral(found, size)) return "several";
  return left === 0 || top === 0 || right === size || bottom === size ? "edge" : null;
}

const SAYS = {
  empty: "Nothing is drawn yet.",
  dot: "That is only a dot, and no digit.",
  full: "That is more ink than any digit has.",
  several: "That looks like several digits side by side; the networks know one at a time.",
  edge: "It reaches the edge of the pad, and what lies beyond is lost.",
};

const percent = (share) => `${Math.round(100 * share)}%`;

// The digit with the highest probability, the next one, and whether the answer is sure: at or above the threshold.
function answer(probabilities, threshold) {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  const [digit, second] = order;
  return { digit, second, share: probabilities[digit], sure: probabilities[digit] >= threshold };
}

const named = (digit) => (digit === 8 ? "an 8" : `a ${digit}`);

// The same in words, for the line that is announced.
function words(who, probabilities, threshold) {
  const { digit, second, share, sure } = answer(probabilities, threshold);
  if (sure) return `${who} reads ${named(digit)} (${percent(share)}).`;
  const other = `${named(second)} (${percent(probabilities[second])})`;
  return `${who} is unsure: ${named(digit)} (${percent(share)}), or ${other}?`;
}

export { SAYS, answer, look, named, percent, words };
