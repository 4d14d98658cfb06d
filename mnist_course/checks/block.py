"""A prediction or a question of a chapter: what can be chosen, what has been, and what is said of it."""

from typing import NamedTuple

from mnist_course.checks.progress import choices_made, note_choice


class Block(NamedTuple):
    """A prediction or a question, as `choices.json` has it; of a question, also what is said of each choice.

    `objective` is what it serves of the chapter's list of what you will be able to do: the number, and the words.
    """

    key: str
    kind: str
    number: int
    text: str
    choices: dict[str, str]
    answer: str
    about: str
    objective: str
    says: dict[str, str]

    def take(self, letter: str) -> str:
        """Note that this was chosen, and return what is said of it; a ValueError if there is no such letter."""
        letter = letter.strip().upper()
        if letter not in self.choices:
            raise ValueError(f"expected one of {', '.join(self.choices)}, got {letter!r}")
        note_choice(self.key, letter)
        return self.said() or self._said(letter, letter)

    def said(self) -> str:
        """Return what is said of the last choice in this folder; nothing if there is none."""
        chosen = self.chosen()
        return self._said(chosen[0], chosen[-1]) if chosen else ""

    def chosen(self) -> list[str]:
        """Return the letters that were chosen in this folder, in order."""
        return [letter for letter in choices_made().get(self.key, []) if letter in self.choices]

    def is_right(self) -> bool:
        """Return whether the first choice was right."""
        return self.chosen()[:1] == [self.answer]

    def how_to_choose(self) -> str:
        """Return the line of code that chooses, for where there are no buttons."""
        return f'Choose with checks.choose("{self.key}", "B")'

    def _said(self, first: str, last: str) -> str:
        if self.kind == "question":
            return self.says[last] if last == self.answer else f"Not right. {self.says[last]}"
        if first == last:
            return f"Noted: {last}. Run on, and see."
        return f"Noted: {last}. What counts is your first choice, {first}."
