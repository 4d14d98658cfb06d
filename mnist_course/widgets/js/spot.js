// A picture with a window on it that is moved: dragged, by arrow keys, or by two sliders below.

const KEYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const HELP =
  "Arrow keys move the window; Home and End take it to the ends of its row, Page Up and Page Down to those of its column.";

// Returns { element, canvas, go(column, row), size() }. The window stands at `places` × `places` places; `boxOf(column,
// row)` is where, as [left, top, side] in shares of the picture. `moved(column, row)` is called when a reader has moved
// it; `tell(column, row)` is what there is to be said of that place.
function create({ label, places, boxOf, moved, tell, say, withSliders = true }) {
  let place = [0, 0];
  let pointer = null;
  const help = dom.make("p", { className: "demo-hidden", id: dom.newId("keys"), textContent: HELP });
  const canvas = dom.make("canvas", { width: 28, height: 28, "aria-hidden": "true" });
  const frame = dom.make("div", { className: "spot-window" });
  const stage = dom.make(
    "div",
    {
      className: "spot-stage",
      tabIndex: 0,
      role: "application", // else screen readers keep the arrow keys for themselves
      "aria-label": label,
      "aria-describedby": help.id,
    },
    canvas,
    frame,
  );
  const knobs = ["column", "row"].map((name, axis) => {
    const input = dom.make("input", { type: "range", className: "explore-slider", min: 1, max: places, step: 1 });
    input.addEventListener("input", () => {
      const wanted = [...place];
      wanted[axis] = Number(input.value) - 1;
      move(wanted);
    });
    return { input, element: dom.make("label", { className: "spot-slider" }, dom.make("span", {}, name), input) };
  });
  const sliders = dom.make("div", { className: "spot-sliders" }, ...knobs.map((knob) => knob.element));
  const element = dom.make("div", { className: "spot" }, stage, help, ...(withSliders ? [sliders] : []));
  const inside = (value) => Math.min(places - 1, Math.max(0, value));

  function show() {
    const [left, top, side] = boxOf(...place);
    frame.style.inlineSize = frame.style.blockSize = `${100 * side}%`;
    frame.style.transform = `translate(${(100 * left) / side}%, ${(100 * top) / side}%)`; // of its own size
    knobs.forEach(({ input }, axis) => {
      input.value = String(place[axis] + 1);
      input.setAttribute("aria-valuetext", `${place[axis] + 1}. ${tell(...place)}`);
    });
  }

  function go(column, row) {
    place = [inside(column), inside(row)];
    show();
  }

  function move([column, row]) {
    const [before, above] = place;
    place = [inside(column), inside(row)];
    if (place[0] !== before || place[1] !== above) moved(...place);
    show();
  }

  // The place whose window has its middle nearest to the pointer.
  function under(event) {
    const around = canvas.getBoundingClientRect();
    const at = [(event.clientX - around.left) / around.width, (event.clientY - around.top) / around.height];
    const [first, last] = [boxOf(0, 0), boxOf(places - 1, places - 1)];
    return at.map((share, axis) => {
      const [from, to] = [first[axis] + first[2] / 2, last[axis] + last[2] / 2];
      return Math.round(((share - from) / (to - from)) * (places - 1));
    });
  }

  stage.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button > 0) return;
    pointer = event.pointerId;
    stage.setPointerCapture?.(pointer);
    stage.focus({ preventScroll: true });
    event.preventDefault();
    move(under(event));
  });
  stage.addEventListener("pointermove", (event) => event.pointerId === pointer && move(under(event)));
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, (event) => {
      if (event.pointerId === pointer) pointer = null;
    });
  }
  // Else a fast stroke counts as a fling, which the next tap, on a button, would only stop.
  const hold = (event) => event.cancelable && event.touches.length === 1 && event.preventDefault();
  stage.addEventListener("touchmove", hold, { passive: false });
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [column, row] = place;
    const ends = { Home: [0, row], End: [places - 1, row], PageUp: [column, 0], PageDown: [column, places - 1] };
    const step = KEYS[event.key];
    const wanted = step ? [column + step[0], row + step[1]] : ends[event.key];
    if (!wanted) return;
    event.preventDefault();
    move(wanted);
    say(`Column ${place[0] + 1}, row ${place[1] + 1}. ${tell(...place)}`, 150, "pen");
  });
  return { element, canvas, go };
}

export { create };
