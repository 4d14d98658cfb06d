"""Showing one demo below a cell: as a widget where anywidget is installed, and as HTML that the site brings to life."""

import html
import json
from functools import cache
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"


def show(demo: str, without: str, **options: Any) -> None:
    """Show a demo.

    Parameters
    ----------
    demo : str
        Name of a JavaScript module that has a function ``mount``.
    without : str
        One sentence that stands in its place where there is no JavaScript.
    **options
        Whatever the module takes, as JSON has it.
    """
    from IPython.display import display

    shown: dict[str, Any] = {"text/html": division(demo, without, **options), "text/plain": without}
    widget = widget_class()
    if widget:
        model = widget(demo=demo, options=options)
        shown[VIEW] = {"version_major": 2, "version_minor": 0, "model_id": model.model_id}
    display(shown, raw=True)


def division(demo: str, without: str, **options: Any) -> str:
    """Return the HTML that a page has in a demo's place."""
    given = html.escape(json.dumps(options, separators=(",", ":")), quote=True)
    return (
        f'<div class="demo" data-demo="{html.escape(demo)}" data-options="{given}">'
        f'<p class="demo-note">{html.escape(without)}</p></div>'
    )


@cache
def widget_class() -> Any:
    """Return the class of the widgets, or None without anywidget."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None
    from mnist_course.widgets import bundle

    class Demo(anywidget.AnyWidget):
        """One demo; its JavaScript asks for data when somebody touches it."""

        _esm = bundle.notebook_module()
        _css = bundle.styles()
        demo = traitlets.Unicode().tag(sync=True)
        options = traitlets.Dict().tag(sync=True)

        def __init__(self, **values: Any) -> None:
            super().__init__(**values)
            self.on_msg(self.answer)

        def answer(self, _: object, content: dict[str, Any], __: object) -> None:
            """Send the data that the JavaScript asks for."""
            name = content.get("load")
            if name in bundle.DATA:
                self.send({"name": name, "value": bundle.data(name)})

    return Demo
