"""All JavaScript modules in one text: a classic script for the site, a module for notebooks; and scripts of data.

Pages that are opened from disk may load classic scripts only. So the modules import nothing: each is a file of
functions that ends in one line, ``export { a, b };``, and uses another by its name, as in ``ink.prepare(…)``. Nothing
here needs PyTorch, NumPy or anywidget: the site is built without them.
"""

import base64
import json
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

from mnist_course.widgets import digits

FOLDER = resources.files("mnist_course.widgets")
MODULES = (  # in this order: a module may use, while it is set up, those before it
    "dom",
    "ink",
    "judge",
    "net",
    "brush",
    "pad",
    "picture",
    "sources",
    "readings",
    "stages",
    "sixty",
    "draw",
    "digits",
    "train",
    "lesson",
    "teacher",
    "plot",
    "gallery",
    "recipes",
    "remarks",
    "fields",
    "learn_view",
    "learn",
    "explore_parts",
    "explore_curves",
    "explore_rates",
    "explore_confusion",
    "explore_vote",
    "warp",
    "inside",
    "subject",
    "spot",
    "sliders",
    "notice",
    "turn",
    "votes",
    "kernel",
    "slide",
    "filters",
    "occlusion",
    "cover",
)
EXPORT = re.compile(r"\nexport (\{[^{}]*\});\s*$")


def site_script() -> str:
    """Return the script of the site's pages; it leaves the modules in ``mnistDemos``, for tests."""
    return f'"use strict";\nself.mnistDemos = (() => {{\n{_modules()}\n{_text("page")}\nreturn modules;\n}})();\n'


def notebook_module() -> str:
    """Return the JavaScript module that anywidget loads."""
    return f"{_modules()}\n{_text('notebook')}"


def styles() -> str:
    """Return the style sheet of the demos, for both."""
    return (FOLDER / "demos.css").read_text(encoding="utf-8")


def data(name: str) -> object:
    """Return what a demo gets from ``load(name)``: plain data, as JSON has it."""
    if name not in DATA:
        raise ValueError(f"expected data from {', '.join(DATA)}, got {name!r}")
    return DATA[name]()


def data_script(name: str) -> str:
    """Return a classic script that sets ``MNIST_NAME`` to the data of that name."""
    return f"self.MNIST_{name.upper()} = {json.dumps(data(name), separators=(',', ':'))};\n"


def weights() -> dict[str, object]:
    """Return ``about``, what ``weights.json`` says, and ``numbers``, the base64 of ``weights.bin``."""
    numbers = base64.b64encode((FOLDER / "weights.bin").read_bytes()).decode()
    return {"about": _json("weights"), "numbers": numbers}


def first() -> dict[str, object]:
    """Return the same of softmax regression and of the CNN's first layer alone: about a fortieth of the whole."""
    about, content = _json("weights"), (FOLDER / "weights.bin").read_bytes()
    networks: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for network in about["networks"]:
        if network["name"] not in ("softmax", "cnn"):
            continue
        layer = network["layers"][0]
        start = 2 * (network["at"] + layer["at"])  # two bytes a number
        count = (layer["in"] * layer.get("side", 1) ** 2 + 1) * layer["out"]
        networks.append({**network, "at": sum(map(len, parts)) // 2, "layers": [{**layer, "at": 0}]})
        parts.append(content[start : start + 2 * count])
    return {"about": {**about, "networks": networks}, "numbers": base64.b64encode(b"".join(parts)).decode()}


def drawings() -> object:
    """Return sixty drawings of digits; see ``drawings.json``."""
    return _json("drawings")


def networks() -> list[dict[str, object]]:
    """Return what a page knows of the networks before their weights are there: names, accuracies, thresholds."""
    told = ("name", "title", "chapter", "parameters", "accuracy", "sure")
    return [{key: network[key] for key in told} for network in _json("weights")["networks"]]


DATA: dict[str, Callable[[], object]] = {  # what `load` can be asked for; each makes plain data
    "weights": weights,
    "first": first,
    "drawings": drawings,
    "digits": digits.digits,
    "fifty": digits.fifty,
}


def _text(name: str) -> str:
    return (FOLDER / "js" / f"{name}.js").read_text(encoding="utf-8")


def _json(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _modules() -> str:
    # The makers are kept, for their text: a worker is made from it.
    parts = [f"makers.{name} = () => {{\n{_body(name)}}};\nconst {name} = makers.{name}();" for name in MODULES]
    facts = f"const NETWORKS = {json.dumps(networks())};"
    return "\n".join([facts, "const makers = {};", *parts, f"const modules = {{ {', '.join(MODULES)} }};"])


def _body(name: str) -> str:
    text = _text(name)
    found = EXPORT.search(text)
    if not found or text.count("\nexport ") != 1 or re.search(r"^import\b", text, re.MULTILINE):
        raise ValueError(f"expected {name}.js to import nothing and to end in one line `export {{ … }};`")
    return f"{text[: found.start()]}\nreturn {found[1]};\n"
