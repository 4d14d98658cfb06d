// Predictions and questions: quotations that begin with "Predict." or "Question 1." and have lettered choices, with a
// comment below that names the answer. Their choices become buttons. What answers a prediction (the next output, and
// what is said about it) is covered until one is chosen; a question says whether a choice is right, and why. What was
// chosen is kept in this browser, by the keys of the notebooks, and sent nowhere. Without this script all is there.
const STORE = "mnist-course-choices";
const COMMENT = /answer: ([A-E]), name: ([\w-]+), about: ([^,]+), objective: \d\s*$/;
let kept = {}; // by key, such as "03/first-loss": {kind, answer, first, last}

function read() {
  try {
    kept = Object(JSON.parse(localStorage.getItem(STORE)) ?? {});
  } catch { /* forbidden, or damaged: what was chosen on this page stands */ }
  return kept;
}

function keep(all) {
  kept = all;
  try {
    localStorage.setItem(STORE, JSON.stringify(all));
  } catch { /* forbidden: it stands until the page is left */ }
}

function make(name, className, textContent = "") {
  return Object.assign(document.createElement(name), { className, textContent });
}

// What stands between a block and the next cell, block or section.
function* partsBelow(block) {
  for (let node = block.nextSibling; node; node = node.nextSibling) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(".cell, section, blockquote")) return;
    yield node;
  }
}

function find(chapter) {
  const found = [];
  for (const block of document.querySelectorAll(".bd-article blockquote")) {
    const below = [...partsBelow(block)];
    const comment = below.find((node) => node.nodeType === Node.COMMENT_NODE && COMMENT.test(node.data));
    if (!comment) continue;
    const [, answer, name, about] = comment.data.match(COMMENT);
    const details = below.find((node) => node.nodeName === "DETAILS");
    const kind = details ? "question" : "prediction";
    found.push({ key: `${chapter}/${name}`, kind, answer, about, block, details });
  }
  return found;
}

const letterOf = (item) => item.querySelector("strong")?.textContent.trim();

// The output of the next cell, and the paragraphs after it, up to the next cell, block or heading.
function answersAfter(block) {
  const covered = [];
  let cell = null;
  for (let node = block.nextElementSibling; node; node = node.nextElementSibling) {
    if (node.matches(cell ? ".cell, section, blockquote, h1, h2, h3, h4" : "section, blockquote")) break;
    if (cell) covered.push(node);
    else if (node.matches(".cell")) {
      cell = node;
      covered.push(...cell.querySelectorAll(".cell_output"));
    }
  }
  return covered;
}

function dress(one) {
  const { block } = one;
  one.items = new Map([...block.querySelectorAll("li")].map((item) => [letterOf(item), item]));
  block.classList.add("choose");
  block.setAttribute("role", "group");
  const title = block.querySelector("strong").textContent.replace(".", ""); // as in "Question 1."
  block.setAttribute("aria-label", one.kind === "prediction" ? "Prediction" : title);
  one.note = make("div", "choose-note");
  one.note.setAttribute("role", "status");
  block.append(one.note);
  if (one.kind === "prediction") {
    one.note.textContent = "Choose before you look: what answers the question is covered until then.";
    one.covered = answersAfter(block);
    one.uncover = () => one.covered.forEach((part) => part.removeAttribute("hidden"));
    for (const part of one.covered) {
      part.setAttribute("hidden", "until-found");
      part.addEventListener("beforematch", one.uncover);
    }
  } else {
    one.says = new Map([...one.details.querySelectorAll("li")].map((item) => [letterOf(item), item]));
    one.details.classList.add("choose-taken");
    one.details.open = true; // in print
  }
  for (const [letter, item] of one.items) {
    const button = make("button", "choose-one");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...(item.querySelector(":scope > p") ?? item).childNodes);
    item.replaceChildren(button);
    button.addEventListener("click", () => choose(one, letter));
  }
}

function chosen(one) {
  const made = kept[one.key];
  return one.items.has(made?.first) && one.items.has(made?.last) ? made : null;
}

function choose(one, letter) {
  read();
  const before = chosen(one);
  if (before && one.kind === "prediction") return; // the answer is known by now
  const { kind, answer } = one;
  keep({ ...kept, [one.key]: { kind, answer, first: before?.first ?? letter, last: letter } });
  show(one, letter);
  sumUp();
}

