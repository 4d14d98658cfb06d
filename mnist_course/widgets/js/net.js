// The forward pass of the course's networks, in plain loops. A map of features is stored row by row, in a row place by
// place, and at each place its channels one after the other: so the innermost loops run through neighbouring numbers.

// The bytes of a base64 text.
function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// A number of 16 bits: a sign, five bits of exponent, ten of fraction.
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let halves = null; // of all 65,536 bit patterns: a look into a table is faster than the formula

// The networks by name, from the bytes of weights.bin (little-endian) and what weights.json says of them.
function decode(bytes, about) {
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => half(bits));
  const numbers = new Float32Array(bytes.length / 2);
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = halves[bytes[2 * i] | (bytes[2 * i + 1] << 8)];
  const networks = {};
  for (const network of about.networks) {
    const layers = network.layers.map((layer) => {
      if (!("at" in layer)) return layer;
      const from = network.at + layer.at;
      const count = layer.in * layer.out * (layer.side ?? 1) ** 2;
      return {
        ...layer,
        weights: numbers.subarray(from, from + count),
        bias: numbers.subarray(from + count, from + count + layer.out),
      };
    });
    networks[network.name] = { ...network, layers };
  }
  return networks;
}

// Pixels from 0 to 1 as the network was trained with them.
function scaled(pixels, [mean, std]) {
  return pixels.map((value) => (value - mean) / std);
}

// Each output is its bias plus the inputs times their weights; inputs that are zero add nothing.
function linear(layer, { values }) {
  const out = Float32Array.from(layer.bias);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (value === 0) continue;
    const row = i * layer.out;
    for (let j = 0; j < layer.out; j += 1) out[j] += value * layer.weights[row + j];
  }
  return { side: 1, channels: layer.out, values: out };
}

// With zeros around the map, so that a kernel can stand at its border.
function padded({ side, channels, values }, padding) {
  if (!padding) return { side, channels, values };
  const wide = side + 2 * padding;
  const out = new Float32Array(wide * wide * channels);
  for (let row = 0; row < side; row += 1) {
    const line = values.subarray(row * side * channels, (row + 1) * side * channels);
    out.set(line, ((row + padding) * wide + padding) * channels);
  }
  return { side: wide, channels, values: out };
}

// At every place: the bias, plus what lies under the kernel times the kernel's weights, summed.
function convolution(layer, map) {
  const { side, channels, values } = padded(map, layer.padding);
  const { weights, bias, out: count } = layer;
  const places = side - layer.side + 1;
  const out = new Float32Array(places * places * count);
  for (let row = 0; row < places; row += 1) {
    for (let column = 0; column < places; column += 1) {
      const at = (row * places + column) * count;
      for (let j = 0; j < count; j += 1) out[at + j] = bias[j];
      for (let y = 0; y < layer.side; y += 1) {
        const from = ((row + y) * side + column) * channels;
        const kernel = y * layer.side * channels * count;
        for (let i = 0; i < layer.side * channels; i += 1) {
          const value = values[from + i];
          if (value === 0) continue;
          const line = kernel + i * count;
          for (let j = 0; j < count; j += 1) out[at + j] += value * weights[line + j];
        }
      }
    }
  }
  return { side: places, channels: count, values: out };
}

// Of every four neighbours the largest; an odd last row or column is left out.
function pooling(_, { side, channels, values }) {
  const small = Math.floor(side / 2);
  const out = new Float32Array(small * small * channels).fill(-Infinity);
  for (let row = 0; row < 2 * small; row += 1) {
    for (let column = 0; column < 2 * small; column += 1) {
      const from = (row * side + column) * channels;
      const to = ((row >> 1) * small + (column >> 1)) * channels;
      for (let j = 0; j < channels; j += 1) {
        if (values[from + j] > out[to + j]) out[to + j] = values[from + j];
      }
    }
  }
  return { side: small, channels, values: out };
}

function relu(_, map) {
  return { ...map, values: map.values.map((value) => Math.max(0, value)) };
}

const STEPS = { linear, convolution, pooling, relu };

// The ten scores for 784 pixels from 0 to 1, and on the way what each layer gives, as a map.
function forward(network, pixels) {
  let map = { side: 28, channels: 1, values: scaled(pixels, network.scaling) };
  const maps = network.layers.map((layer) => {
    map = STEPS[layer.kind](layer, map);
    return map;
  });
  return { logits: map.values, maps };
}

// Probabilities; the largest score is taken away first, so that no power overflows.
function softmax(logits) {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

export { bytesOf, decode, forward, softmax };
