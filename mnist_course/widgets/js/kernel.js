// Kernels of 3 × 3 for "Slide a kernel": those that have names, the inputs for one's own, and nine products written out.

const KERNELS = {
  "upper edges": [-1, -1, -1, 0, 0, 0, 1, 1, 1],
  "left edges": [-1, 0, 1, -1, 0, 1, -1, 0, 1],
  "upright strokes": [-1, 2, -1, -1, 2, -1, -1, 2, -1],
  outline: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  average: Array(9).fill(1 / 9),
};
const OWN = "your own numbers";

// The nine pixels under the window whose upper left corner is there.
function patch(pixels, column, row) {
  return Array.from({ length: 9 }, (_, i) => pixels[(row + Math.floor(i / 3)) * 28 + column + (i % 3)]);
}

const sumOf = (kernel, under) => under.reduce((sum, ink, i) => sum + ink * kernel[i], 0);

// The most that a sum can be, to either side: the scale of the map, the same for every digit.
function largestOf(kernel) {
  const [above, below] = [1, -1].map((side) => kernel.reduce((sum, weight) => sum + Math.max(0, side * weight), 0));
  return Number(Math.max(above, below, 0.01).toPrecision(3));
}

// Nine inputs for the kernel, and a list of kernels that have names. `changed(kernel)` is called with every new one.
function fields(changed) {
  let kernel = [...KERNELS["upper edges"]];
  const list = dom.make("select", { className: "explore-select" });
  list.append(...[...Object.keys(KERNELS), OWN].map((name) => dom.make("option", { value: name, textContent: name })));
  const inputs = kernel.map((_, i) => {
    const at = `row ${Math.floor(i / 3) + 1}, column ${(i % 3) + 1}`;
    const input = dom.make("input", { type: "number", step: "any", "aria-label": `Kernel, ${at}` });
    input.addEventListener("input", () => {
      const value = Number(input.value);
      kernel[i] = Number.isFinite(value) ? Math.min(99, Math.max(-99, value)) : 0;
      list.value = OWN;
      changed();
    });
    return input;
  });
  const show = () => {
    inputs.forEach((input, i) => {
      input.value = String(Number(kernel[i].toFixed(3)));
    });
  };
  list.addEventListener("change", () => {
    if (KERNELS[list.value]) kernel = [...KERNELS[list.value]];
    show();
    changed();
  });
  show();
  const grid = dom.make("div", { className: "slide-kernel", role: "group", "aria-label": "Kernel" }, ...inputs);
  const field = dom.make("label", { className: "explore-field" }, dom.make("span", { textContent: "Kernel" }), list);
  return { element: dom.make("div", { className: "slide-fields" }, field, grid), now: () => kernel };
}

// The nine products, written out.
function productTable() {
  const cells = Array.from({ length: 9 }, () => dom.make("td"));
  const rows = [0, 3, 6].map((from) => dom.make("tr", {}, ...cells.slice(from, from + 3)));
  const sum = dom.make("td", { colSpan: 3, className: "slide-sum" });
  const element = dom.make(
    "table",
    { className: "slide-products" },
    dom.make("caption", { textContent: "Ink × kernel, at the window’s nine pixels" }),
    dom.make("tbody", {}, ...rows),
    dom.make("tfoot", {}, dom.make("tr", {}, sum)),
  );
  const show = (under, kernel) => {
    cells.forEach((cell, i) => {
      const product = dom.make("b", { textContent: `= ${inside.signed(under[i] * kernel[i])}` });
      cell.replaceChildren(`${inside.signed(under[i])} × ${inside.signed(kernel[i], kernel[i] % 1 ? 2 : 0)} `, product);
    });
    sum.textContent = `sum: ${inside.signed(sumOf(kernel, under))}`;
  };
  return { element, show };
}

export { KERNELS, fields, largestOf, patch, productTable, sumOf };
