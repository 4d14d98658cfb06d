// Tables that answer: below a comment "sortable" the next table is sorted by its headings; below a comment "ledger" the
// rows of all tables are narrowed down by words, tutorial, kind and verdict. Without this script all rows stand there.
(() => {
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The comment with these words on the page, or null.
  function comment(words) {
    const walker = document.createTreeWalker(
      document.querySelector(".bd-article") ?? document,
      NodeFilter.SHOW_COMMENT,
    );
    while (walker.nextNode()) if (walker.currentNode.data.trim() === words) return walker.currentNode;
    return null;
  }

  // The tables that stand below a node, in the order of the page.
  function tablesBelow(node) {
    const all = [...document.querySelectorAll(".bd-article table")];
    return all.filter((table) => node.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  // The number that a cell begins with, as in "7,850" or "92.03 ± 0.23"; NaN if it begins with none.
  function numberOf(text) {
    const found = text
      .trim()
      .replace(/^[−–]/, "-")
      .match(/^[+-]?[\d,]*\.?\d+/);
    return found ? Number(found[0].replaceAll(",", "")) : NaN;
  }

  // Negative, if a stands before b: numbers by size, texts by the alphabet, cells without a number after those with one.
  function compare(a, b) {
    const [x, y] = [numberOf(a), numberOf(b)];
    if (Number.isNaN(x) && Number.isNaN(y)) return a.localeCompare(b, "en", { numeric: true });
    if (Number.isNaN(x) || Number.isNaN(y)) return Infinity * (Number.isNaN(x) ? 1 : -1);
    return x - y;
  }

  function sortRows(table, column, down) {
    const body = table.tBodies[0];
    const text = (row) => row.cells[column].textContent;
    const order = (one, two) => {
      const found = compare(text(one), text(two));
      return down && Number.isFinite(found) ? -found : found;
    };
    body.append(...[...body.rows].sort(order));
  }

  function makeSortable(table) {
    table.classList.add("sortable");
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort" }, head.textContent.trim());
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sortRows(table, column, down);
      });
      head.replaceChildren(button);
    });
  }

  // The ledger -----------------------------------------------------------------------------------------------------------
  const VERDICTS = { "✓": "holds", "≈": "roughly", "=": "unseen", "✗": "fails", "?": "open", "–": "left-out" };
  const KINDS = { claims: "claims", practice: "practices", promised: "promised" };

  // The rows of the ledger, with what they can be chosen by.
  function ledgerRows(tables) {
    return tables.flatMap((table) => {
      const [tutorial, kind] = table.tHead.rows[0].cells[0].textContent.trim().split(/['’]s |\s+/);
      return [...table.tBodies[0].rows].map((row) => {
        const cell = row.cells[2];
        const verdict = cell.textContent.trim();
        cell.classList.add("verdict", `verdict-${VERDICTS[verdict[0]]}`);
        return { row, table, tutorial, kind: KINDS[kind], verdict, text: row.textContent.toLowerCase() };
      });
    });
  }

  // A list of what rows can be chosen by, with how many there are of each.
  function chooser(label, all, values) {
    const select = make("select", {}, make("option", { value: "" }, all));
    for (const value of [...new Set(values)]) {
      select.append(make("option", { value }, `${value} (${values.filter((other) => other === value).length})`));
    }
    return [make("label", {}, make("span", {}, label), select), select];
  }

  function hideEmpty(rows) {
    const full = new Set(rows.filter(({ row }) => !row.hidden).map(({ table }) => table));
    const tables = [...new Set(rows.map(({ table }) => table))];
    for (const table of tables) (table.closest(".pst-scrollable-table-container") ?? table).hidden = !full.has(table);
    for (const part of new Set(tables.flatMap((table) => sectionsOf(table)))) {
      part.hidden = !tables.some((table) => full.has(table) && part.contains(table));
    }
  }

  // The section of a part, and that of its tutorial.
  function sectionsOf(table) {
    const part = table.closest("section");
    return [part, part.parentElement.closest("section")].filter((section) => section.parentElement.closest("section"));
  }

  function narrowDown(mark) {
    const rows = ledgerRows(tablesBelow(mark).filter((table) => table.tHead?.rows[0].cells.length === 4));
    const order = Object.keys(VERDICTS);
    const verdicts = rows.map((one) => one.verdict).sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
    const words = make("input", { type: "search", placeholder: "rate, dropout, test set …" });
    const [tutorialLabel, tutorial] = chooser(
      "Tutorial",
      "all four",
      rows.map((one) => one.tutorial),
    );
    const [kindLabel, kind] = chooser(
      "Kind",
      "all kinds",
      rows.map((one) => one.kind),
    );
    const [verdictLabel, verdict] = chooser("Verdict", "all verdicts", verdicts);
    const count = make("p", {});
    count.setAttribute("role", "status");
    const controls = [words, tutorial, kind, verdict];
    const all = make("button", { type: "button" }, "Show all rows");

    function choose() {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (one, name, select) => !select.value || one[name] === select.value;
      for (const one of rows) {
        const chosen = fits(one, "tutorial", tutorial) && fits(one, "kind", kind) && fits(one, "verdict", verdict);
        one.row.hidden = !chosen || !wanted.every((word) => one.text.includes(word));
      }
      hideEmpty(rows);
      const shown = rows.filter(({ row }) => !row.hidden).length;
      all.hidden = controls.every((control) => !control.value);
      count.textContent = shown ? `${shown} of ${rows.length} rows` : "No row fits: take a word away, or choose less.";
    }

    for (const control of controls) control.addEventListener("input", choose);
    const showAll = () => {
      for (const control of controls) control.value = "";
      choose();
    };
    all.addEventListener("click", () => {
      showAll();
      words.focus();
    });
    // A link to a part that is left out brings it back.
    document.addEventListener("click", (event) => {
      const id = event.target.closest?.('a[href^="#"]')?.hash.slice(1);
      if (id && document.getElementById(id)?.closest("[hidden]")) showAll();
    });
    const search = make("label", {}, make("span", {}, "Words"), words);
    const bar = make(
      "div",
      { className: "ledger-bar d-print-none" },
      search,
      tutorialLabel,
      kindLabel,
      verdictLabel,
      count,
      all,
    );
    bar.setAttribute("role", "search");
    bar.setAttribute("aria-label", "Rows of the ledger");
    mark.after(bar);
    choose();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const sortable = comment("sortable");
    if (sortable) makeSortable(tablesBelow(sortable)[0]);
    const ledger = comment("ledger");
    if (ledger) narrowDown(ledger);
  });
})();
