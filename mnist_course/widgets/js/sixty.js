// How many of sixty drawings each network reads with the steps that are switched on: a line for each try.

// Returns { element, stop() }. `ready()` gives the networks by name, `switches()` what is on; `say` announces.
function create({ networks, ready, load, switches, say }) {
  const heads = networks.map((network) => dom.make("th", { scope: "col", textContent: network.title }));
  const body = dom.make("tbody");
  const table = dom.make(
    "table",
    { className: "demo-tries", hidden: true },
    dom.make("caption", { textContent: "Read right, of sixty drawings by one hand: three ways of writing each digit" }),
    dom.make("thead", {}, dom.make("tr", {}, dom.make("th", { scope: "col", textContent: "steps" }), ...heads)),
    body,
  );
  let stopped = false;

  async function run() {
    const tried = switches();
    try {
      const [known, { drawings }] = await Promise.all([ready(), load("drawings")]);
      const right = networks.map(() => 0);
      for (const [i, { digit, strokes }] of drawings.entries()) {
        if (stopped) return;
        const { pixels } = ink.prepare(ink.rasterise(strokes), 280, tried);
        networks.forEach(({ name }, j) => {
          const { logits } = net.forward(known[name], pixels);
          if (logits.indexOf(Math.max(...logits)) === digit) right[j] += 1;
        });
        if (i % 5 === 4) await new Promise((resolve) => setTimeout(resolve)); // so that the page goes on
      }
      addLine(tried, right);
      const named = networks.map(({ title }, j) => `${title} ${right[j]}`);
      say(`Read right, of 60: ${named.join(", ")}.`, 0);
    } catch (error) {
      say(`The drawings were not read: ${error.message}.`, 0);
    }
  }

  function addLine(tried, right) {
    const off = Object.keys(tried).filter((name) => !tried[name]);
    const what = off.length ? `without: ${off.map((name) => stages.SWITCHES[name]).join(", ")}` : "all";
    const cells = right.map((count) => dom.make("td", { textContent: String(count) }));
    const line = dom.make("tr", {}, dom.make("th", { scope: "row", textContent: what }), ...cells);
    for (const row of body.rows) if (row.cells[0].textContent === what) row.remove();
    body.append(line);
    table.hidden = false;
  }

  const button = dom.button("Read sixty drawings with these steps", run);
  const element = dom.make("div", { className: "demo-sixty" }, button, table);
  return {
    element,
    stop: () => {
      stopped = true;
    },
  };
}

export { create };
