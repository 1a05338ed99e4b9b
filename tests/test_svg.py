"""QR codes and charts, as a browser with a strict policy and a screen reader meet them."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest

from app.core.files.svg import bar_chart, qr_svg, stacked_bar
from app.core.text import out_of

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [("Kulaté stoly", 33, 42), ("Semináře", 20, None), ("Podpořené osoby", None, 60)]
PARTS = [("Konané", 4, "held"), ("Plánované", 6, "planned"), ("Chybí", 32, "missing")]
EVIL = '<script>alert(1)</script>" onload="x" & \x00\n]]>'

PICTURES = {
    "qr": qr_svg("https://stul.example/t/abc", EVIL, EVIL).decode(),
    "bars": bar_chart([(EVIL, 1, 2)], EVIL, EVIL),
    "stack": stacked_bar([(EVIL, 1, EVIL)], EVIL, EVIL),
    "bars without description": bar_chart([(EVIL, 1, 2)], EVIL),
    "stack without description": stacked_bar([(EVIL, 1, EVIL)], EVIL),
}


def parsed(picture: bytes | str) -> Xml.Element:
    return Xml.fromstring(picture)  # noqa: S314 - written by ourselves a moment ago


def text(picture: Xml.Element) -> str:
    return " ".join(picture.itertext()).replace("\u00a0", " ")


def shares(picture: Xml.Element, css: str, attribute: str = "width") -> list[float]:
    found = [element for element in picture.iter() if element.get("class") == css]
    return [float(str(element.get(attribute)).removesuffix("%")) for element in found]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_whole_and_holds_what_was_typed_as_text_only(name: str):
    picture = parsed(PICTURES[name])
    assert picture.tag == f"{SVG}svg"
    assert picture.get("role") == "img"
    tags = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "line", "text", "path"}
    attributes = {attribute for element in picture.iter() for attribute in element.attrib}
    assert not {attribute for attribute in attributes if attribute.startswith("on")}
    assert "style" not in attributes
    assert not re.search(r"<style|<script|href|url\(", PICTURES[name])


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_begins_with_its_name_and_description(name: str):
    first, second, *_ = parsed(PICTURES[name])
    assert first.tag == f"{SVG}title"
    assert "alert(1)" in str(first.text)
    assert second.tag == f"{SVG}desc"
    assert second.text


def test_a_qr_code_is_black_on_white_and_fits_any_box():
    picture = parsed(qr_svg("https://stul.example/t/abc", "Vstupenka"))
    background, code = picture.findall(f"{SVG}path")
    assert background.get("fill") == "#fff"
    assert code.get("stroke") == "#000"
    assert picture.get("viewBox")
    assert picture.get("width") is None


def test_the_same_text_is_the_same_code():
    assert qr_svg("abc", "t") == qr_svg("abc", "t")
    assert qr_svg("abc", "t") != qr_svg("abd", "t")


def test_bars_share_a_scale_and_targets_are_marked_on_it():
    picture = parsed(bar_chart(ROWS, "Indikátory"))
    assert shares(picture, "chart-bar") == [55.0, 33.33]
    assert shares(picture, "chart-target", "x1") == [70.0, 99.7]


def test_bars_that_count_different_things_have_scales_of_their_own():
    rows = [("Kulaté stoly", 33, 42), ("Osoby", 60, 60)]
    picture = parsed(bar_chart(rows, "Indikátory", common_scale=False))
    assert shares(picture, "chart-bar") == [78.57, 100.0]


def test_a_value_without_a_target_is_no_full_bar():
    picture = parsed(bar_chart(ROWS, "Indikátory", common_scale=False))
    assert shares(picture, "chart-bar") == [78.57]
    assert "Semináře: 20" in text(picture)


@pytest.mark.parametrize(
    "whole, words",
    [
        (42, "ze 42"),
        (14, "ze 14"),
        (3, "ze 3"),
        (7, "ze 7"),
        (200, "ze 200"),
        (100, "ze 100"),
        (10, "z 10"),
        (5, "z 5"),
        (15, "z 15"),
        (56, "z 56"),
        (1000, "z 1 000"),
        (1, "z 1"),
    ],
)
def test_a_czech_preposition_follows_the_number(whole, words):
    assert out_of(1, whole).replace("\u00a0", " ") == f"1 {words}"


def test_every_figure_stands_beside_its_bar_and_unknown_is_not_zero():
    shown = text(parsed(bar_chart([*ROWS, ("Hodiny", Decimal("1250.5"), 0)], "Indikátory")))
    for words in ("33 ze 42", "Podpořené osoby: neznámo ze 60", "1 250,5 z 0"):
        assert words in shown
    assert "None" not in shown


def test_an_english_chart_speaks_english():
    shown = text(parsed(bar_chart(ROWS, "Indicators", lang="en")))
    assert "33 of 42" in shown
    assert "unknown of 60" in shown


def test_a_long_label_is_broken_into_lines_that_do_not_meet():
    picture = parsed(bar_chart([("Rodina z odlišného sociokulturního prostředí " * 3, 1, 2)] * 2, "t"))
    lines = list(picture.iter(f"{SVG}text"))
    assert max(len(str(line.text)) for line in lines) <= 38
    heights = [int(str(line.get("y"))) for line in lines]
    assert all(below - above >= 14 for above, below in pairwise(heights))
    assert int(str(picture.get("height"))) >= heights[-1]


def test_a_stacked_bar_is_full_and_names_its_parts():
    picture = parsed(stacked_bar(PARTS, "Řada"))
    widths = [shares(picture, f"chart-{state}")[0] for _, _, state in PARTS]
    assert sum(widths) == pytest.approx(100, abs=0.1)
    for words in ("Konané: 4", "Plánované: 6", "Chybí: 32"):
        assert words in text(picture)


@pytest.mark.parametrize("markup", [bar_chart([], "t"), bar_chart([("a", 0, 0)], "t"), stacked_bar([], "t")])
def test_nothing_to_show_is_still_a_picture(markup: str):
    assert int(str(parsed(markup).get("height"))) > 0
