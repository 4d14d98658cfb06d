"""Bring what belongs to the chapters' predictions and questions into step with them: ``python notebooks/choices.py``.

Each is one block of Markdown. Below it stands a cell that lets the reader choose, and at the end of the questions one
that sums up; these cells are put where they are missing. What the blocks say is written to
``mnist_course/checks/choices.json``, for those who run a chapter. ``execute.py`` does the same before it runs.
"""

import json
import re
from pathlib import Path

from mnist_course.checks.choices import FILE
from mnist_course.session.files import replacing

import nbformat
from nbformat.v4 import new_code_cell

FOLDER = Path(__file__).parent
TAGS = ["choice", "nbval-ignore-output", "remove-cell"]
BEGIN = re.compile(r"^> \*\*(Predict|Question (\d+))\.\*\* ", re.MULTILINE)
COMMENT = re.compile(
    r"<!-- answer: ([A-E]), name: ([a-z0-9]+(?:-[a-z0-9]+)*), about: ([^,<>]+), objective: (\d) -->\s*\Z"
)
WANTED = "<!-- answer: B, name: first-loss, about: the first loss, objective: 1 -->"
CAN = "What you will be able to do"
DETAILS = re.compile(
    r"^<details><summary>What each answer says</summary>\n\n(.*?)\n\n</details>$",
    re.M | re.DOTALL,
)


def read(notebook, chapter):
    """Return the predictions and questions of a chapter, such as "03", by their keys: each a cell's index and fields.

    A ValueError that names the block if one is not as it should be.
    """
    found, counts = {}, {"prediction": 0, "question": 0}
    can = objectives(notebook)
    for index, cell in enumerate(notebook.cells):
        begins = (
            list(BEGIN.finditer(cell.source)) if cell.cell_type == "markdown" else []
        )
        if not begins:
            continue
        kind = "question" if begins[0][2] else "prediction"
        counts[kind] += 1
        where = f"chapter {chapter}, {kind} {counts[kind]}"
        expect(
            len(begins) == 1, where, "one prediction or question in a cell", len(begins)
        )
        expect(
            int(begins[0][2] or counts[kind]) == counts[kind],
            where,
            f"the number {counts[kind]}",
            begins[0][2],
        )
        name, fields = parse(cell.source[begins[0].start() :], kind, where)
        key = f"{chapter}/{name}"
        expect(key not in found, where, "a name of its own", name)
        number = fields["objective"]
        expect(
            1 <= number <= len(can),
            where,
            f"an objective from 1 to {len(can)}, those of {CAN}",
            number,
        )
        fields["objective"] = f"{number} {can[number - 1]}"
        found[key] = index, {"kind": kind, "number": counts[kind], **fields}
    return found


def objectives(notebook):
    """Return what a chapter's learners will be able to do, as its list says, without the signs at the ends."""
    for cell in notebook.cells:
        for part in cell.source.partition(f"## {CAN}\n")[2].split("\n\n"):
            if part.lstrip().startswith("- "):
                items = re.split(r"^- ", part.strip(), flags=re.MULTILINE)[1:]
                return [" ".join(item.split()).rstrip(";.") for item in items]
    return []


def parse(source, kind, where):
    """Return the name and the other fields of a block."""
    lines = source.splitlines()
    quoted = next(
        (n for n, line in enumerate(lines) if not line.startswith(">")), len(lines)
    )
    text, choices = listed(
        "\n".join(line[1:].removeprefix(" ") for line in lines[:quoted])
    )
    letters = list(choices)
    comment = COMMENT.search(source)
    expect(
        2 <= len(letters) <= 5 and letters == list("ABCDE")[: len(letters)],
        where,
        "choices from A on",
        letters,
    )
    expect(
        not any("](" in choice for choice in choices.values()),
        where,
        "choices without links",
        choices,
    )
    expect(comment, where, f"{WANTED} as its last line", lines[-1])
    answer, name, about, objective = comment.groups()
    expect(answer in letters, where, f"an answer from {', '.join(letters)}", answer)
    expect(
        len(about.split()) <= 6,
        where,
        "one to six words that say what it is about",
        about,
    )
    says = {}
    if kind == "question":
        details = DETAILS.search(source)
        expect(
            details,
            where,
            "<details><summary>What each answer says</summary>, and what they say",
            "none",
        )
        says = listed(details[1])[1]
        expect(
            list(says) == letters,
            where,
            f"something said of {', '.join(letters)}",
            list(says),
        )
        right = [letter for letter, said in says.items() if said.startswith("Right")]
        expect(
            right == [answer],
            where,
            f"what is said of {answer}, and of no other, to begin with Right",
            right,
        )
    text = " ".join(re.sub(r"^\*\*.*?\*\* ", "", text).split())
    return name, {
        "text": text,
        "choices": choices,
        "answer": answer,
        "about": about,
        "objective": int(objective),
        "says": says,
    }


def listed(text):
    """Return what stands before a list of lettered items, and the items by their letters, each in one line."""
    first, *items = re.split(r"^- (?=\*\*[A-E]\*\* )", text, flags=re.MULTILINE)
    return first.strip(), {item[2]: " ".join(item[6:].split()) for item in items}


def expect(holds, where, expected, got):
    """Raise a ValueError that says where what was expected does not hold."""
    if not holds:
        raise ValueError(f"{where}: expected {expected}, got {got}")


def put_cells(notebook, chapter):
    """Put a cell that lets choose below each block, and one that sums up below the last question; return the blocks."""
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    notebook.cells = [
        cell for cell in notebook.cells if "choice" not in cell.metadata.get("tags", [])
    ]
    blocks = read(notebook, chapter)
    below = {
        index: [(f"choose-{key.replace('/', '-')}", f'checks.choose("{key}")')]
        for key, (index, _) in blocks.items()
    }
    if below and any(fields["kind"] == "question" for _, fields in blocks.values()):
        below[max(below)].append((f"choices-{chapter}", f'checks.summary("{chapter}")'))
    cells = []
    for index, cell in enumerate(notebook.cells):
        cells.append(cell)
        for name, source in below.get(index, []):
            cells.append(
                new_code_cell(
                    source,
                    id=name[:64],
                    metadata={"tags": list(TAGS)},
                )
            )
    notebook.cells = cells
    if counts == list(range(1, len(counts) + 1)):  # it was run from its top
        number_cells(notebook)
    return {key: fields for key, (_, fields) in blocks.items()}


def number_cells(notebook):
    """Give the code cells the numbers that they get when a chapter is run from its top."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number


def bring_into_step(paths):
    """Bring chapters into step: their cells, and their part of the file. What is in step already is left alone."""
    stored = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    everything = stored
    for path in paths:
        chapter = path.name[:2]
        notebook = nbformat.read(path, as_version=4)
        before = nbformat.writes(notebook)
        found = put_cells(notebook, chapter)
        if nbformat.writes(notebook) != before:
            with replacing(path, text=True) as file:
                nbformat.write(notebook, file)
        others = {key: one for key, one in everything.items() if key[:2] != chapter}
        everything = others | found
    everything = dict(sorted(everything.items(), key=lambda item: item[0][:2]))
    if list(everything.items()) != list(stored.items()):
        with replacing(FILE, text=True) as file:
            json.dump(everything, file, ensure_ascii=False, indent=1)
            file.write("\n")


if __name__ == "__main__":
    bring_into_step(sorted(FOLDER.glob("*.ipynb")))
