"""Czech minutes in many shapes: every field that is there, none that is not, each with its place."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.minutes.parsing.dates import days_in, times_in
from app.minutes.parsing.match import Directory, Spelling
from app.minutes.parsing.parse import Proposal, parse
from app.minutes.parsing.source import Found, fold_each
from tests.minutes_shapes.expected import EXPECTED
from tests.shares import each

SHAPES = Path(__file__).parent / "minutes_shapes"
LISTS = ("present", "excused", "guests", "agenda", "decisions", "tasks", "deadlines")
SINGLE = ("date", "starts", "ends", "place", "group", "minute_taker")


def text_of(name: str) -> str:
    return (SHAPES / f"{name}.txt").read_text("utf-8")


def plain(found: Proposal) -> dict[str, Any]:
    """The fields without their places, as `expected.py` writes them; those that are empty are left out."""
    fields: dict[str, Any] = {name: one.value for name in SINGLE if (one := getattr(found, name))}
    if found.next_meeting:
        fields["next_meeting"] = (found.next_meeting.starts_at.isoformat(), found.next_meeting.place)
    for name in ("present", "excused", "guests", "agenda"):
        fields[name] = [one.value for one in getattr(found, name)]
    fields["decisions"] = [(one.text, one.votes) for one in found.decisions]
    fields["tasks"] = [
        (one.text, one.owner.value if one.owner else None, one.due.isoformat() if one.due else None)
        for one in found.tasks
    ]
    fields["deadlines"] = [(one.text, one.due.isoformat()) for one in found.deadlines]
    return {name: value for name, value in fields.items() if value}


def words(one: str) -> str:
    """Composed, with single spaces, and whole where the end of a line cuts a word."""
    composed = unicodedata.normalize("NFC", one)
    return " ".join(re.sub(r"(?<=[^\W\d_])-\n(?=[^\W\d_])", "", composed).split())


def check_places(text: str, found: Proposal) -> None:
    """Each value stands where its span says, dates and times as digits or words."""

    for name in ("place", "group", "minute_taker"):
        if one := getattr(found, name):
            assert words(text[one.start : one.end]) == one.value
    for one in (*found.present, *found.excused, *found.guests, *found.agenda):
        assert words(text[one.start : one.end]) == one.value
    for one in (*found.tasks, *found.deadlines):
        assert one.text in words(text[one.start : one.end])
    for one in found.decisions:
        heading, _, item = one.text.partition(": ") if one.listed else ("", "", one.text)
        assert item in words(text[one.start : one.end]) and heading in words(text[: one.start])
    for task in found.tasks:
        assert task.owner is None or words(text[task.owner.start : task.owner.end]) == task.owner.value
    if found.date:
        assert list(days_in(fold_each(text), found.date.start, found.date.end))
    for one in (found.starts, found.ends):
        times = one and times_in(fold_each(text), one.start, one.end, loose=True)
        assert one is None or (times and f"{times.begins:%H:%M}" == one.value)
    if found.next_meeting:
        assert 0 <= found.next_meeting.start < found.next_meeting.end <= len(text)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_minutes_of_this_shape_give_all_their_fields_and_no_others(name: str) -> None:
    text = text_of(name)
    found = parse(text)
    assert plain(found) == {key: value for key, value in EXPECTED[name].items() if value}
    check_places(text, found)
    assert plain(parse(text.replace("\n", "\r\n"))) == plain(found)


@each
def test_accents_that_stand_alone_change_no_field(every: int) -> None:
    """As texts copied from a Mac have them."""
    for name in sorted(EXPECTED)[::every]:
        text = unicodedata.normalize("NFD", text_of(name))
        found = parse(text)
        assert plain(found) == plain(parse(text_of(name)))
        for one in (*found.present, *found.agenda):
            assert words(text[one.start : one.end]) == one.value


def sections(text: str) -> list[str]:
    """Between blank lines; where there is one below each line, between several of them."""
    return text.split("\n\n\n\n" if "\n\n\n\n" in text else "\n\n")


@each
def test_what_is_left_of_shortened_minutes_stays_in_its_field(every: int) -> None:
    """Without one of its sections, every name and point is where it was, or gone."""
    for name in sorted(EXPECTED)[::every]:
        parts = sections(text_of(name))
        whole = plain(parse(text_of(name)))
        for left_out in range(len(parts)):
            shortened = plain(parse("\n\n".join(parts[:left_out] + parts[left_out + 1 :])))
            for field in ("present", "excused", "guests"):
                assert set(shortened.get(field, [])) <= set(whole.get(field, [])), (name, left_out, field)


PIECES = st.sampled_from(
    [
        *"\n\t:,;.-–•|()0123456789 aAáčŘ\u0301\u00a0",
        *("Přítomni: ", "Omluveni:\n", "Program:\n", "1. ", "Úkol: ", "Z: ", "T: ", "do ", "31. 2. 2019"),
        *("Usnesení č. 1:", "pro 5", "příští jednání ", "Jan Novák", "99:99", "Zapsal: "),
        *("Výbor schválil:\n- ", "pro:\n(3) ", "\nÚkol: ", "\nKdo: ", "→", "[x] ", " zajistí ", "půl desáté"),
    ]
)


@settings(max_examples=60, deadline=None)
@example(":\r|")
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_is_too_strange(text: str) -> None:
    check_places(text, parse(text))


def test_days_and_times_as_they_are_written() -> None:
    def day(text: str) -> list[str]:
        return [f"{one.day}.{one.month}.{one.year or ''}" for one in days_in(fold_each(text), 0, len(text))]

    def clock(text: str) -> str | None:
        found = times_in(fold_each(text), 0, len(text))
        return found and f"{found.begins:%H.%M}" + (f"-{found.ends:%H.%M}" if found.ends else "")

    for text in (
        "11. 11. 2019",
        "11.11.2019",
        "11. listopadu 2019",
        "2019-11-11",
        "v pondělí 11. listopadu 2019",
    ):
        assert day(text) == ["11.11.2019"]
    assert day("14.–15. 9. 2017") == ["14.9.2017"]
    assert day("usnesení č. 3/2019, bod 1.2.3, 31. 2. 2019, 7 025 696,25 Kč") == []
    for text in ("15:00", "v 15 hodin", "15.00 hod.", "v 15.00", "od 15 h"):
        assert clock(text) == "15.00", text
    for text in ("od 9 do 12 hodin", "9–12 h", "9.00–12.00", "9:00 - 12:00 hod"):
        assert clock(text) == "09.00-12.00", text
    assert clock("místnost 210, 8 hodin výuky, 9. 11. 2019, 70 %") is None


def test_names_are_matched_with_a_score_and_never_between_two_people() -> None:
    people = [
        (1, "Ing. Jan Jirotko"),
        (2, "Jana Malá"),
        (3, "Petr Malý"),
        (4, "Pavel Malý"),
        (5, "Eva Dubová"),
    ]
    directory = Directory([*(Spelling(*one) for one in people), Spelling(5, "Eva Horáková")])

    def match(name: str) -> tuple[int, float] | None:
        found = directory.match(name)
        return found and tuple(found)

    assert match("Jan Jirotko, Ph.D.") == (1, 1.0)
    assert match("Malá Jana") == (2, 1.0)
    assert match("Eva Horáková") == (5, 1.0)
    person, score = match("Jan Jirotka") or (0, 0.0)
    assert person == 1 and 0.8 <= score < 1
    assert match("Jirotko") == (1, 0.85)
    assert match("J. Jirotko") is not None
    assert match("Malý") is None
    assert match("Karel Neznámý") is None


def test_the_expected_fields_are_written_in_a_form_that_json_has() -> None:
    assert json.dumps(EXPECTED, ensure_ascii=False)
    assert all(isinstance(one, Found) for one in parse(text_of("table")).present)
