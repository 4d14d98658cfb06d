import pytest

from mnist_course.figures.tables import Table

TABLE = Table(["network", "parameters"], [["784-10", "7,850"], ["T1's <MLP>", "235,146"]])


def test_text_lines_up():
    assert repr(Table(["layer", "n"], [["a", 5], ["bcd", 10]])) == "layer   n\na       5\nbcd    10"


def test_markdown_aligns_numbers_to_the_right():
    table = Table(["layer", "n"], [["a", 5]])
    assert table._repr_markdown_() == "| layer | n |\n| --- | ---: |\n| a | 5 |"


def test_html_escapes_its_cells():
    assert "<td" in TABLE._repr_html_() and "T1&#x27;s &lt;MLP&gt;" in TABLE._repr_html_()


def test_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="rows of 2 cells, got"):
        Table(["a", "b"], [[1]])
