// "Slide a kernel": a window of 3 × 3 pixels on a digit, its nine products with a kernel and their sum, and the map that
// fills with these sums.

const PLACES = 26; // of a window of 3 along 28 pixels
const ALL = PLACES * PLACES;

function mount(element, { load, options }) {
  const status = dom.announcer();
  status.element.classList.add("slide-last");
  let pixels = new Float32Array(784);
  const map = new Float32Array(ALL).fill(NaN);
  let place = [10, 5];
  let running = 0; // of frames, while the window runs over all
  const products = kernel.productTable();
  const scale = inside.scale();
  const fields = kernel.fields(() => renew());
  const tell = (column, row) => `sum ${inside.signed(sumAt(column, row))}`;
  const moved = (column, row) => {
    stop();
    stand(column, row);
    paint();
  };
  const common = { places: PLACES, moved, tell, say: status.say };
  const digit = spot.create({
    ...common,
    label: "The digit, with a window of 3 by 3 pixels",
    boxOf: (column, row) => [column / 28, row / 28, 3 / 28],
  });
  const sums = spot.create({
    ...common,
    label: "The map of the sums, 26 by 26",
    boxOf: (column, row) => [column / PLACES, row / PLACES, 1 / PLACES],
    withSliders: false,
  });

  const sumAt = (column, row) => kernel.sumOf(fields.now(), kernel.patch(pixels, column, row));

  // The window goes there, and its sum into the map.
  function stand(column, row) {
    place = [column, row];
    map[row * PLACES + column] = sumAt(column, row);
  }

  function paint() {
    const largest = kernel.largestOf(fields.now());
    inside.paint(sums.canvas, map, PLACES, largest);
    products.show(kernel.patch(pixels, ...place), fields.now());
    scale.show(largest, "least", "most");
    for (const one of [digit, sums]) one.go(...place);
    const left = map.filter(Number.isNaN).length;
    run.textContent = running ? "Stop" : "Slide over all";
    clear.disabled = left === ALL - 1;
  }

  function stop() {
    cancelAnimationFrame(running);
    running = 0;
  }

  // A new digit or kernel: what was filled in is worked out anew.
  function renew() {
    dom.paint(digit.canvas, pixels, 28);
    map.forEach((value, i) => {
      if (!Number.isNaN(value)) map[i] = sumAt(i % PLACES, Math.floor(i / PLACES));
    });
    stand(...place);
    paint();
  }

  function slide() {
    if (running) {
      stop();
      paint();
      return;
    }
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let next = 0;
    const frame = () => {
      const until = still ? ALL : Math.min(ALL, next + 4);
      for (; next < until; next += 1) stand(next % PLACES, Math.floor(next / PLACES));
      running = next < ALL ? requestAnimationFrame(frame) : 0;
      if (!running) told();
      paint();
    };
    frame();
  }

  function told() {
    const least = map.indexOf(Math.min(...map));
    const most = map.indexOf(Math.max(...map));
    const at = (i) => `${inside.signed(map[i])} at column ${(i % PLACES) + 1}, row ${Math.floor(i / PLACES) + 1}`;
    status.say(`676 sums. The largest is ${at(most)}; the smallest ${at(least)}.`, 0);
    place = [most % PLACES, Math.floor(most / PLACES)];
  }

  const run = dom.button("Slide over all", slide);
  const clear = dom.button("Empty the map", () => {
    stop();
    map.fill(NaN);
    renew();
  });
  const chosen = subject.create({
    load,
    start: options.digit ?? 0,
    say: status.say,
    changed: (found) => {
      stop();
      pixels = found.pixels ?? new Float32Array(784);
      renew();
    },
  });
  const titled = (text, child) =>
    dom.make(
      "div",
      { className: "slide-picture" },
      dom.make("p", { className: "demo-note", textContent: text }),
      child,
    );
  element.replaceChildren(
    dom.make("div", { className: "slide-top" }, chosen.element, fields.element),
    dom.make(
      "div",
      { className: "slide-sides" },
      titled("Drag the window over the digit", digit.element),
      titled("Its sums; grey: not been there yet", sums.element),
      dom.make("div", { className: "slide-written" }, products.element, scale.element),
    ),
    dom.make("div", { className: "demo-buttons" }, run, clear),
    status.element,
  );
  return () => {
    stop();
    chosen.stop();
    status.stop();
    element.replaceChildren();
  };
}

export { mount };
