// A vote on the last errors: the reader says which digit it is, and then sees what the label, the networks and people say.
const UNREADABLE = "?";
const named = (vote) => (vote === UNREADABLE ? "cannot be read" : String(vote));

// What a vote sides with.
function side({ label, said }, vote) {
  return vote === label ? "label" : vote === said ? "networks" : "neither";
}

// What most of the five people saw, of an image that they were asked about: the side with three of five.
function majority({ label, people }) {
  const [forLabel, guess, forGuess] = people;
  return forLabel >= 3 ? label : forGuess >= 3 ? guess : UNREADABLE;
}

// What five people said, in words.
function peopleSaid({ label, people }) {
  if (!people) return "not asked, or at least four of five saw the label";
  const [forLabel, guess, forGuess, forNeither] = people;
  const parts = [`${forLabel} saw ${label}`, `${forGuess} saw ${guess}`];
  return [...parts, ...(forNeither ? [`${forNeither} neither`] : [])].join(", ");
}

// How the votes add up: the images on each side, and of those that people judged, how often most of them agree.
function sum(items, votes) {
  const sides = { label: [], networks: [], neither: [] };
  let [asked, agreed] = [0, 0];
  items.forEach((item, place) => {
    const vote = votes[item.row];
    if (vote === undefined) return;
    sides[side(item, vote)].push(place);
    if (!item.people) return;
    asked += 1;
    agreed += Number(majority(item) === vote);
  });
  return { sides, asked, agreed };
}

function inWords(items, votes) {
  const { sides, asked, agreed } = sum(items, votes);
  const [label, networks, neither] = ["label", "networks", "neither"].map((name) => sides[name].length);
  const read = label + networks + neither;
  const first = `Of ${read} image${read === 1 ? "" : "s"} you sided with the label in ${label}, with the networks in ${networks}, with neither in ${neither}.`;
  const people = asked
    ? ` Five people judged ${asked} of them; in ${agreed} you said what at least three of them said.`
    : "";
  return first + people;
}

// The last page: which images are on which side.
function summary(options, votes) {
  const { sides } = sum(options.items, votes);
  const heads = {
    label: "You read the label: the networks err",
    networks: "You read what the networks do: the label looks wrong",
    neither: "You read neither",
  };
  const parts = Object.entries(heads).map(([name, text]) => {
    const list = dom.make("ul", { className: "explore-pictures" });
    for (const place of sides[name]) {
      const { row, label, said } = options.items[place];
      const name = `Test image ${row}: label ${label}, networks ${said}`;
      list.append(dom.make("li", {}, explore_parts.digit(options, place, name), dom.make("span", {}, String(row))));
    }
    return dom.make("div", {}, dom.make("p", { className: "explore-known" }, `${text}: ${sides[name].length}`), list);
  });
  return parts;
}

function mount(element, { options }) {
  const { items } = options;
  const votes = readVotes(items);
  explore_parts.useSheet(element, options);
  const { element: status, say, stop } = dom.announcer();
  status.classList.add("explore-heard");
  const page = dom.make("div", { className: "explore-vote" });
  let place = items.findIndex(({ row }) => votes[row] === undefined);
  if (place < 0) place = items.length;

  function go(to) {
    place = to;
    page.replaceChildren(...(place < items.length ? asking() : ending()));
  }

  function asking() {
    const { row } = items[place];
    const big = explore_parts.digit(options, place, `Test image ${row}`);
    big.classList.add("explore-large");
    const ten = [...Array(10).keys()].map((digit) => dom.button(String(digit), () => vote(digit)));
    const buttons = dom.make("div", { className: "explore-digits", role: "group", "aria-label": "Which digit is it?" });
    buttons.append(
      ...ten,
      dom.button("Cannot be read", () => vote(UNREADABLE)),
    );
    const count = dom.make(
      "p",
      { className: "explore-known" },
      `Image ${place + 1} of ${items.length}. Which digit is it?`,
    );
    const help = dom.make("p", { className: "demo-note" }, "Or press a digit's key, or ? if it cannot be read.");
    return [big, dom.make("div", {}, count, buttons, help, ...sumUpButton())];
  }

  function sumUpButton() {
    return Object.keys(votes).length
      ? [
          dom.button("Sum up now", () => {
            go(items.length);
            focusFirst();
          }),
        ]
      : [];
  }

  function vote(digit) {
    const item = items[place];
    votes[item.row] = digit;
    dom.keep("vote", votes);
    const big = page.firstElementChild;
    const said = [
      ["you", named(digit)],
      ["the label", String(item.label)],
      ["the networks together", String(item.said)],
      ["five people", peopleSaid(item)],
    ];
    const next = dom.button(place + 1 < items.length ? "Next image" : "Sum up", () => {
      go(nextOpen());
      focusFirst();
    });
    const answers = explore_parts.table(`Test image ${item.row}`, ["who", "says"], said);
    page.replaceChildren(big, dom.make("div", {}, answers, next, " ", ...sumUpButton()));
    next.focus();
    say(said.map(([who, what]) => `${who}: ${what}`).join("; "), 300);
  }

  function nextOpen() {
    const open = (from) => items.findIndex(({ row }, i) => i >= from && votes[row] === undefined);
    const found = open(place) < 0 ? open(0) : open(place);
    return found < 0 ? items.length : found;
  }

  function ending() {
    const left = items.filter(({ row }) => votes[row] === undefined).length;
    const again = dom.button("Forget my votes", () => {
      for (const row of Object.keys(votes)) delete votes[row];
      dom.keep("vote", votes);
      go(0);
      focusFirst();
    });
    const on = left
      ? [
          dom.button(`Go on: ${left} left`, () => {
            go(nextOpen());
            focusFirst();
          }),
          " ",
        ]
      : [];
    const words = inWords(items, votes);
    const text = dom.make("p", { className: "explore-known", tabIndex: -1 }, words);
    return [dom.make("div", { className: "explore-whole" }, text, ...summary(options, votes), ...on, again)];
  }

  function focusFirst() {
    page.querySelector("button, [tabindex]")?.focus();
  }

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !page.querySelector(".explore-digits")) return;
    if (/^\d$/.test(event.key)) vote(Number(event.key));
    else if (event.key === UNREADABLE) vote(UNREADABLE);
    else return;
    event.preventDefault();
  };
  page.addEventListener("keydown", onKey);
  element.replaceChildren(page, status);
  go(place);
  return () => {
    stop();
    element.replaceChildren();
  };
}

// What was kept, as far as it makes sense.
function readVotes(items) {
  const kept = Object(dom.kept("vote"));
  const sound = (vote) => vote === UNREADABLE || (Number.isInteger(vote) && vote >= 0 && vote <= 9);
  return Object.fromEntries(items.filter(({ row }) => sound(kept[row])).map(({ row }) => [row, kept[row]]));
}

export { inWords, majority, mount, peopleSaid, sum };
