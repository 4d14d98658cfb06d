// From strokes to the 28 × 28 pixels that the networks know, by the steps by which MNIST was made. Nothing is read back
// from a canvas, which some browsers refuse or falsify: ink is computed, and so is the same everywhere.

const BOX = 20; // the longer side of every digit of MNIST
const SIDE = 28;
const ALL = { crop: true, aspect: true, antialias: true, mass: true };

function square(side) {
  return new Float32Array(side * side);
}

// How far a point lies from the segment a–b.
function distance(x, y, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  const [across, down] = [x - a[0] - t * dx, y - a[1] - t * dy];
  return Math.sqrt(across * across + down * down); // Math.hypot takes several times as long
}

// Ink from 0 to 1 on size × size pixels. A stroke is a list of points [x, y] from 0 to 1; `pen` is its width, of the pad.
function rasterise(strokes, { size = 280, pen = 0.08 } = {}) {
  const ink = square(size);
  const radius = (pen * size) / 2;
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [x * size, y * size]);
    if (points.length === 1) points.push(points[0]);
    for (let i = 1; i < points.length; i += 1) {
      const [a, b] = [points[i - 1], points[i]];
      const reach = radius + 1;
      const [left, right] = [Math.min(a[0], b[0]) - reach, Math.max(a[0], b[0]) + reach];
      const [top, bottom] = [Math.min(a[1], b[1]) - reach, Math.max(a[1], b[1]) + reach];
      for (let row = Math.max(0, Math.floor(top)); row < Math.min(size, bottom); row += 1) {
        for (let column = Math.max(0, Math.floor(left)); column < Math.min(size, right); column += 1) {
          const covered = radius + 0.5 - distance(column + 0.5, row + 0.5, a, b);
          const at = row * size + column;
          if (covered > ink[at]) ink[at] = Math.min(1, covered);
        }
      }
    }
  }
  return ink;
}

// The smallest box around all ink, or null where there is none.
function boxOf(ink, size) {
  const box = { left: size, top: size, right: 0, bottom: 0 };
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (ink[row * size + column] <= 0) continue;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column + 1);
      box.top = Math.min(box.top, row);
      box.bottom = Math.max(box.bottom, row + 1);
    }
  }
  return box.right > box.left ? { ...box, width: box.right - box.left, height: box.bottom - box.top } : null;
}

// How much of each old pixel a new one covers: [first old pixel, its shares] for each new pixel.
function shares(from, length, count, antialias) {
  return Array.from({ length: count }, (_, i) => {
    const [begin, end] = [from + (i * length) / count, from + ((i + 1) * length) / count];
    if (!antialias) return [Math.floor((begin + end) / 2), [1]];
    const first = Math.floor(begin);
    const parts = [];
    for (let old = first; old < end; old += 1) parts.push(Math.min(end, old + 1) - Math.max(begin, old));
    return [first, parts.map((part) => part / (end - begin))];
  });
}

// The box shrunk to width × height pixels, each the average of what it covers; then the darkest is made black.
function shrink(ink, size, box, width, height, antialias) {
  const [columns, rows] = [
    shares(box.left, box.width, width, antialias),
    shares(box.top, box.height, height, antialias),
  ];
  const small = new Float32Array(width * height);
  rows.forEach(([top, down], row) => {
    columns.forEach(([left, across], column) => {
      let sum = 0;
      down.forEach((share, y) => {
        across.forEach((part, x) => {
          sum += share * part * (ink[(top + y) * size + left + x] ?? 0);
        });
      });
      small[row * width + column] = sum;
    });
  });
  const most = small.reduce((a, b) => Math.max(a, b), 0) || 1;
  return small.map((value) => value / most);
}

// Where the ink has its centre, in pixels: the mean of the columns and rows, weighted by ink.
function centre(pixels, width) {
  let [sum, x, y] = [0, 0, 0];
  pixels.forEach((value, i) => {
    sum += value;
    x += value * (i % width);
    y += value * Math.floor(i / width);
  });
  return [x / sum, y / sum];
}

// A small picture in a square one, its upper left corner at (left, top); what lies outside is cut off.
function place(small, width, side, left, top) {
  const pixels = square(side);
  small.forEach((value, i) => {
    const [column, row] = [left + (i % width), top + Math.floor(i / width)];
    if (column >= 0 && column < side && row >= 0 && row < side) pixels[row * side + column] = value;
  });
  return pixels;
}

// The steps, each of which can be switched off: crop to the box (else the whole pad), keep the aspect (else stretch),
// anti-alias (else take the nearest pixel), centre by mass (else by the box). Returns the pictures on the way.
function prepare(ink, size, switches = {}) {
  const on = { ...ALL, ...switches };
  const found = boxOf(ink, size);
  const stages = [{ name: "drawn", side: size, pixels: ink, box: found }];
  if (!found) return { stages, pixels: square(SIDE), problem: "empty" };
  const box = on.crop ? found : { left: 0, top: 0, width: size, height: size };
  const most = on.crop ? BOX : SIDE;
  const longer = Math.max(box.width, box.height);
  const [width, height] = [box.width, box.height].map((length) =>
    on.aspect ? Math.max(1, Math.round((most * length) / longer)) : most,
  );
  const small = shrink(ink, size, box, width, height, on.antialias);
  const middle = (room, length) => Math.floor((room - length) / 2);
  const shown = place(small, width, most, middle(most, width), middle(most, height));
  stages.push({ name: "scaled", side: most, pixels: shown });
  const [x, y] = centre(small, width);
  // In MNIST's own images the centre lies at index 14, not at 13.5, and is moved by whole pixels.
  const [left, top] = on.mass
    ? [Math.round(SIDE / 2 - x), Math.round(SIDE / 2 - y)]
    : [middle(SIDE, width), middle(SIDE, height)];
  const pixels = place(small, width, SIDE, left, top);
  stages.push({ name: "centred", side: SIDE, pixels });
  return { stages, pixels, problem: null };
}

export { BOX, SIDE, boxOf, centre, prepare, rasterise };
