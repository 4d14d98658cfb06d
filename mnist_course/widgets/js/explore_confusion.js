// A confusion matrix whose cells are buttons: each opens the images behind its count, in order of confidence.
const DIGITS = [...Array(10).keys()];
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const images = (count) => `${count} image${count === 1 ? "" : "s"}`;

// The next cell with a button in this direction, or null.
function neighbour(counts, [truth, answer], [down, right]) {
  let [i, j] = [truth + down, answer + right];
  while (counts[i]?.[j] !== undefined) {
    if (counts[i][j]) return [i, j];
    [i, j] = [i + down, j + right];
  }
  return null;
}

// The cells that are errors, the most frequent first.
function errors(counts) {
  const all = DIGITS.flatMap((truth) => DIGITS.map((answer) => [truth, answer, counts[truth][answer]]));
  return all.filter(([truth, answer, count]) => count && truth !== answer).sort((a, b) => b[2] - a[2]);
}

const title = (truth, answer) => (truth === answer ? `${truth}, read rightly` : `${truth}, read as ${answer}`);

// The table: a row for each true digit, a column for each answer. It returns its buttons by cell, too.
function matrix(counts, open) {
  const most = Math.max(1, ...errors(counts).map((one) => one[2]));
  const buttons = new Map();
  const cell = (truth, answer) => {
    const count = counts[truth][answer];
    const place = dom.make("td", { role: "gridcell" });
    if (!count) return place;
    const name = `${title(truth, answer)}: ${images(count)}`;
    const one = dom.make(
      "button",
      { type: "button", tabIndex: -1, "aria-label": name, "aria-pressed": "false" },
      String(count),
    );
    if (truth === answer) one.className = "explore-right";
    else one.style.setProperty("--heat", `${Math.round(15 + (85 * count) / most)}%`);
    one.addEventListener("click", () => open(truth, answer));
    buttons.set(`${truth}${answer}`, one);
    place.append(one);
    return place;
  };
  const head = (text, scope) => dom.make("th", { scope, role: scope === "col" ? "columnheader" : "rowheader" }, text);
  const rows = DIGITS.map((truth) =>
    dom.make("tr", { role: "row" }, head(String(truth), "row"), ...DIGITS.map((answer) => cell(truth, answer))),
  );
  const top = dom.make(
    "tr",
    { role: "row" },
    head("true ↓ read →", "col"),
    ...DIGITS.map((answer) => head(String(answer), "col")),
  );
  const table = dom.make("table", {
    className: "explore-matrix",
    role: "grid",
    "aria-label": "Confusion matrix: a row for each true digit, a column for each answer",
  });
  table.append(dom.make("thead", { role: "rowgroup" }, top), dom.make("tbody", { role: "rowgroup" }, ...rows));
  return { table, buttons };
}

function pairList(counts, open) {
  const select = dom.make("select", { className: "explore-select" });
  const option = (truth, answer, count) =>
    dom.make("option", { value: `${truth}${answer}` }, `${title(truth, answer)} (${count.toLocaleString("en")})`);
  const wrong = dom.make(
    "optgroup",
    { label: "errors, the most frequent first" },
    ...errors(counts).map((one) => option(...one)),
  );
  const right = dom.make("optgroup", { label: "right answers" });
  right.append(
    ...DIGITS.filter((digit) => counts[digit][digit]).map((digit) => option(digit, digit, counts[digit][digit])),
  );
  select.append(wrong, right);
  select.addEventListener("change", () => open(Number(select.value[0]), Number(select.value[1])));
  return select;
}

// One image with what the network said of it.
function picture(options, [truth, answer, row, said, true_], place) {
  const sure = `${answer}: ${said}%`;
  const label = `A ${truth}, number ${row} of the ${options.of}, read as ${answer} with ${said}%`;
  const lines = truth === answer ? [sure] : [sure, `${truth}: ${true_}%`];
  const below = lines.map((text) => dom.make("span", {}, text));
  return dom.make("li", {}, explore_parts.digit(options, place, label), ...below);
}

function mount(element, { options }) {
  const { counts, items } = options;
  explore_parts.useSheet(element, options);
  const state = { cell: [], turned: false };
  const shown = dom.make("ul", { className: "explore-pictures" });
  const told = dom.make("p", { className: "explore-known" });
  const { element: status, say, stop } = dom.announcer();
  status.classList.add("explore-heard");
  const { table, buttons } = matrix(counts, open);
  const pairs = pairList(counts, open);
  const order = dom.make("input", { type: "checkbox" });

  function show() {
    const [truth, answer] = state.cell;
    const places = [...items.keys()].filter((i) => items[i][0] === truth && items[i][1] === answer);
    if (state.turned) places.reverse();
    const count = counts[truth][answer];
    const which = truth === answer ? "the least sure" : "the surest";
    const part = places.length < count ? `; here are ${which} ${places.length}` : "";
    told.textContent = `${title(truth, answer)}: ${images(count)}${part}. ${state.turned ? "The least sure" : "The surest"} comes first.`;
    shown.replaceChildren(...places.map((place) => picture(options, items[place], place)));
  }

  function open(truth, answer) {
    choose(truth, answer);
    say(told.textContent);
  }

  function choose(truth, answer) {
    for (const [cell, one] of buttons) {
      const chosen = cell === `${truth}${answer}`;
      one.tabIndex = chosen ? 0 : -1;
      one.setAttribute("aria-pressed", String(chosen));
    }
    pairs.value = `${truth}${answer}`;
    state.cell = [truth, answer];
    show();
  }

  table.addEventListener("keydown", (event) => {
    const next = STEPS[event.key] && neighbour(counts, state.focus ?? state.cell, STEPS[event.key]);
    if (!STEPS[event.key]) return;
    event.preventDefault();
    if (next) buttons.get(next.join("")).focus();
  });
  table.addEventListener("focusin", (event) => {
    const at = [...buttons].find(([, one]) => one === event.target)?.[0];
    state.focus = at ? [Number(at[0]), Number(at[1])] : state.cell;
    for (const one of buttons.values()) one.tabIndex = one === event.target ? 0 : -1;
  });
  order.addEventListener("change", () => {
    state.turned = order.checked;
    show();
    say(told.textContent);
  });

  const pair = dom.make("label", { className: "explore-field" }, dom.make("span", {}, "Pair"), pairs);
  const controls = dom.make(
    "div",
    { className: "explore-controls" },
    pair,
    dom.labelled("the least sure first", order),
  );
  const help = "Each number opens its images. In the table: arrow keys move, Enter opens.";
  const left = dom.make("div", {}, table, dom.make("p", { className: "demo-note" }, help));
  const right = dom.make("div", {}, controls, told, shown);
  element.replaceChildren(dom.make("div", { className: "explore-sides" }, left, right), status);
  const [first] = errors(counts);
  if (first) choose(first[0], first[1]);
  return () => {
    stop();
    element.replaceChildren();
  };
}

export { errors, mount, neighbour };
