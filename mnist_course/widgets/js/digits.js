// The digits that come with a page: unpacked, and listed by their ink. Four pixels in five are paper, and whoever adds
// up ink may leave them out: a digit is a list of places and of the ink there, from 0 to 1.
const PIXELS = 784;

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflated(bytes) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error(
      "this browser cannot unpack the digits: it needs DecompressionStream, which browsers have since 2023",
    );
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// One split of what digits.py makes: places and ink of digit i stand from starts[i] to before starts[i + 1].
async function unpack({ count, bits, labels, pixels }) {
  const bytes = await inflated(bytesOf(pixels));
  const starts = new Uint32Array(count + 1);
  const places = new Uint16Array(count * PIXELS);
  const ink = new Float32Array(count * PIXELS);
  let n = 0;
  const add = (place, value) => {
    places[n] = place;
    ink[n] = value;
    n += 1;
  };
  for (let i = 0; i < count; i += 1) {
    const from = (i * PIXELS * bits) / 8;
    for (let place = 0; place < PIXELS; place += 1) {
      if (bits === 8) {
        if (bytes[from + place]) add(place, bytes[from + place] / 255);
      } else {
        const pair = bytes[from + (place >> 1)];
        const shade = place & 1 ? pair & 15 : pair >> 4; // two pixels a byte, the earlier one in its upper half
        if (shade) add(place, shade / 15);
      }
    }
    starts[i + 1] = n;
  }
  return { count, labels: Uint8Array.from(labels, Number), starts, places: places.slice(0, n), ink: ink.slice(0, n) };
}

// All 784 pixels of one digit, from 0 (paper) to 1 (ink).
function picture({ starts, places, ink }, index) {
  const pixels = new Float32Array(PIXELS);
  for (let at = starts[index]; at < starts[index + 1]; at += 1) pixels[places[at]] = ink[at];
  return pixels;
}

export { picture, unpack };
