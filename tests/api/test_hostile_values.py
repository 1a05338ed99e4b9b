"""Values that no form of ours would send: they are refused with a code, never an error of ours."""

import json
from typing import Any

import pytest

from app.core.errors import Invalid
from app.core.files.safe_svg import make_safe
from tests.api.registering import Opened, body, code_of
from tests.clients import Api

NUMBER = {"name": "count", "label": "Kolik", "kind": "number"}
CHOICES = {"name": "days", "label": "Dny", "kind": "choices", "options": ["út", "st"]}
ADDRESSES = (
    "http://evil.example",
    "www.evil.example",
    "WWW.Evil.example",
    "evil.example/x",
    "ｗｗｗ.evil.example",
)
"""As a stranger would like to see them in a letter to somebody else."""


def text_question(number: int) -> dict[str, Any]:
    return {"name": f"text{number}", "label": f"Otázka {number}", "kind": "text"}


@pytest.mark.parametrize(
    "figure", ["1e999999999", "-1e999999999", "NaN", "sNaN", "9" * 5_000, "²", 10**300, 1e308]
)
def test_a_figure_without_end_is_no_answer(api: Api, event: Opened, figure: Any) -> None:
    path = f"/events/{event(form_fields=[NUMBER])}/registrations"
    answer = api.post(path, json=body(answers={"count": figure}))
    assert code_of(answer) == (422, "invalid")


@pytest.mark.parametrize("figure", ["9" * 5_000, "1e400", "-1e999999999"])
def test_a_long_figure_in_the_json_itself_is_refused(api: Api, event: Opened, figure: str) -> None:
    path = f"/events/{event(form_fields=[NUMBER])}/registrations"
    sent = json.dumps(body(answers={"count": 4_711})).replace("4711", figure)
    answer = api.post(path, content=sent.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


def test_a_choice_that_is_sent_a_thousand_times_is_chosen_once(
    api: Api, coordinator: Api, event: Opened
) -> None:
    path = f"/events/{event(form_fields=[CHOICES])}/registrations"
    told = api.post(path, json=body(answers={"days": ["út", "st"] * 1_000})).json()
    assert coordinator.get(f"/registrations/{told['id']}").json()["answers"] == {"days": ["út", "st"]}


def test_the_answers_of_a_registration_have_a_length_together(api: Api, event: Opened) -> None:
    questions = [text_question(number) for number in range(20)]
    path = f"/events/{event(form_fields=questions)}/registrations"
    long = {question["name"]: "x" * 1_500 for question in questions}
    answer = api.post(path, json=body(answers=long))
    assert code_of(answer) == (422, "invalid")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("#/answers", "too_long")]
    short = {question["name"]: "x" * 500 for question in questions}
    assert api.post(path, json=body(answers=short)).status_code == 201


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "field", ["first_name", "last_name", "organisation_name", "position", "title_before", "title_after"]
)
def test_the_address_of_a_web_page_is_no_name(api: Api, event: Opened, field: str, address: str) -> None:
    answer = api.post(f"/events/{event()}/registrations", json=body(**{field: address}))
    assert answer.status_code in (400, 422)
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        (f"#/{field}", "web_address")
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": "J.Jana", "last_name": "Nová-Malá"},
        {"organisation_name": "Seznam.cz, a. s."},
        {"organisation_name": "Úřad/odbor 3", "position": "vedoucí/koordinátor"},
        {"title_before": "Mgr.", "title_after": "Ph.D."},
    ],
)
def test_ordinary_names_with_dots_and_slashes_are_names(
    api: Api, event: Opened, fields: dict[str, str]
) -> None:
    assert api.post(f"/events/{event()}/registrations", json=body(**fields)).status_code == 201


@pytest.mark.parametrize(
    "cursor", ["²-1", "1-²", "٣-1", "1-", "-", "01-1-1", "9" * 40 + "-1", "\u0660-\u0660"]
)
def test_digits_of_other_scripts_are_no_cursor_of_changes(admin: Api, cursor: str) -> None:
    answer = admin.get("/changes", params={"after": cursor})
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("token", ["²-x", "٣-x", "9" * 5_000 + "-x", "-", "1-\ud7ff", "1-²"])
@pytest.mark.parametrize("path", ["/my/registrations/", "/my/invitations/", "/unsubscribe/", "/receipts/"])
def test_digits_of_other_scripts_are_no_token(api: Api, path: str, token: str) -> None:
    assert api.get(f"{path}{token}").status_code == 404


@pytest.mark.parametrize("version", ["²", '"²-x"', "9" * 5_000, "-1", '"01"'])
def test_digits_of_other_scripts_are_no_version(coordinator: Api, event: Opened, version: str) -> None:
    headers = {"If-Match": version.encode()}
    assert coordinator.patch(f"/events/{event()}", json={}, headers=headers).status_code == 412  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/events/1/registrations", "/auth/login", "/events/1/registrations/group"])
@pytest.mark.parametrize("opening", ["[", '{"a":', '{"answers":{"a":['])
def test_json_without_end_is_not_understood(api: Api, path: str, opening: str) -> None:
    sent = (opening * 30_000).encode()
    answer = api.post(path, content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize("levels", [60, 2_000, 9_000])
def test_a_picture_of_endless_levels_is_refused(levels: int) -> None:
    picture = b"<g>" * levels + b"<path d='M0 0'/>" + b"</g>" * levels
    with pytest.raises(Invalid) as refused:
        make_safe(b"<svg xmlns='http://www.w3.org/2000/svg'>" + picture + b"</svg>", "#/svg")
    assert [one.code for one in refused.value.fields] == ["not_drawable"]
