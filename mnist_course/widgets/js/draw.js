// "Draw a digit": the pad, the steps of the preparation, and what five networks read.

function mount(element) {
  element.replaceChildren(dom.make("p", { textContent: "The pad will be here." }));
  return () => element.replaceChildren();
}

export { mount };
