// What the views share that look inside a network: pictures, their colours and scale, and the layers they need.

const SIDE = 28;

// A small picture with a caption; the style sheet makes it larger.
function picture(label) {
  const canvas = dom.make("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": label });
  const caption = dom.make("figcaption");
  return { canvas, caption, element: dom.make("figure", { className: "demo-stage" }, canvas, caption) };
}

// Softmax regression, and the first layer of the CNN: a twentieth of what all networks weigh.
async function layers(load) {
  const { about, numbers } = await load("first");
  return net.decode(net.bytesOf(numbers), about);
}

// A number as one writes it, with a real minus sign.
function signed(value, places = 2) {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

// Blue above 0, orange below, white at 0, as in the pictures of weights; what is not a number yet is grey.
function paint(canvas, values, width, largest) {
  gallery.paintParts(
    canvas,
    Float32Array.from(values, (value) => (Number.isNaN(value) ? 0 : value / largest)),
    width,
  );
  const context = canvas.getContext("2d");
  context.fillStyle = "#bbb";
  values.forEach((value, i) => {
    if (Number.isNaN(value)) context.fillRect(i % width, Math.floor(i / width), 1, 1);
  });
}

// The scale below such pictures: { element, show(largest, low, high) }, the last two in words.
function scale() {
  const [low, high] = [dom.make("span"), dom.make("span")];
  const bar = dom.make("canvas", { "aria-hidden": "true" });
  paint(
    bar,
    Array.from({ length: 101 }, (_, i) => i - 50),
    101,
    50,
  );
  const element = dom.make("div", { className: "train-scale inside-scale" }, low, bar, high);
  const show = (largest, under, over) => {
    [low.textContent, high.textContent] = [`−${largest}: ${under}`, `+${largest}: ${over}`];
  };
  return { element, show };
}

// Until the page has had a moment for other things.
const breathe = () => new Promise((resolve) => setTimeout(resolve));

export { SIDE, breathe, layers, paint, picture, scale, signed };
