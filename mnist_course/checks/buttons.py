"""A button for each choice of a prediction or a question, in a notebook. It needs ipywidgets."""

import html
import re

import ipywidgets
from IPython.display import display

from mnist_course.checks.block import Block


class Buttons(ipywidgets.VBox):
    """The choices as buttons, and below them what is said of the one that was pressed."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._says = ipywidgets.HTMLMath()
        self._buttons = {
            letter: ipywidgets.Button(
                description=letter,
                tooltip=text.replace("`", ""),
                layout={"width": "4rem"},
            )
            for letter, text in block.choices.items()
        }
        for button in self._buttons.values():
            button.on_click(self._press)
        super().__init__([ipywidgets.HBox(list(self._buttons.values())), self._says])
        self._tell("".join(block.chosen()[-1:]), block.said())

    def __repr__(self) -> str:
        """Return what is shown where widgets are not."""
        return self._block.how_to_choose()

    def _press(self, button: ipywidgets.Button) -> None:
        self._tell(button.description, self._block.take(button.description))

    def _tell(self, letter: str, text: str) -> None:
        for name, button in self._buttons.items():
            button.button_style, button.icon = ("primary", "check") if name == letter else ("", "")
        self._says.value = f'<p role="status">{_as_html(text)}</p>'


def show(block: Block) -> None:
    """Show the buttons, or in their place how to choose without them."""
    display(Buttons(block))


def _as_html(text: str) -> str:
    """Return Markdown as HTML: code, bold, italics; formulas are set by the notebook."""
    parts = re.split(r"(`[^`]*`|\$[^$]*\$)", html.escape(text, quote=False))
    for n, part in enumerate(parts):
        if part.startswith("`"):
            parts[n] = f"<code>{part[1:-1]}</code>"
        elif not part.startswith("$"):
            bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", part)
            parts[n] = re.sub(r"\*(.+?)\*", r"<i>\1</i>", bold)
    return "".join(parts)
