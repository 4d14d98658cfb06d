// A prediction is a quotation that begins with "Predict." and has lettered choices. Its choices become buttons, and what
// answers it (the next output, and what is said about it) is covered until one is chosen. Without this script all is there.
function answerOf(block) {
  for (let node = block.nextSibling; node; node = node.nextSibling) {
    const found = node.nodeType === Node.COMMENT_NODE && node.data.match(/answer: ([A-E])/);
    if (found) return found[1];
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(".cell, section")) return null;
  }
  return null;
}

// The output of the next cell, and the paragraphs after it, up to the next cell, prediction or section.
function answersAfter(block) {
  const covered = [];
  let cell = null;
  for (let node = block.nextElementSibling; node; node = node.nextElementSibling) {
    if (!cell) {
      if (node.matches("section, blockquote")) break;
      if (!node.matches(".cell")) continue;
      cell = node;
      const output = cell.querySelector(".cell_output");
      if (output) covered.push(output);
    } else if (node.matches(".cell, section, blockquote, h1, h2, h3, h4")) break;
    else covered.push(node);
  }
  return covered;
}

function makePrediction(block) {
  const choices = [...block.querySelectorAll("li")];
  const answer = answerOf(block);
  const covered = answersAfter(block);
  if (!choices.length || !answer || !covered.length) return;
  block.classList.add("predict");
  block.setAttribute("role", "group");
  block.setAttribute("aria-label", "Prediction");

  const note = document.createElement("p");
  note.className = "predict-note";
  note.setAttribute("role", "status");
  note.textContent = "Choose before you look: what answers the question is covered until then.";
  block.append(note);
  for (const part of covered) part.setAttribute("hidden", "until-found");

  const uncover = () => covered.forEach((part) => part.removeAttribute("hidden"));
  covered.forEach((part) => part.addEventListener("beforematch", uncover));

  for (const choice of choices) {
    const letter = choice.querySelector("strong")?.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "predict-choice";
    button.setAttribute("aria-pressed", "false");
    const content = choice.querySelector(":scope > p") ?? choice;
    button.append(...content.childNodes);
    choice.replaceChildren(button);
    button.addEventListener("click", () => {
      for (const other of block.querySelectorAll(".predict-choice")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      choices.forEach((one) => one.classList.toggle("predict-answer", one.textContent.trim().startsWith(answer)));
      note.textContent = letter === answer
        ? `You chose ${letter}, and that is what happens. Look below.`
        : `You chose ${letter}; what happens is ${answer}. Look below.`;
      uncover();
    });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const block of document.querySelectorAll(".bd-article blockquote")) {
    if (block.querySelector("strong")?.textContent.trim() === "Predict.") makePrediction(block);
  }
});
