// What every view needs of the page: elements, pictures of grey pixels, what is kept in this browser, what is announced.

// An element with properties (className, textContent, …), attributes (those with a dash, and role) and children.
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

let count = 0;

// An id that no other element of the page has.
function newId(word) {
  count += 1;
  return `mnist-demo-${word}-${count}`;
}

// Paint ink (0 to 1, side × side) as dark on light, one canvas pixel each: the style sheet makes it larger.
function paint(canvas, pixels, side) {
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, side);
  for (let i = 0; i < side * side; i += 1) {
    const grey = 255 * (1 - pixels[i]);
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

const memory = {}; // where the browser keeps nothing: until the page is left

// What a demo kept under this name, or null. One store serves all pages opened from disk, so names are prefixed.
function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(`mnist-course-demo-${name}`)) ?? memory[name] ?? null;
  } catch {
    return memory[name] ?? null; // forbidden, or damaged
  }
}

function keep(name, value) {
  memory[name] = value;
  try {
    localStorage.setItem(`mnist-course-demo-${name}`, JSON.stringify(value));
  } catch {
    // forbidden, or full: it stands until the page is left
  }
}

// A line for screen readers: of many texts in a row it announces the last, after a moment of quiet. What is said of the
// keyboard's pen has a short moment of its own, and keeps no answer from being said.
function announcer() {
  const element = make("p", { className: "demo-status", role: "status" });
  const timers = {};
  const say = (text, quiet = 700, about = "answer") => {
    clearTimeout(timers[about]);
    timers[about] = setTimeout(() => {
      if (element.textContent !== text) element.textContent = text;
    }, quiet);
  };
  return { element, say, stop: () => Object.values(timers).forEach(clearTimeout) };
}

// A button that says what it does.
function button(text, act, properties = {}) {
  const element = make("button", { type: "button", className: "demo-button", textContent: text, ...properties });
  element.addEventListener("click", act);
  return element;
}

// A checkbox or another input within its label.
function labelled(text, input) {
  return make("label", { className: "demo-label" }, input, make("span", { textContent: text }));
}

export { announcer, button, keep, kept, labelled, make, newId, paint };
