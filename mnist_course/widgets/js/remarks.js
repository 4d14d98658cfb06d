// What is said about a training: from what was measured, and in the words of the chapters.
const GUESSING = Math.log(10);

const percent = (share, digits = 1) => (100 * share).toFixed(digits);

// How far an accuracy on so many digits lies from that on all digits, typically.
function standardError(accuracy, count) {
  return Math.sqrt((accuracy * (1 - accuracy)) / count);
}

function short(loss) {
  if (!Number.isFinite(loss)) return "not a number";
  if (loss >= 1e6) return loss.toExponential(1);
  return loss < 1000 ? loss.toPrecision(3) : Math.round(loss).toLocaleString("en");
}

// Where a run stands, in one line.
function standing({ step, perEpoch, losses, judged, settings }, count) {
  const [, , accuracy] = judged.at(-1);
  const loss = losses.length ? `, training loss ${short(losses.at(-1)[1])}` : "";
  const judgedAs = `${percent(accuracy)}% of ${count.toLocaleString("en")} validation digits are right`;
  const error = `(standard error ${percent(standardError(accuracy, count))})`;
  return `Epoch ${(step / perEpoch).toFixed(2)} of ${settings.epochs}, step ${step}${loss}: ${judgedAs} ${error}.`;
}

// What a run has reached, and how sure that is.
function outcome({ ended, step, perEpoch, judged }, count) {
  const [, , accuracy] = judged.at(-1);
  const error = standardError(accuracy, count);
  const where = ended ? `After ${step / perEpoch} epochs` : `At step ${step}`;
  const sure = ended
    ? `. Another ${count.toLocaleString("en")} digits could well differ by ${percent(2 * error)} points`
    : "";
  return `${where.replace("1 epochs", "1 epoch")}: ${percent(accuracy)}% right, with a standard error of ${percent(error)}${sure}.`;
}

// Why a run does not learn, where the numbers tell; else an empty text.
function trouble({ step, ended, dead, changed, parameters, judged, alike, settings }) {
  const { hidden, start, rate } = settings;
  const [, loss, accuracy] = judged.at(-1);
  if (ended === "not finite") {
    return (
      `Stopped at step ${step}: the loss is not a number any more. Each step threw the weights farther than the one before, ` +
      `until the numbers no longer fitted (chapter 07). Try a rate of ${Number((rate / 10).toPrecision(1))} or less, or smaller pixels.`
    );
  }
  if (!step) return "";
  if (hidden && start === "0" && changed <= 10) {
    return (
      `Of ${parameters.toLocaleString("en")} parameters, ${changed} have changed: the biases of the scores. Every other slope ` +
      "is a product with a 0 in it (chapter 05)."
    );
  }
  if (alike) {
    return (
      `All ${hidden} hidden units have the same weights: they began alike, and got the same slopes. ` +
      "Together they are one unit (chapter 05)."
    );
  }
  if (ended === "dead") {
    return (
      `Stopped at step ${step}: all ${hidden} hidden units are dead. They give 0 for every digit, so their slopes are 0, and no ` +
      "step brings them back (chapter 07). What is left are the biases: the same ten scores for all digits. Try a lower rate."
    );
  }
  if (hidden && dead > hidden / 2)
    return `${dead} of ${hidden} hidden units are dead: 0 for every validation digit (chapter 07).`;
  if (loss <= GUESSING) return "";
  const cost = `The validation loss is ${short(loss)}, and guessing costs ln 10 = ${GUESSING.toFixed(2)}`;
  if (accuracy < 0.3) return `${cost}: no better than that.`;
  const sure = `${cost}, though ${percent(accuracy, 0)}% are right: where this network is wrong, it is far too sure`;
  if (loss > judged[0][1]) return `${sure}. Its steps are too long (chapter 04): try a lower rate.`;
  return `${sure}. It began at ${short(judged[0][1])} and has not unlearnt that yet (chapter 04).`;
}

// Two runs on the same digits. Where both are right, or both wrong, the digits say nothing of a difference.
function comparison(kept, now) {
  const count = kept.right.length;
  let [better, worse] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    if (now.right[i] > kept.right[i]) better += 1;
    if (now.right[i] < kept.right[i]) worse += 1;
  }
  const difference = (better - worse) / count;
  const error = Math.sqrt((better + worse) / count - difference ** 2) / Math.sqrt(count);
  const sign = difference < 0 ? "−" : "+";
  const size = `${sign}${percent(Math.abs(difference))} points, standard error ${percent(error)}`;
  const seen = Math.abs(difference) > 2 * error ? "" : ": no difference seen";
  return `This run less the kept one: ${size}${seen} (the same digits, one seed each).`;
}

export { comparison, outcome, percent, short, standardError, standing, trouble };
