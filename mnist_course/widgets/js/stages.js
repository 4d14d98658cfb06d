// The way from the pad to 28 × 28 pixels: a picture of each step, and a switch for each thing that MNIST did.

const SWITCHES = {
  crop: "cut out the digit",
  aspect: "keep its proportions",
  antialias: "average the pixels",
  mass: "put its centre of mass in the middle",
};
const PICTURES = {
  drawn: ["as drawn", "The drawing, in the box that is cut out"],
  scaled: ["scaled", "The drawing scaled"],
  centred: ["28 × 28, as the networks get it", "The drawing as the networks get it, 28 by 28 pixels"],
};

// Returns { element, switches(), show(stages) }; `changed()` is called when a switch was moved.
function create({ switches = {}, changed }) {
  const boxes = {};
  const labels = Object.entries(SWITCHES).map(([name, text]) => {
    boxes[name] = dom.make("input", { type: "checkbox", checked: switches[name] !== false });
    boxes[name].addEventListener("change", changed);
    return dom.labelled(text, boxes[name]);
  });
  const figures = {};
  const shown = Object.entries(PICTURES).map(([name, [caption, label]]) => {
    const canvas = dom.make("canvas", { role: "img", "aria-label": label });
    const text = dom.make("figcaption", { textContent: caption });
    figures[name] = { canvas, text };
    return dom.make("figure", { className: "demo-stage" }, canvas, text);
  });
  const element = dom.make(
    "div",
    { className: "demo-stages" },
    dom.make("div", { className: "demo-row" }, ...shown),
    dom.make(
      "fieldset",
      { className: "demo-switches" },
      dom.make("legend", { textContent: "As MNIST was made" }),
      ...labels,
    ),
  );
  const current = () => Object.fromEntries(Object.entries(boxes).map(([name, box]) => [name, box.checked]));

  function show(stages) {
    for (const name of Object.keys(figures)) {
      const { canvas, text } = figures[name];
      const stage = stages.find((one) => one.name === name);
      if (!stage) {
        dom.paint(canvas, new Float32Array(1), 1);
        continue;
      }
      dom.paint(canvas, stage.pixels, stage.side);
      if (name === "scaled") text.textContent = `${stage.side} × ${stage.side}`;
      if (name === "drawn" && boxes.crop.checked && stage.box) drawBox(canvas, stage.box);
    }
  }

  return { element, switches: current, show };
}

function drawBox(canvas, { left, top, width, height }) {
  const context = canvas.getContext("2d");
  context.strokeStyle = "#c2410c";
  context.lineWidth = 3;
  context.strokeRect(left, top, width, height);
}

export { SWITCHES, create };
