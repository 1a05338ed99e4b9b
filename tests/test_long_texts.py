"""Long texts are cut, or taken as a whole; `bench/texts.py` measures how the time grows with them."""

from app.core.files.pdf import clean_line
from app.core.text import search_words
from app.minutes.differences import difference


def test_two_long_texts_without_anything_in_common_are_compared_by_lines_or_as_a_whole() -> None:
    one, other = ("".join(f"{mark}{number} " for number in range(40_000)) for mark in "ab")
    assert [part.kind for part in difference(one, other)] == ["removed", "added"]
    lines = [f"{number % 150}" for number in range(3_000)]
    changed = [*lines[:1_000], "nový řádek", *lines[1_001:]]
    parts = difference("\n".join(lines) * 3, "\n".join(changed) * 3)
    assert "".join(part.text for part in parts if part.kind != "removed") == "\n".join(changed) * 3
    assert "".join(part.text for part in parts if part.kind != "added") == "\n".join(lines) * 3


def test_what_is_looked_for_has_few_words_and_each_once() -> None:
    assert search_words("Ústí ústí nad") == ["usti", "nad"]
    assert len(search_words("\ufdfa " * 100)) == 4  # one character that folds into four words
    assert len(search_words(" ".join(map(str, range(100))))) == 30


def test_marks_stacked_on_one_letter_do_not_hold_up_a_document() -> None:
    assert len(clean_line("e" + "\u0301" * 10_000 + "x", "cs")) < 10
    assert clean_line("Příliš žluťoučký kůň", "cs") == "Příliš žluťoučký kůň"
