// Ten pictures of weights on one scale, with zero fixed: white at 0, ever more blue above, ever more orange below.
const ORANGE = [213, 94, 0]; // Okabe and Ito's, as in the figures
const BLUE = [0, 114, 178];
const SIDE = 28;

function colour(part) {
  const [target, share] = [part < 0 ? ORANGE : BLUE, Math.min(1, Math.abs(part))];
  return target.map((value) => 255 + share * (value - 255));
}

function paintParts(canvas, parts, width) {
  const image = new ImageData(width, parts.length / width);
  for (let i = 0; i < parts.length; i += 1) image.data.set([...colour(parts[i]), 255], 4 * i);
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// The next of 1, 2, 5, 10, … that nearly all weights stay below: rounded, so that it changes seldom.
function roundScale(weights) {
  const sizes = Float32Array.from(weights, Math.abs).sort();
  const most = sizes[Math.floor(0.995 * (sizes.length - 1))] || 0;
  if (!Number.isFinite(most) || most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const times = [1, 2, 5].find((one) => one * power >= most) ?? 10;
  return Number((times * power).toPrecision(1));
}

// Returns the element, and a function that draws weights (up to ten times 784) of scores or of hidden units.
function gallery() {
  const pictures = Array.from({ length: 10 }, () => {
    const canvas = dom.make("canvas", { width: SIDE, height: SIDE, role: "img" });
    const name = dom.make("span");
    return { canvas, name, element: dom.make("div", { className: "train-weight" }, canvas, name) };
  });
  const bar = dom.make("canvas", { "aria-hidden": "true" });
  paintParts(
    bar,
    Array.from({ length: 101 }, (_, i) => (i - 50) / 50),
    101,
  );
  const [low, high] = [dom.make("span"), dom.make("span")];
  const meaning = dom.make("p", { className: "demo-note" });
  const scale = dom.make("div", { className: "train-scale" }, low, bar, high);
  const grid = dom.make("div", { className: "train-weights" }, ...pictures.map(({ element }) => element));
  const element = dom.make("div", { role: "group", "aria-label": "Pictures of the weights" }, grid, scale, meaning);

  function draw(weights, hidden) {
    const largest = roundScale(weights);
    const shown = weights.length / (SIDE * SIDE);
    pictures.forEach(({ canvas, name, element: box }, i) => {
      box.hidden = i >= shown;
      if (box.hidden) return;
      paintParts(
        canvas,
        weights.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE).map((weight) => weight / largest),
        SIDE,
      );
      name.textContent = hidden ? `unit ${i + 1}` : `${i}`;
      canvas.setAttribute("aria-label", hidden ? `weights of hidden unit ${i + 1}` : `weights of the ${i}`);
    });
    [low.textContent, high.textContent] = [`−${largest}`, `+${largest}`];
    const what = hidden ? "the number of its hidden unit" : "the score of its digit";
    const which = hidden > shown ? ` The first ${shown} of ${hidden} hidden units are shown.` : "";
    meaning.textContent = `Ink on blue raises ${what}, ink on orange lowers it, on white it does nothing.${which}`;
  }
  return { element, draw };
}

export { gallery, paintParts, roundScale };
