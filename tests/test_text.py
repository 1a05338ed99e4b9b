import sys
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

import czech_sort
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import text
from app.core.plain_text import as_read

N = text.NBSP


def test_two_spellings_of_a_name_fold_to_the_same() -> None:
    assert text.fold("  NOVÁKOVÁ   Věra ") == text.fold("novakova vera")
    assert text.fold("Novák") != text.fold("Nováková")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Łukasz", "lukasz"),
        ("Đặng Thị Ngọc", "dang thi ngoc"),
        ("Ærøskøbing", "AEROSKOBING"),
        ("Þórður", "thordur"),
        ("Əliyeva", "eliyeva"),
        ("Ɓala Ɗan Ƙasa", "bala dan kasa"),
        ("Ɔkɛ Ʒiǯ", "oke ziz"),
        ("Straße", "STRASSE"),
        ("Işık İstanbul", "isik istanbul"),
        ("O’Brien", "O'Brien"),
        ("Nová–Malá", "nova-mala"),
        ("So\u00adňa\u200b \ufeffMalá\u200e", "sona mala"),
        ("Soňa\ufe0f Malá\U000e0101", "sona mala"),
    ],
)
def test_a_name_is_found_by_plain_letters(written: str, typed: str) -> None:
    assert text.fold(written) == text.fold(typed)


SEEN = ("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL")
"""Marks of these scripts are drawn or order what is drawn."""


def test_no_character_that_no_reader_sees_passes_the_entry() -> None:
    formats = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    kept = [one for one in formats if as_read(one) and not unicodedata.name(one).startswith(SEEN)]
    assert kept == []
    assert as_read("\u034f\u115f\u3164\uffa0\u200b") == ""


LATIN = [chr(code) for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1E9A), 0x1E9E, *range(0x1EA0, 0x1EFA))]


def test_each_letter_of_a_european_or_vietnamese_name_has_a_plain_spelling() -> None:
    assert [letter for letter in LATIN if letter.isalpha() and not text.fold(letter).isascii()] == []


@given(st.text(max_size=20))
def test_folding_twice_or_in_another_case_changes_nothing(name: str) -> None:
    folded = text.fold(name)
    assert text.fold(folded) == folded
    assert text.fold(name.upper()) == folded


def test_ch_sorts_after_h_and_diacritics_after_the_plain_letter() -> None:
    words = ["chata", "cena", "hora", "ikona", "čas", "Liberec", "Líšeň"]
    assert sorted(words, key=text.sort_key) == ["cena", "čas", "hora", "chata", "ikona", "Liberec", "Líšeň"]


ODD = ["Jana", "chata", "Ç", "12", "d'Arc", "", "ͺ", "Smith-Nová"]
WORDS = st.lists(st.sampled_from(ODD) | st.text(max_size=4))


@given(WORDS.map(" ".join))
def test_a_key_made_of_words_is_the_key_of_the_whole(name: str) -> None:
    assert text.sort_key(name) == czech_sort.bytes_key(name)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "cs"),
        ("", "cs"),
        ("en-GB,en;q=0.9", "en"),
        ("cs,en;q=0.8", "cs"),
        ("en;q=0.3, cs;q=0.7", "cs"),
        ("de, en;q=0.5", "en"),
        ("sk", "cs"),
        ("en;q=0", "cs"),
        ("en;q=...,;;q", "en"),
    ],
)
def test_the_language_liked_best_is_picked(header: str | None, language: str) -> None:
    assert text.pick_language(header) == language


def test_a_text_without_a_translation_is_shown_in_english() -> None:
    assert text.translator("cs").gettext("Nobody translated this") == "Nobody translated this"
    assert text.translator("cs").ngettext("%(num)s owl", "%(num)s owls", 2) == "%(num)s owls"


def test_czech_counts_have_three_forms() -> None:
    czech = text.translator("cs")
    counts = [czech.ngettext("%(num)s event", "%(num)s events", n) % {"num": n} for n in (1, 3, 5)]
    assert counts == ["1 akce", "3 akce", "5 akcí"]


def test_english_needs_no_catalogue() -> None:
    english = text.translator("en")
    assert english.lang == "en"
    assert english.ngettext("%(num)s event", "%(num)s events", 1) == "%(num)s event"


def test_an_unknown_language_is_czech() -> None:
    assert text.translator("de").lang == "cs"


def test_days_and_times_are_set_the_czech_way() -> None:
    start, end = "2017-05-24T07:00:00+00:00", "2017-05-24T14:00:00Z"
    assert text.day(start) == f"24.{N}5.{N}2017"
    assert text.times(start, end) == "9.00–16.00"
    assert text.when(start, end) == f"středa 24.{N}5.{N}2017, 9.00–16.00"
    assert text.when(start, end, "en") == f"Wednesday 24{N}May{N}2017, 9:00–16:00"


def test_a_moment_shows_the_day_of_the_czech_calendar() -> None:
    assert text.day("2026-12-31T23:30:00Z") == f"1.{N}1.{N}2027"


def test_a_span_of_days_says_what_is_shared_once() -> None:
    assert text.days("2017-09-14", "2017-09-15") == f"14.–15.{N}9.{N}2017"
    assert text.days("2017-09-14", "2017-10-02") == f"14.{N}9. – 2.{N}10.{N}2017"
    assert text.days("2016-10-01", "2019-09-30") == f"1.{N}10.{N}2016 – 30.{N}9.{N}2019"
    assert text.days("2017-09-14", "2017-09-15", "en") == f"14–15{N}September{N}2017"
    assert text.days("2017-09-14", None) == f"14.{N}9.{N}2017"


def test_an_event_over_midnight_names_both_days() -> None:
    start = datetime(2026, 11, 20, 18, tzinfo=ZoneInfo("Europe/Prague"))
    end = datetime(2026, 11, 21, 2, tzinfo=ZoneInfo("Europe/Prague"))
    assert text.when(start, end) == f"pátek 20.{N}11.{N}2026, 18.00 – 21.{N}11.{N}2026, 2.00"


def test_a_month_stands_alone() -> None:
    assert text.month(date(2026, 11, 1)) == f"listopad{N}2026"


def test_money_comes_from_a_decimal_string_or_from_hellers() -> None:
    assert text.money("7025696.25") == f"7{N}025{N}696,25{N}Kč"
    assert text.money(702569625) == text.money("7025696.25")
    assert text.money("0.50", "en") == f"CZK{N}0.50"


def test_percent_and_numbers_carry_czech_marks() -> None:
    assert text.percent(85) == f"85{N}%"
    assert text.percent("12.5") == f"12,5{N}%"
    assert text.percent(85, "en") == "85%"
    assert text.number(22215) == f"22{N}215"


def test_a_one_letter_preposition_stays_with_its_word() -> None:
    assert text.nonbreaking("jednání v Liberci a o domě") == f"jednání v{N}Liberci a{N}o{N}domě"
    assert text.nonbreaking("K bodu") == f"K{N}bodu"
    assert text.nonbreaking("a house in a row", "en") == "a house in a row"
