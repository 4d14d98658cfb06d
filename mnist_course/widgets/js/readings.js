// What the networks make of one drawing: a table with a column for each network and a row for each digit.

// Returns { element, show(results) }; results are probabilities by network's name, or null while there are none.
function create(networks, caption) {
  const columns = networks.map((network) => {
    const answer = dom.make("td", { className: "demo-answer" });
    const cells = Array.from({ length: 10 }, () => {
      const bar = dom.make("span", { className: "demo-bar" });
      const text = dom.make("span", { className: "demo-percent" });
      const cell = dom.make("td", {}, bar, text);
      return { cell, bar, text };
    });
    return { network, answer, cells };
  });
  // Where a narrow screen may part a long word.
  const parted = (title) => title.replace("regression", "regres\u00adsion").replace("augmented", "aug\u00admented");
  const heads = columns.map(({ network }) => dom.make("th", { scope: "col", textContent: parted(network.title) }));
  const corner = dom.make("td");
  const reads = dom.make("th", { scope: "row", textContent: "reads" });
  // Beside what one has drawn: how many digits of MNIST the network reads that it has not seen, and when it is sure.
  const footed = (text, tell) => {
    const cells = networks.map((network) => dom.make("td", { textContent: tell(network) }));
    return dom.make("tr", {}, dom.make("th", { scope: "row", textContent: text }), ...cells);
  };
  const foot = [
    footed("sure from", ({ sure }) => judge.percent(sure.threshold)),
    footed("right, MNIST", ({ accuracy }) => `${(100 * accuracy).toFixed(1)}%`),
  ];
  const rows = Array.from({ length: 10 }, (_, digit) =>
    dom.make(
      "tr",
      {},
      dom.make("th", { scope: "row", textContent: String(digit) }),
      ...columns.map(({ cells }) => cells[digit].cell),
    ),
  );
  const element = dom.make(
    "table",
    { className: "demo-readings" },
    dom.make("caption", { textContent: caption }),
    dom.make("thead", {}, dom.make("tr", {}, corner, ...heads)),
    dom.make("tbody", {}, dom.make("tr", {}, reads, ...columns.map(({ answer }) => answer)), ...rows),
    dom.make("tfoot", {}, ...foot),
  );

  function show(results) {
    for (const { network, answer, cells } of columns) {
      const probabilities = results?.[network.name];
      const found = probabilities && judge.answer(probabilities, network.sure.threshold);
      answer.textContent = found ? String(found.digit) : "–";
      if (found && !found.sure) answer.append(dom.make("span", { className: "demo-unsure", textContent: "unsure" }));
      cells.forEach(({ cell, bar, text }, digit) => {
        const share = probabilities?.[digit] ?? 0;
        bar.style.inlineSize = `${(100 * share).toFixed(1)}%`;
        text.textContent = probabilities ? judge.percent(share) : "";
        cell.className = found?.digit === digit ? "demo-most" : share < 0.005 ? "demo-least" : "";
      });
    }
  }

  show(null);
  return { element, show };
}

export { create };
