// The settings of a training as inputs with labels: lists, a slider for the rate, a number for the seed.

function listOf(id, { values, words = {} }, change) {
  const input = dom.make("select", { id });
  input.append(...values.map((value) => dom.make("option", { value, textContent: words[value] ?? value })));
  input.addEventListener("change", () => change(values[input.selectedIndex]));
  return { parts: [input], show: (value) => (input.selectedIndex = values.indexOf(value)) };
}

function slider(id, { values }, change) {
  const input = dom.make("input", { id, type: "range", min: 0, max: values.length - 1, step: 1 });
  const output = dom.make("span", { "aria-hidden": "true" }); // the slider says its value itself
  input.addEventListener("input", () => change(values[input.value]));
  const show = (value) => {
    input.value = values.indexOf(value);
    output.textContent = String(value);
    input.setAttribute("aria-valuetext", String(value));
  };
  return { parts: [input, output], show };
}

function number(id, change) {
  const input = dom.make("input", { id, type: "number", min: 0, max: 9999, step: 1, inputMode: "numeric" });
  input.addEventListener("change", () => change(Number(input.value)));
  return { parts: [input], show: (value) => (input.value = value) };
}

// Returns an element with all fields, and a function that shows settings; `change` gets a name and a value.
function fields(change) {
  const made = Object.entries(recipes.FIELDS).map(([name, field]) => {
    const id = dom.newId(name);
    const tell = (value) => change(name, value);
    const kind = name === "rate" ? slider(id, field, tell) : field.values ? listOf(id, field, tell) : number(id, tell);
    const label = dom.make("label", { for: id, textContent: field.label });
    return {
      name,
      show: kind.show,
      element: dom.make("div", { className: `train-field train-${name}` }, label, ...kind.parts),
    };
  });
  const element = dom.make("div", { className: "train-fields" }, ...made.map((field) => field.element));
  const show = (settings) => {
    for (const one of made) one.show(settings[one.name]);
  };
  return { element, show };
}

export { fields };
