// The five sliders of "Turn it". Each says its value in words, and to a screen reader what is read then, too.

const SLIDERS = {
  degrees: { label: "turn", from: -90, to: 90, step: 3, still: 0 },
  right: { label: "move across", from: -10, to: 10, step: 0.5, still: 0 },
  down: { label: "move up or down", from: -10, to: 10, step: 0.5, still: 0 },
  scale: { label: "size", from: 0.4, to: 1.6, step: 0.05, still: 1 },
  thick: { label: "stroke", from: -1, to: 2, step: 0.1, still: 0 },
};
const DIRECTIONS = {
  degrees: ["to the right", "to the left"],
  right: ["to the left", "to the right"],
  down: ["up", "down"],
  thick: ["thinner", "thicker"],
};

const count = ({ from, to, step }) => Math.round((to - from) / step);
const valueAt = ({ from, step }, i) => Number((from + i * step).toFixed(3));

// All values of a slider.
function steps(name) {
  return Array.from({ length: count(SLIDERS[name]) + 1 }, (_, i) => valueAt(SLIDERS[name], i));
}

// A value in words, as in "42° to the left".
function words(name, value) {
  if (name === "scale") return `${Math.round(100 * value)}%`;
  if (value === 0) return name === "degrees" ? "upright" : "as it came";
  const size = Math.abs(value);
  const direction = DIRECTIONS[name][value < 0 ? 0 : 1];
  if (name === "degrees") return `${size}° ${direction}`;
  return `${size} ${size === 1 ? "pixel" : "pixels"} ${direction}`;
}

function isValue(name, value) {
  return typeof value === "number" && value >= SLIDERS[name].from && value <= SLIDERS[name].to;
}

// Returns { element, values(), current(), say(text) }: current() names the slider that was moved last; say(text) is what
// a screen reader adds to a value. `changed()` is called for every move.
function create({ values: kept = {}, changed }) {
  const values = {};
  let current = "degrees";
  let added = "";
  const knobs = Object.entries(SLIDERS).map(([name, slider]) => {
    values[name] = isValue(name, kept?.[name]) ? kept[name] : slider.still;
    const input = dom.make("input", {
      type: "range",
      className: "explore-slider",
      min: 0,
      max: count(slider),
      step: 1,
    });
    // The left end of "turn" is a turn to the left, which PyTorch and the chapters count upwards from 0.
    const mirrored = name === "degrees";
    const placed = (i) => (mirrored ? count(slider) - i : i);
    const output = dom.make("span", { className: "turn-value", "aria-hidden": "true" });
    input.addEventListener("input", () => {
      values[name] = valueAt(slider, placed(Number(input.value)));
      current = name;
      changed();
      tell();
    });
    const tell = () => {
      const said = words(name, values[name]);
      input.value = String(placed(Math.round((values[name] - slider.from) / slider.step)));
      output.textContent = said;
      input.setAttribute("aria-valuetext", added ? `${said}. ${added}` : said);
    };
    const label = dom.make("span", { textContent: slider.label });
    return { tell, element: dom.make("label", { className: "turn-slider" }, label, output, input) };
  });
  const tellAll = () => {
    for (const { tell } of knobs) tell();
  };
  const reset = dom.button("As it came", () => {
    for (const [name, { still }] of Object.entries(SLIDERS)) values[name] = still;
    changed();
    tellAll();
  });
  const element = dom.make("div", { className: "turn-sliders" }, ...knobs.map((knob) => knob.element), reset);
  const say = (text) => {
    added = text;
    tellAll();
  };
  tellAll();
  return { element, values: () => ({ ...values }), current: () => current, say };
}

export { SLIDERS, create, steps, words };
