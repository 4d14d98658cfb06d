"""A table that reads well everywhere: HTML on the site and in Jupyter, Markdown elsewhere, text on a terminal."""

from collections.abc import Iterable
from html import escape


class Table:
    """Rows under headers; left-aligned if the first row's cell is text, right-aligned if it is a number.

    Cells are written with ``str``: format numbers as they should be read.
    """

    def __init__(self, headers: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        self.headers: list = list(headers)
        self.rows: list[list] = [list(row) for row in rows]
        for row in self.rows:
            if len(row) != len(self.headers):
                raise ValueError(f"expected rows of {len(self.headers)} cells, got {row}")
        first = self.rows[0] if self.rows else []
        self._right = [_is_number(cell) for cell in first] or [False] * len(self.headers)

    def markdown(self) -> str:
        """Return the table in GitHub's Markdown."""
        rules = ["---:" if right else "---" for right in self._right]
        lines = [self.headers, rules, *self.rows]
        return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str:
        def line(cells: Iterable[object], tag: str) -> str:
            made = (
                f'<{tag} style="text-align: {"right" if right else "left"}">{escape(str(cell))}</{tag}>'
                for cell, right in zip(cells, self._right)
            )
            return "<tr>" + "".join(made) + "</tr>"

        body = "\n".join(line(row, "td") for row in self.rows)
        return f"<table>\n<thead>{line(self.headers, 'th')}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def __repr__(self) -> str:
        lines = [[str(cell) for cell in line] for line in [self.headers, *self.rows]]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.headers))]

        def pad(line: list[str]) -> str:
            cells = zip(line, widths, self._right)
            return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells)

        return "\n".join(pad(line).rstrip() for line in lines)


def _is_number(cell: object) -> bool:
    return str(cell).lstrip("+-−$").replace(",", "")[:1].isdigit()