function show(one, letter) {
  for (const [other, item] of one.items) {
    const button = item.firstElementChild;
    button.setAttribute("aria-pressed", String(other === letter));
    if (one.kind === "prediction" && other !== letter) button.setAttribute("aria-disabled", "true");
  }
  const right = letter === one.answer;
  if (one.kind === "prediction") {
    one.items.get(one.answer).classList.add("choose-happens");
    one.note.textContent = right
      ? `You chose ${letter}, and that is what happens. Look below.`
      : `You chose ${letter}; what happens is ${one.answer}. Look below.`;
    one.uncover();
  } else {
    one.items.get(letter).classList.add(right ? "choose-right" : "choose-wrong");
    const item = one.says.get(letter);
    const said = (item.querySelector(":scope > p") ?? item).cloneNode(true);
    said.querySelector("strong").remove(); // the letter
    one.note.replaceChildren(right ? "" : "Not right. ", ...said.childNodes);
    window.MathJax?.typesetPromise?.([one.note]);
  }
}

let blocks = [];
const isRight = (one) => chosen(one)?.first === one.answer;

// As `summed_up` in mnist_course/checks/choices.py words it.
function summary() {
  const [predictions, questions] = ["prediction", "question"].map((kind) => blocks.filter((one) => one.kind === kind));
  const made = predictions.filter(chosen).length;
  const left = predictions.length - made;
  const answered = questions.filter(chosen).length;
  const foreseen = predictions.filter(isRight).length || "none";
  const right = questions.filter(isRight).length || "none";
  let text = made ? `You foresaw ${foreseen} of ${made}` : "You have made no prediction yet";
  if (made && left) text += `; ${left} prediction${left > 1 ? "s were" : " was"} not made`;
  text += `. Questions: ${answered ? `${right} of ${answered} right at the first try` : "none answered yet"}`;
  if (answered && answered < questions.length) text += `; ${questions.length - answered} not answered`;
  const missed = [...predictions, ...questions].filter((one) => chosen(one) && !isRight(one));
  const again = new Set(missed.map((one) => one.about));
  return again.size ? `${text}. Worth another look: ${[...again].join("; ")}.` : `${text}.`;
}

function inThisBrowser() {
  const [[made, foreseen], [answered, right]] = ["prediction", "question"].map((kind) => {
    const all = Object.values(kept).filter((one) => one?.kind === kind);
    return [all.length, all.filter((one) => one.first === one.answer).length];
  });
  if (!made && !answered) return "";
  const some = (count, word, how) => count ? `${count} ${word}${count > 1 ? "s" : ""} (${how})` : `no ${word}s`;
  return `In this browser you have made ${some(made, "prediction", `${foreseen} right`)} and answered ` +
    `${some(answered, "question", `${right} right at the first try`)}.`;
}

let line = null;
function sumUp() {
  if (line) line.textContent = summary();
}

function forgetButton(text, belongs) {
  const button = make("button", "choose-forget", text);
  button.type = "button";
  button.addEventListener("click", () => {
    keep(Object.fromEntries(Object.entries(read()).filter(([key]) => !belongs(key))));
    location.reload();
  });
  return button;
}

document.addEventListener("DOMContentLoaded", () => {
  read();
  const chapter = location.pathname.match(/\/(\d\d)_[^/]*$/)?.[1];
  blocks = chapter ? find(chapter) : [];
  for (const one of blocks) {
    dress(one);
    if (chosen(one)) show(one, chosen(one).last);
  }
  const end = blocks.findLast((one) => one.kind === "question")?.block.closest("section");
  if (end) {
    const box = make("div", "choose-sum");
    line = make("p", "");
    line.setAttribute("role", "status");
    box.append(line, forgetButton("Forget what I chose in this chapter", (key) => key.startsWith(`${chapter}/`)));
    end.append(box);
    sumUp();
  }
  for (const place of document.querySelectorAll(".choices-made")) {
    const text = inThisBrowser();
    place.textContent = text || place.dataset.none || "";
    if (text) place.append(" ", forgetButton("Forget what I chose", () => true));
  }
});
