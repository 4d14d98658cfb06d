// Ink from a picture file: a photograph or a screenshot of one digit, dark on light or light on dark, in any colour.

const LARGEST = 30e6; // bytes
const FAINT = 0.12; // a picture whose colours differ less has nothing on it

// Ink (size × size, 0 to 1) of a file; an Error says in a sentence why there is none.
async function inkOf(file, size) {
  if (file.size > LARGEST) throw new Error("That file is too large: 30 MB at most.");
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error("That is no picture that this browser can open.");
  }
  const canvas = dom.make("canvas", { width: size, height: size });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  checkTruth(context);
  const scale = size / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((length) => Math.max(1, Math.round(length * scale)));
  const [left, top] = [Math.floor((size - width) / 2), Math.floor((size - height) / 2)];
  context.fillStyle = "#fff"; // where the picture lets light through
  context.fillRect(0, 0, size, size);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, left, top, width, height);
  bitmap.close();
  const { data } = context.getImageData(left, top, width, height);
  const inside = contrast(data, width, height);
  const ink = new Float32Array(size * size);
  for (let row = 0; row < height; row += 1) {
    ink.set(inside.subarray(row * width, (row + 1) * width), (top + row) * size + left);
  }
  return ink;
}

// Some browsers hand out random pixels, so that pages cannot recognise a computer by them.
function checkTruth(context) {
  context.fillStyle = "#3c78b4";
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  const differ = (value, i) => i % 4 < 3 && Math.abs(value - [0x3c, 0x78, 0xb4][i % 4]) > 8;
  if (data.some(differ))
    throw new Error("This browser hides the pixels of pictures from pages. Draw the digit instead.");
}

// Paper is the colour of the border; ink is how far a pixel is from it, dark or light, in whichever colour most.
function contrast(data, width, height) {
  const border = [];
  for (let i = 0; i < width * height; i += 1) {
    const [column, row] = [i % width, Math.floor(i / width)];
    if (Math.min(column, row, width - 1 - column, height - 1 - row) < 3) border.push(i);
  }
  const paper = [0, 1, 2].map((channel) => median(border.map((i) => data[4 * i + channel])));
  const far = new Float32Array(width * height);
  for (let i = 0; i < far.length; i += 1) {
    far[i] = Math.max(...paper.map((value, channel) => Math.abs(data[4 * i + channel] - value))) / 255;
  }
  const most = [...far].sort((a, b) => a - b)[Math.floor(0.995 * (far.length - 1))];
  if (most < FAINT) return new Float32Array(far.length);
  // Shadows on the paper are left out, and the middle of a stroke is black.
  return far.map((value) => Math.min(1, Math.max(0, value / most - 0.3) / 0.5));
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

export { contrast, inkOf };
