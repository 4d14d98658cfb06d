// A pad to draw on: by mouse, finger, pen or keys. It keeps strokes, lists of points [x, y] from 0 to 1.

const GRID = 14; // steps of the keyboard's pen across the pad
const LIMIT = 20_000; // points: more than any drawing has
const MOVES = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1], // slantwise, as on the keys with numbers
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};
const KEYS =
  "Arrow keys move the pen; Home, End, Page Up and Page Down move it slantwise. Space puts it down and lifts it. " +
  "Backspace takes back the last stroke, Delete clears the pad, Escape leaves it.";

// Three decimals are a third of a pixel of the pad, and keep what is stored small.
const rounded = (value) => Math.round(1000 * Math.min(1, Math.max(0, value))) / 1000;

function isStrokes(value) {
  const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every((n) => n >= 0 && n <= 1);
  const isStroke = (stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(isPoint);
  return Array.isArray(value) && value.every(isStroke);
}

// Returns { element, canvas, strokes(), set(strokes), undo(), clear(), show(ink, size), stop() }. `changed(strokes,
// done)` is called for every change, with `done` when a stroke has ended; `say(text)` gets what a keyboard user must hear.
function create({ pen = 0.08, changed, say = () => {} }) {
  let strokes = [];
  let open = null; // the stroke that is being drawn
  let pointer = null; // which finger, pen or mouse draws it
  let place = [GRID / 2, 2]; // of the keyboard's pen
  let byKeys = false; // the pen shows while keys are used
  let picture = null; // ink of a picture in place of strokes
  let frame = 0;

  const hint = dom.make("p", { className: "demo-hidden", id: dom.newId("keys"), textContent: KEYS });
  const canvas = dom.make("canvas", {
    className: "demo-pad",
    tabIndex: 0,
    role: "application", // else screen readers keep the arrow keys for themselves
    "aria-label": "Pad to draw a digit on",
    "aria-describedby": hint.id,
  });
  const element = dom.make("div", { className: "demo-pad-box" }, canvas, hint);
  const under = () => place.map((at) => rounded(at / GRID));

  function draw() {
    frame = 0;
    const keyboard = byKeys && document.activeElement === canvas ? { place: under(), isDown: open !== null } : null;
    brush.paint(canvas, { strokes, pen, picture, keyboard });
  }

  function repaint() {
    frame ||= requestAnimationFrame(draw);
  }

  function tell(done) {
    repaint();
    changed(strokes, done);
  }

  function begin(point) {
    picture = null;
    open = [point];
    strokes = [...strokes, open];
  }

  function add(point) {
    const [x, y] = open.at(-1);
    if (x === point[0] && y === point[1]) return;
    if (strokes.reduce((sum, stroke) => sum + stroke.length, 0) < LIMIT) open.push(point);
  }

  function end(drop = false) {
    if (drop) strokes = strokes.filter((stroke) => stroke !== open);
    open = pointer = null;
    tell(true);
  }

  function pointOf(event) {
    const box = canvas.getBoundingClientRect();
    return [rounded((event.clientX - box.left) / box.width), rounded((event.clientY - box.top) / box.height)];
  }

  function down(event) {
    if (!event.isPrimary || event.button > 0 || pointer !== null) return;
    if (open) end(); // begun with keys
    pointer = event.pointerId;
    canvas.setPointerCapture?.(pointer);
    canvas.focus({ preventScroll: true });
    byKeys = false;
    event.preventDefault();
    begin(pointOf(event));
    tell(false);
  }

  function move(event) {
    if (event.pointerId !== pointer) return;
    const all = event.getCoalescedEvents?.() ?? []; // what came since the last frame
    for (const one of all.length ? all : [event]) add(pointOf(one));
    tell(false);
  }

  function up(event) {
    // A cancelled stroke is none: two fingers have begun to zoom.
    if (event.pointerId === pointer) end(event.type === "pointercancel");
  }

  function step(by) {
    place = place.map((at, i) => Math.min(GRID - 1, Math.max(1, at + by[i])));
    if (open) add(under());
    say(`Column ${place[0]}, row ${place[1]}${open ? ", drawing" : ""}`);
    if (open) tell(false);
    else repaint();
  }

  function lift() {
    if (open) end();
    else {
      begin(under());
      tell(false);
    }
    say(open ? "Pen down" : "Pen up");
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || pointer !== null) return;
    byKeys = true;
    if (MOVES[event.key]) step(MOVES[event.key]);
    else if (event.key === " ") lift();
    else if (event.key === "Backspace") undo();
    else if (event.key === "Delete") clear();
    else if (event.key === "Escape") canvas.blur();
    else return;
    event.preventDefault();
  }

  function undo() {
    change(picture ? [] : strokes.slice(0, -1));
    tell(true);
  }

  function clear() {
    change([]);
    tell(true);
  }

  function change(value, shown = null) {
    [open, strokes, picture] = [null, value, shown];
    repaint();
  }

  function set(value) {
    change(isStrokes(value) ? value.map((stroke) => stroke.map((point) => [...point])) : []);
  }

  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  // Else a fast stroke counts as a fling, which the next tap, on a button, would only stop. Two fingers may zoom.
  const hold = (event) => event.cancelable && event.touches.length === 1 && event.preventDefault();
  canvas.addEventListener("touchmove", hold, { passive: false });
  canvas.addEventListener("keydown", press);
  canvas.addEventListener("focus", () => {
    byKeys = canvas.matches(":focus-visible");
    repaint();
  });
  canvas.addEventListener("blur", () => (open && pointer === null ? end() : repaint()));
  const watch = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(repaint);
  watch?.observe(canvas);
  repaint();
  const stop = () => {
    watch?.disconnect();
    cancelAnimationFrame(frame);
  };
  const show = (ink, size) => change([], { ink, size });
  return { element, canvas, strokes: () => strokes, set, undo, clear, show, stop };
}

export { create, isStrokes };
