"""The questions in GIFT, as an importer reads them."""

import html
import json
import re

import question_bank

from mnist_course.checks.choices import FILE

BLOCKS = json.loads(FILE.read_text(encoding="utf-8"))
ENTRY = re.compile(r"^::(?P<key>.+?)::\[html\](?P<text>.+?) \{\n(?P<choices>.+?)\n\}$", re.MULTILINE | re.DOTALL)


def unescaped(text):
    """Undo GIFT's escapes; what is left unescaped would be read as a sign of GIFT's own."""
    assert not re.search(r"(?<!\\)[~=#{}]", text.replace(r"\\", ""))
    return re.sub(r"\\([~=#{}:\\])", r"\1", text)


def test_every_question_and_prediction_comes_back_with_its_choices_and_one_right_answer(tmp_path):
    question_bank.main(tmp_path)
    text = (tmp_path / "questions.gift").read_text(encoding="utf-8")
    found = {entry["key"]: entry for entry in ENTRY.finditer(text)}
    assert set(found) == set(BLOCKS)
    filed = [re.findall(r"^::(.*?)::", part, re.M) for part in text.split("$CATEGORY: ")[1:]]
    places = {(key[:2], block["objective"]) for key, block in BLOCKS.items()}
    assert len(filed) == len(places) >= 3 * len({chapter for chapter, _ in places})
    assert all(len({(key[:2], BLOCKS[key]["objective"]) for key in keys}) == 1 for keys in filed)
    for key, entry in found.items():
        block, lines = BLOCKS[key], entry["choices"].splitlines()
        assert [line[0] for line in lines] == ["=" if letter == block["answer"] else "~" for letter in block["choices"]]
        for line, (letter, choice) in zip(lines, block["choices"].items(), strict=True):
            shown, said = (unescaped(part) for part in re.split(r"(?<!\\)#", line[1:]))
            words = re.findall(r"[a-z]{4,}", html.unescape(re.sub("<.*?>", "", shown)))
            assert set(words) == set(re.findall(r"[a-z]{4,}", choice)), key
            assert said.startswith("Right") is (block["kind"] == "question" and letter == block["answer"])


def test_formulas_and_code_survive():
    written = question_bank.escaped(r"`dim=0` of $\frac{a}{b}$ is **not** <b")
    assert unescaped(written) == r"<code>dim=0</code> of \(\frac{a}{b}\) is <strong>not</strong> &lt;b"
