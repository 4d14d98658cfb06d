// Someone who trains: a worker or, where none may be made, the page itself in shorter slices. See lesson.js.

// On the page. Even there, an answer comes later, never while one asks.
function here(hear) {
  const listener = lesson.open((message) => queueMicrotask(() => hear(message)), 12);
  return { ask: listener, end: () => listener({ do: "stop" }) };
}

// A worker's text is that of the modules: it may load no script of its own on a page opened from disk.
function inWorker(hear, failed) {
  const modules = ["digits", "train", "lesson"].map((name) => `const ${name} = (${makers[name]})();`);
  const talk = `const ask = lesson.open((message) => self.postMessage(message), 16);
    self.onmessage = ({ data }) => ask(data);`;
  const address = URL.createObjectURL(new Blob([...modules, talk], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = failed;
  return {
    ask: (message) => worker.postMessage(message),
    end: () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}

// `hear` gets what is told. Some pages forbid workers: at once, or by an error before the first answer.
function find(hear, workers = true) {
  if (!workers || typeof Worker === "undefined") return here(hear);
  let [asked, current] = [[], null];
  const takeOver = () => {
    current?.end();
    current = here(hear);
    for (const message of asked ?? []) current.ask(message);
    asked = null;
  };
  const listen = (message) => {
    asked = null; // it works
    hear(message);
  };
  try {
    current = inWorker(listen, (event) => {
      if (asked) takeOver();
      else hear({ state: "failed", why: event.message });
    });
  } catch {
    takeOver();
  }
  return {
    ask: (message) => {
      asked?.push(message);
      current.ask(message);
    },
    end: () => current.end(),
  };
}

export { find };
