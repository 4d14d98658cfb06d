// Ink from elsewhere: a picture file that is chosen or dropped, or a digit of MNIST.

function fileButton(take) {
  const input = dom.make("input", { type: "file", accept: "image/*", className: "demo-hidden" });
  input.addEventListener("change", () => {
    if (input.files[0]) take(input.files[0]);
    input.value = ""; // so that the same file can be taken again
  });
  return dom.make("label", { className: "demo-button demo-file" }, input, "Picture…");
}

// Digits of the validation set to choose from; they are fetched when the list is first opened.
function digitList(load, show, fail) {
  const list = dom.make("select", { className: "demo-button", "aria-label": "A digit of MNIST to put on the pad" });
  list.append(dom.make("option", { value: "", textContent: "a digit of MNIST…" }));
  let unpacked = null;
  const fill = async () => {
    unpacked ??= load("fifty").then((data) => digits.unpack(data.fifty));
    try {
      const { count, labels } = await unpacked;
      if (list.length > 1) return;
      for (let i = 0; i < count; i += 1)
        list.append(dom.make("option", { value: i, textContent: `${i + 1}: a ${labels[i]}` }));
    } catch (error) {
      unpacked = null;
      fail(error);
    }
  };
  for (const event of ["focus", "pointerenter", "pointerdown"]) list.addEventListener(event, fill);
  list.addEventListener("change", async () => {
    if (list.value) show(digits.picture(await unpacked, Number(list.value)));
  });
  const forget = () => {
    list.value = "";
  };
  return { list, forget };
}

// Ink enlarged to the size of the pad, so that it goes the same way as strokes.
function enlarge(pixels, size, wanted) {
  if (size === wanted) return pixels;
  const at = (place) => Math.floor((place * size) / wanted);
  return Float32Array.from(
    { length: wanted * wanted },
    (_, i) => pixels[at(Math.floor(i / wanted)) * size + at(i % wanted)],
  );
}

// What is dropped anywhere on the demo is taken; the browser would leave the page for it.
function takeDropped(element, take, say) {
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
    else say("That is no file. Drop a picture from a folder.");
  });
}

export { digitList, enlarge, fileButton, takeDropped };
