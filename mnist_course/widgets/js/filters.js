// "The first filters": sixteen kernels of the CNN of tutorial T2, and the map that each makes of a digit. One colour scale
// for all kernels, one for all maps: what looks alike is alike.

const COUNT = 16;
const MEANS = ["against its pattern", "its pattern"];

// What the first layer makes of a digit, before the pooling: 16 maps of 28 × 28, and after the ReLU if that is wanted.
function mapsOf(network, pixels, isRectified) {
  const { values, channels, side } = net.forward({ ...network, layers: network.layers.slice(0, 1) }, pixels).maps[0];
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: side * side }, (_, i) => {
      const value = values[i * channels + channel];
      return isRectified ? Math.max(0, value) : value;
    }),
  );
}

const kernelOf = ({ weights, out }, channel) => Array.from({ length: 9 }, (_, i) => weights[i * out + channel]);

function card(i) {
  const kernel = dom.make("canvas", { className: "filters-kernel", role: "img", "aria-label": `kernel ${i + 1}` });
  const map = dom.make("canvas", { className: "filters-map", role: "img", "aria-label": `map ${i + 1}` });
  const name = dom.make("figcaption", { textContent: `${i + 1}` });
  return { kernel, map, name, element: dom.make("figure", {}, kernel, map, name) };
}

function mount(element, { load, options }) {
  const status = dom.announcer();
  const cards = Array.from({ length: COUNT }, (_, i) => card(i));
  const rectified = dom.make("input", { type: "checkbox", checked: true });
  const came = inside.picture("The digit");
  came.element.classList.add("inside-digit");
  const scale = inside.scale();
  const kernels = dom.make("p", { className: "demo-note" });
  const tellKernels = (largest) => {
    kernels.textContent = `The kernels’ colours reach from −${largest} to +${largest}, those of the maps further:`;
  };
  let network = null;
  let digit = null;

  function show() {
    if (!network || !digit) return;
    const pixels = digit.pixels ?? new Float32Array(784);
    dom.paint(came.canvas, pixels, 28);
    const maps = mapsOf(network, pixels, rectified.checked);
    const most = maps.map((map) => map.reduce((a, b) => Math.max(a, Math.abs(b)), 0));
    const largest = Number(Math.max(...most, 0.01).toPrecision(2));
    maps.forEach((map, i) => {
      inside.paint(cards[i].map, map, 28, largest);
      const means = `map ${i + 1}: at most ${inside.signed(most[i], 1)}`;
      cards[i].map.setAttribute("aria-label", means);
    });
    scale.show(largest, ...MEANS);
    const faint = most.filter((value) => value < 0.1 * largest).length;
    const strongest = most.indexOf(Math.max(...most)) + 1;
    status.say(
      digit.pixels
        ? `Kernel ${strongest} answers most; ${faint} of 16 find next to nothing on ${digit.name}.`
        : "Nothing is drawn yet: what the maps show is paper.",
      300,
    );
  }

  function showKernels([layer]) {
    const largest = gallery.roundScale(layer.weights);
    cards.forEach(({ kernel }, i) => {
      inside.paint(kernel, kernelOf(layer, i), 3, largest);
      const means = kernelOf(layer, i).map((weight) => inside.signed(weight, 1));
      kernel.setAttribute("aria-label", `kernel ${i + 1}: ${means.join(", ")}`);
    });
    tellKernels(largest);
  }

  rectified.addEventListener("change", show);
  const chosen = subject.create({
    load,
    start: options.digit ?? 0,
    say: status.say,
    changed: (found) => {
      digit = found;
      show();
    },
  });
  inside.layers(load).then(
    ({ cnn }) => {
      network = cnn;
      showKernels(cnn.layers);
      show();
    },
    (error) => status.say(`The weights did not come: ${error.message}.`, 0),
  );
  tellKernels(1); // and the room that it will take
  scale.show(1, ...MEANS);
  element.replaceChildren(
    dom.make(
      "div",
      { className: "demo-draw" },
      dom.make("div", {}, chosen.element, came.element, dom.labelled("after the ReLU", rectified)),
      dom.make(
        "div",
        {},
        status.element,
        dom.make("div", { className: "filters-cards" }, ...cards.map((one) => one.element)),
        kernels,
        scale.element,
      ),
    ),
  );
  return () => {
    chosen.stop();
    status.stop();
    element.replaceChildren();
  };
}

export { mapsOf, mount };
