"""Two people who change one point of minutes at once: which words of each are kept."""

from typing import Any

import pytest

from app.site.minutes_form import body_of
from app.site.minutes_merge import is_stored, mark, merged

READ: dict[int | None, str] = {1: "A", 2: "B"}
"""Texts of the entries that both have read, by their id."""


def point(entries: dict[int | None, str], text: str = "Bydlení") -> dict[str, Any]:
    said = [{"id": number, "text": words} for number, words in entries.items()]
    return body_of({"title": "Bod", "text": text, "discussion": said})


@pytest.mark.parametrize(
    ("typed", "stored", "kept"),
    [
        ({1: "A", 2: "B", None: "D"}, {1: "A", 2: "B", 3: "C"}, ["A", "B", "C", "D"]),
        ({1: "A", 2: "B", None: "C"}, {1: "A", 2: "B", 3: "C"}, ["A", "B", "C"]),
        ({1: "A!", 2: "B"}, {1: "A", 2: "B!"}, ["A!", "B!"]),
        ({1: "A!", 2: "B"}, {2: "B"}, ["B", "A!"]),
        ({2: "B"}, {1: "A!", 2: "B"}, ["A!", "B"]),
        ({2: "B"}, {1: "A", 2: "B!"}, ["B!"]),
        ({1: "A", 2: "B!"}, {2: "B"}, ["B!"]),
    ],
    ids=[
        "both add",
        "sent twice",
        "each changes another one",
        "changed and removed by the other",
        "removed and changed by the other",
        "removed as it was read",
        "removed by the other as it was read",
    ],
)
def test_entries_of_both_are_kept_and_nothing_is_asked(
    typed: dict[int | None, str], stored: dict[int | None, str], kept: list[str]
) -> None:
    both = merged(point(typed), point(stored), mark(point(READ)))
    assert [one["text"] for one in both.body["discussion"]] == kept
    assert both.body == both.theirs, "no words were changed by both"
    known = set(stored) - {None}
    assert {one["id"] for one in both.body["discussion"]} <= {*known, None}, "the API knows no others"


def test_a_form_that_is_sent_twice_is_told_from_the_words_of_somebody_else() -> None:
    assert is_stored(point({1: "A", None: "D"}), point({1: "A", 7: "D"}))
    assert not is_stored(point({1: "A", None: "D"}), point({1: "A"}))
    assert not is_stored(point({}, "Mé"), point({}, "Cizí"))


def test_what_both_changed_is_asked_and_the_rest_is_joined() -> None:
    was = mark(point(READ))
    both = merged(point({1: "A mé", 2: "B"}, "Mé"), point({1: "A cizí", 2: "B"}, "Bydlení"), was)
    assert (both.body["text"], both.theirs["text"]) == ("Mé", "Mé"), "nobody else changed the text"
    assert [one["text"] for one in both.body["discussion"]] == ["A mé", "B"]
    assert [one["text"] for one in both.theirs["discussion"]] == ["A cizí", "B"]
    unknown = merged(point({}, "Mé"), point({}, "Cizí"), "")
    assert (unknown.body["text"], unknown.theirs["text"]) == ("Mé", "Cizí"), "a form without a mark asks"
