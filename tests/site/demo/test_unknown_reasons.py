"""A refusal always says something, also one that the site knows nothing about."""

from typing import Any

import pytest
from starlette.applications import Starlette

from app.core.text import translator
from app.site.field_words import WORDS, words_of
from tests.clients import Api, Browser
from tests.site.demo.test_refused_forms import ONE_OF_EACH_KIND, TEXT, every_form, send
from tests.site.lines import REASON, refusing
from tests.site.sheets import Sheet, sheets, summary

NEITHER_WORDS_NOR_PLACE = {"code": "brand_new", "detail": "", "title": "Venku svítí slunce."}
EVENT = "/staff/events/new?kind=round_table&partnership_id=1"


def said(page: str) -> str:
    return " ".join(summary(page).split())


def wrong(*pointers: str, detail: str = "To tak nejde.") -> dict[str, Any]:
    errors = [{"pointer": pointer, "code": "brand_new", "detail": detail} for pointer in pointers]
    return {"code": "invalid", "detail": REASON, "errors": errors}


def form_at(visitor: Browser, path: str) -> Sheet:
    return next(one for one in sheets(visitor.get(path).text) if one.method == "post")


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (NEITHER_WORDS_NOR_PLACE, "Venku svítí slunce."),
        ({"code": "brand_new"}, "To už není možné."),
        ({"code": "brand_new", "detail": None, "errors": None}, "To už není možné."),
        (None, "To už není možné."),
        (["not a problem"], "To už není možné."),
        (wrong("#/first_name", detail=""), f"Jméno: {REASON}"),
    ],
)
def test_a_reason_without_words_gets_the_sentence_of_its_status(
    boss: Browser, pages: Starlette, problem: object, sentence: str
) -> None:
    sheet = form_at(boss, "/staff/people/new")
    with refusing(pages, 409, problem):
        answer = send(boss, sheet.action, sheet.filled(TEXT))
    assert sentence in said(answer.text)


def test_no_form_says_only_that_something_is_wrong(
    boss: Browser, known: dict[str, Any], pages: Starlette
) -> None:
    for address, sheet in every_form(boss, known, ONE_OF_EACH_KIND):
        with refusing(pages, 422, wrong("#/nowhere", "#/sessions/3/nothing_either")):
            answer = send(boss, address, sheet.filled(TEXT))
        assert "nowhere: To tak nejde." in said(answer.text), address
        assert "nothing either: To tak nejde." in said(answer.text), address


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("#/title", "Název: To tak nejde."),
        ("#/round", "Kolo: To tak nejde."),
        ("#/sessions/0/starts_at", "Začátek: To tak nejde."),
        ("#/sessions/0/venue/territory_id", "Termíny 1: Místo, Území: To tak nejde."),
        ("#/sessions/0", "Termíny 1: To tak nejde."),
        ("#/sessions", "Termíny: To tak nejde."),
        ("#/registration/fields/0/shown_if/field", "Zobrazit jen při této odpovědi"),
        ("#/partnership_id", "Partnerství: To tak nejde."),
        ("#/agenda/1/title", "Program jednání 2, Název: To tak nejde."),
        ("#", "To tak nejde."),
    ],
)
def test_the_summary_names_the_field_as_the_page_does_or_in_words(
    boss: Browser, pages: Starlette, pointer: str, line: str
) -> None:
    sheet = form_at(boss, EVENT)
    with refusing(pages, 422, wrong(pointer)):
        answer = send(boss, sheet.action, sheet.filled(TEXT))
    assert line in said(answer.text)
    for target in answer.text.split('href="#')[1:]:
        assert f'id="{target.partition(chr(34))[0]}"' in answer.text


def test_a_small_button_tells_why_not(boss: Browser, known: dict[str, Any], pages: Starlette) -> None:
    here = f"/staff/events/{known['open']}/registrations/{known['registration']}"
    for problem, sentence in (
        ({}, "K tomuto nemáte oprávnění."),
        (wrong("#/reason"), "Důvod: To tak nejde."),
    ):
        with refusing(pages, 403, problem):
            answer = boss.post(f"{here}/do/confirm")
        assert sentence in boss.get(answer.headers["location"]).text


def test_a_question_that_is_refused_tells_why(boss: Browser, known: dict[str, Any], pages: Starlette) -> None:
    for address in (f"/staff/people/{known['person']}/delete", f"/staff/courses/{known['course']}/delete"):
        with refusing(pages, 409, {}):
            answer = boss.post(address, data={"etag": "x"})
        assert "To už není možné." in answer.text


def test_a_wrong_filter_is_named(boss: Browser) -> None:
    assert "Ode dne: Musí to být datum nebo čas." in boss.get("/events?from=yesterday").text
    for wrong_part in (
        "/staff/tasks.csv?sort=x",
        "/staff/tasks.csv?cursor=x",
        "/staff/events/99999999999999999999",
    ):
        said_of_it = boss.get(wrong_part).text.partition("<main")[2]
        assert not [name for name in ("sort:", "cursor:", "path:") if name in said_of_it]


def test_every_field_that_a_request_may_have_has_words(api: Api) -> None:
    """So that an error of it can be told where no form shows it; what only programs send is left out."""
    document = api.get("/openapi.json").json()
    asked = {name for body in bodies(document) for name in properties(document, body)}
    assert asked - set(WORDS) - FOR_PROGRAMS == set()
    assert words_of("sessions-0-venue-name", translator("cs")) == "Termíny 1, Místo, Název nebo jméno"


FOR_PROGRAMS = {
    "action",
    "again",
    "complete",
    "confirm",
    "decision_id",
    "device",
    "duplicate_id",
    "equals",
    "field",
    "id",
    "ids",
    "merge_id",
    "method",
    "mode",
    "origin_id",
    "origin_type",
    "previous_meeting_id",
    "recorded_at",
    "registration_ids",
    "take",
    "test",
    "whole_series",
    "nonce",
    "objects",
    "totp",
    "verifier",
    "version",
}


def bodies(document: dict[str, Any]) -> list[Any]:
    operations = [
        one
        for path in document["paths"].values()
        for method, one in path.items()
        if method in ("post", "put", "patch")
    ]
    return [
        content["schema"]
        for operation in operations
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]


def properties(document: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    below = [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]
    below += [schema["items"]] if isinstance(schema.get("items"), dict) else []
    below += schema.get("properties", {}).values()
    return {*schema.get("properties", {}), *(name for one in below for name in properties(document, one))}
