// Turning, moving, enlarging and thickening the 28 × 28 pixels that a network gets: after MNIST's preparation, which
// would put the digit upright into its box again, were it the other way round.

const SIDE = 28;
const STILL = { degrees: 0, right: 0, down: 0, scale: 1, thick: 0 };

// Where a new pixel looks in the old image. PyTorch counts places from −1 to 1 between the outer edges of the image
// (align_corners=False); in pixels from the middle that is the same, without the two factors.
function looks({ degrees, right, down, scale }) {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const middle = (SIDE - 1) / 2;
  return (column, row) => {
    const [x, y] = [column - middle - right, row - middle - down];
    return [cos * x - sin * y + middle, sin * x + cos * y + middle];
  };
}

// The four nearest pixels, blended. Beyond the border the image goes on as its nearest border pixel.
function sample(pixels, x, y) {
  const inside = (value) => Math.min(SIDE - 1, Math.max(0, value));
  const [left, top] = [Math.floor(inside(x)), Math.floor(inside(y))];
  const [across, down] = [inside(x) - left, inside(y) - top];
  const at = (column, row) => pixels[inside(row) * SIDE + inside(column)];
  const above = (1 - across) * at(left, top) + across * at(left + 1, top);
  const below = (1 - across) * at(left, top + 1) + across * at(left + 1, top + 1);
  return (1 - down) * above + down * below;
}

function move(pixels, change) {
  const look = looks(change);
  return Float32Array.from(pixels, (_, i) => sample(pixels, ...look(i % SIDE, Math.floor(i / SIDE))));
}

// Every pixel takes the darkest ink within `radius`; what lies beyond, by less than a pixel, counts in part.
function spread(pixels, radius) {
  const reach = Math.ceil(radius);
  const nib = [];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const share = Math.min(1, radius + 1 - Math.hypot(x, y));
      if (share > 0) nib.push([x, y, share]);
    }
  }
  return Float32Array.from(pixels, (_, i) => {
    const [column, row] = [i % SIDE, Math.floor(i / SIDE)];
    let most = 0;
    for (const [x, y, share] of nib) {
      if (column + x < 0 || column + x >= SIDE || row + y < 0 || row + y >= SIDE) continue;
      most = Math.max(most, share * pixels[i + y * SIDE + x]);
    }
    return most;
  });
}

// Thicker by spreading the ink, thinner by spreading the paper.
function thicken(pixels, thick) {
  if (thick >= 0) return spread(pixels, thick);
  const paper = pixels.map((value) => 1 - value);
  return spread(paper, -thick).map((value) => 1 - value);
}

// degrees: counter-clockwise; right, down: pixels; scale: a factor; thick: pixels on either side of a stroke.
function transform(pixels, change) {
  const all = { ...STILL, ...change };
  return move(all.thick === 0 ? pixels : thicken(pixels, all.thick), all);
}

export { STILL, thicken, transform };
