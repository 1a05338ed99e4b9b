"""Long texts are read in a time that grows with their length: blanks without end do not stop the server."""

import time

import pytest

from app.core import markdown
from app.core.files.pdf import clean_line
from app.core.mail import rendering
from app.core.text import search_words
from app.minutes.differences import difference


@pytest.mark.parametrize("piece", [" ", "\n", "a ", "1. ", "- ", "[", "a", "*a ", "\n  - a"])
def test_the_time_that_a_long_text_takes_grows_with_its_length_alone(piece: str) -> None:
    """Such as a letter with thousands of blanks in one line. Twice the text may take four times as long."""
    for work, length in ((in_a_letter, 200_000), (markdown.escaped, 100_000), (markdown.to_html, 5_000)):
        text = "x" + piece * (length // len(piece)) + "x"
        started = time.process_time()
        work(text)
        assert time.process_time() - started < 2, work.__name__


def in_a_letter(text: str) -> None:
    rendering.render("event_message", "cs", {"message": text, "subject": "Sraz"})


def test_two_long_texts_without_anything_in_common_are_compared_in_a_moment() -> None:
    one, other = ("".join(f"{mark}{number} " for number in range(40_000)) for mark in "ab")
    started = time.process_time()
    assert [part.kind for part in difference(one, other)] == ["removed", "added"]
    lines = [f"{number % 150}" for number in range(3_000)]
    changed = [*lines[:1_000], "nový řádek", *lines[1_001:]]
    parts = difference("\n".join(lines) * 3, "\n".join(changed) * 3)
    assert "".join(part.text for part in parts if part.kind != "removed") == "\n".join(changed) * 3
    assert "".join(part.text for part in parts if part.kind != "added") == "\n".join(lines) * 3
    assert time.process_time() - started < 5


def test_what_is_looked_for_has_few_words_and_each_once() -> None:
    assert search_words("Ústí ústí nad") == ["usti", "nad"]
    assert len(search_words("\ufdfa " * 100)) == 4  # one character that folds into four words
    assert len(search_words(" ".join(map(str, range(100))))) == 30


def test_marks_stacked_on_one_letter_do_not_hold_up_a_document() -> None:
    assert len(clean_line("e" + "\u0301" * 10_000 + "x", "cs")) < 10
    assert clean_line("Příliš žluťoučký kůň", "cs") == "Příliš žluťoučký kůň"
