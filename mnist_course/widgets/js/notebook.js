// In a notebook: anywidget calls render for every place where the widget is shown, and what it returns when that goes.
// Data comes from Python, when it is asked for: see show.py.
const asked = {};

function loader(model) {
  return (name) => {
    asked[name] ??= new Promise((resolve, reject) => {
      const listen = (message) => {
        if (message?.name !== name) return;
        model.off("msg:custom", listen);
        resolve(message.value);
      };
      model.on("msg:custom", listen);
      model.send({ load: name });
      setTimeout(() => {
        delete asked[name]; // so that one can try again
        reject(new Error("the notebook's kernel does not answer: run the cell again"));
      }, 20_000);
    });
    return asked[name];
  };
}

export default {
  render({ model, el }) {
    el.classList.add("demo");
    el.dataset.demo = model.get("demo");
    el.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take arrows and Space for its own
    return modules[model.get("demo")].mount(el, { load: loader(model), options: model.get("options") });
  },
};
