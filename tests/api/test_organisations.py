"""Organisations, shared by all, and the people of a partnership."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.database.changes import Change
from app.core.database.engine import Database
from app.organisations.people import find_or_add_person
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.clients import Api

SignedIn = Callable[..., Api]


def changes_of(session: Session, kind: str) -> list[Change]:
    return list(session.scalars(sa.select(Change).where(col(Change.type) == kind).order_by(col(Change.id))))


def region(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.rows("/territories?q=liberecky&level=region")[0]
    return found


# --- territories -----------------------------------------------------------------------------------------


def test_the_districts_of_a_region_are_listed_by_its_code_and_by_its_id(api: Api) -> None:
    by_code = api.rows("/territories?parent=CZ051")
    assert [row["name"] for row in by_code] == ["Česká Lípa", "Jablonec nad Nisou", "Liberec", "Semily"]
    assert api.rows(f"/territories?parent={region(api)['id']}") == by_code


def test_territories_come_in_czech_order_over_several_pages(api: Api) -> None:
    names = [row["name"] for row in api.rows("/territories?level=orp&limit=50")]
    assert len(names) == len(set(names)) == 206
    assert names.index("Hustopeče") < names.index("Cheb") < names.index("Ivančice")


def test_territories_are_found_without_diacritics(api: Api) -> None:
    assert [row["name"] for row in api.rows("/territories?q=zelezny")] == ["Železný Brod"]


# --- organisations ---------------------------------------------------------------------------------------


def test_an_ico_gets_its_eight_digits(coordinator: Api) -> None:
    new = made(coordinator, "/organisations", name="Liberecký kraj", ico=" 708 91 508", kind="region")
    assert new["ico"] == "70891508"
    assert made(coordinator, "/organisations", name="Úřad vlády", ico="6599")["ico"] == "00006599"


@pytest.mark.parametrize("ico", ["70891509", "123456789", "abcdefgh", "0"])
def test_an_ico_with_a_wrong_check_digit_is_refused(coordinator: Api, ico: str) -> None:
    answer = coordinator.post("/organisations", json={"name": "Spolek", "ico": ico})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/ico", "bad_ico")


def test_an_ico_is_there_once(coordinator: Api) -> None:
    made(coordinator, "/organisations", name="Liberecký kraj", ico="70891508")
    answer = coordinator.post("/organisations", json={"name": "Jiný", "ico": "70891508"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "already_exists"


def test_the_public_sees_public_organisations_and_staff_all(
    api: Api, coordinator: Api, database: Database
) -> None:
    with database.writing() as session:
        hidden = factories.an_organisation(session, "Skrytý spolek", public=False)
        shown = factories.an_organisation(session, "Veřejný spolek")
    assert [row["id"] for row in api.rows("/organisations")] == [shown.id]
    assert [row["id"] for row in coordinator.rows("/organisations")] == [hidden.id, shown.id]
    assert api.get(f"/organisations/{hidden.id}").status_code == 404


def test_organisations_are_found_by_territory_above_kind_and_words(coordinator: Api) -> None:
    place = coordinator.rows("/territories?q=tanvald&level=orp")[0]["id"]
    one = made(coordinator, "/organisations", name="Žijeme spolu", kind="ngo", territory_id=place)
    made(coordinator, "/organisations", name="Základní škola", kind="school")
    for query in (f"territory={region(coordinator)['id']}", "kind=ngo", "q=ZIJEME"):
        assert [row["id"] for row in coordinator.rows(f"/organisations?{query}")] == [one["id"]]


def test_organisations_are_sorted_the_czech_way(coordinator: Api) -> None:
    for name in ("Charita", "Člověk", "Domov", "Cesta", "Hvězda"):
        made(coordinator, "/organisations", name=name)
    names = [row["name"] for row in coordinator.rows("/organisations?sort=name&limit=2")]
    assert names == ["Cesta", "Člověk", "Domov", "Hvězda", "Charita"]


def test_an_organisation_that_stopped_being_public_is_told_as_deleted(api: Api, coordinator: Api) -> None:
    new = made(coordinator, "/organisations", name="Spolek")
    until = api.get("/organisations").json()["synced_until"]
    path = f"/organisations/{new['id']}"
    assert coordinator.patch(path, json={"public": False}, headers={"if-match": "*"}).status_code == 200
    [row] = api.rows(f"/organisations?updated_since={until.replace('+', '%2B')}")
    assert row["id"] == new["id"]
    assert row["deleted"] is True


def test_who_writes_nowhere_changes_no_organisation(signed_in: SignedIn, coordinator: Api) -> None:
    path = f"/organisations/{made(coordinator, '/organisations', name='Spolek')['id']}"
    auditor = signed_in("auditor")
    assert auditor.post("/organisations", json={"name": "Jiný"}).status_code == 403
    assert auditor.patch(path, json={"name": "Jiný"}, headers={"if-match": "*"}).status_code == 403
    assert auditor.delete(path, headers={"if-match": "*"}).status_code == 403
    assert auditor.get(path).json()["allowed"] == ["see_people"]


def test_an_organisation_that_somebody_needs_stays(coordinator: Api, partnership: Partnership) -> None:
    new = made(coordinator, "/organisations", name="Spolek")
    body = {"first_name": "Ema", "last_name": "Vymyšlená", "organisation_id": new["id"]}
    person = made(coordinator, "/people", partnership_id=partnership.id, **body)
    headers = {"if-match": "*"}
    answer = coordinator.delete(f"/organisations/{new['id']}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert answer.json()["referred_by"] == ["person"]
    assert coordinator.delete(f"/people/{person['id']}", headers=headers).status_code == 204
    assert coordinator.delete(f"/organisations/{new['id']}", headers=headers).status_code == 204


def test_a_website_is_a_web_address(coordinator: Api) -> None:
    body = {"name": "Spolek", "website": "javascript:alert(1)"}
    assert coordinator.post("/organisations", json=body).status_code == 422


# --- people ----------------------------------------------------------------------------------------------


def test_a_person_shows_titles_organisation_and_other_spellings(
    coordinator: Api, partnership: Partnership
) -> None:
    spolek = made(coordinator, "/organisations", name="Spolek")
    new = made(
        coordinator,
        "/people",
        partnership_id=partnership.id,
        title_before="Mgr.",
        first_name="Žofie",
        last_name="Nebylá",
        title_after="Ph.D.",
        email="zofie@spolek.example",
        organisation_id=spolek["id"],
        aliases=["Sofie Nebylá", "sofie nebyla"],
    )
    assert new["name"] == "Mgr. Žofie Nebylá, Ph.D."
    assert new["organisation_name"] == "Spolek"
    assert new["aliases"] == ["sofie nebyla"]
    for words in ("nebyla zofie", "SOFIE", "zofie@spolek"):
        assert [row["id"] for row in coordinator.rows(f"/people?q={words}")] == [new["id"]]
    narrowed = coordinator.rows(f"/people?partnership={partnership.id}&organisation={spolek['id']}")
    assert [row["id"] for row in narrowed] == [new["id"]]


def test_the_same_name_at_the_same_address_is_the_same_person(
    coordinator: Api, partnership: Partnership
) -> None:
    body = {"partnership_id": partnership.id, "first_name": "Ema", "last_name": "Nebylá"}
    made(coordinator, "/people", **body, email="urad@mesto.example")
    twin = {**body, "last_name": "NEBYLA", "email": "Urad@mesto.example"}
    assert coordinator.post("/people", json=twin).json()["code"] == "already_exists"
    made(coordinator, "/people", **{**body, "first_name": "Šimon"}, email="urad@mesto.example")
    made(coordinator, "/people", **body)
    made(coordinator, "/people", **body)


def found(api: Api, **filters: str) -> list[int]:
    return [row["id"] for row in api.get("/people", params=filters).json()["results"]]


def test_a_domain_with_an_accent_is_another_one_and_has_two_spellings(
    coordinator: Api, partnership: Partnership
) -> None:
    body = {"partnership_id": partnership.id, "first_name": "Eva", "last_name": "Malá"}
    accented = made(coordinator, "/people", **body, email="eva@město.example")
    plain = made(coordinator, "/people", **body, email="eva@mesto.example")
    again = {**body, "email": "EVA@xn--msto-gwa.example"}
    assert coordinator.post("/people", json=again).json()["code"] == "already_exists"
    for typed, person in (
        ("eva@město.example", accented),
        ("Eva@XN--MSTO-GWA.example", accented),
        ("eva@mesto.example", plain),
    ):
        assert found(coordinator, email=typed) == [person["id"]]
        assert found(coordinator, q=f"eva {typed}") == [person["id"]]


def test_names_are_found_without_the_letters_of_their_language(
    coordinator: Api, partnership: Partnership
) -> None:
    for first, last, typed in (("Łukasz", "Wójcik", "lukasz wojcik"), ("Ngọc", "Đặng", "Dang ngoc")):
        new = made(coordinator, "/people", partnership_id=partnership.id, first_name=first, last_name=last)
        assert found(coordinator, q=typed) == [new["id"]]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "žofie@obec.example", "local_part_not_ascii"),
        ("first_name", "12", "no_letter"),
        ("last_name", "—", "no_letter"),
        ("last_name", "\u200b\u00ad", "required"),
        ("last_name", "Ma\x00lá", "nul"),
    ],
)
def test_what_is_no_name_and_no_mailbox_is_refused(
    coordinator: Api, partnership: Partnership, field: str, value: str, code: str
) -> None:
    body = {"partnership_id": partnership.id, "first_name": "Žofie", "last_name": "Malá", field: value}
    answer = coordinator.post("/people", json=body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(f"#/{field}", code)]


def test_what_nobody_sees_is_not_stored(coordinator: Api, partnership: Partnership) -> None:
    hidden = {
        "last_name": "\ufeffMa\u00adlá\u200e",
        "note": "prv\u200bní\n\u202edruhý",
        "position": "vedou\u2060cí\x07\x9f",
    }
    new = made(coordinator, "/people", partnership_id=partnership.id, first_name="Žofie", **hidden)
    assert (new["last_name"], new["note"], new["position"]) == ("Malá", "první\ndruhý", "vedoucí")


def test_people_are_known_to_the_staff_of_their_partnership_only(
    api: Api, coordinator: Api, signed_in: SignedIn, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        elsewhere = factories.a_partnership(session)
    path = f"/people/{person.id}"
    assert coordinator.get(path).status_code == 200
    stranger = signed_in("coordinator", elsewhere)
    assert stranger.get(path).status_code == 404
    assert stranger.rows("/people") == []
    assert signed_in("member", partnership).get("/people").status_code == 403
    assert api.get("/people").status_code == 401
    body = {"partnership_id": partnership.id, "first_name": "Ema", "last_name": "Nebylá"}
    assert stranger.post("/people", json=body).status_code == 403
    auditor = signed_in("auditor", partnership)
    assert auditor.get(path).status_code == 200
    assert auditor.patch(path, json={"note": "x"}, headers={"if-match": "*"}).status_code == 403


def test_people_are_sorted_by_last_name(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        for last in ("Chrudoš", "Čáp", "Hora", "Cibule"):
            factories.a_person(session, partnership, last_name=last)
    names = [row["last_name"] for row in coordinator.rows("/people?sort=name&limit=3")]
    assert names == ["Cibule", "Čáp", "Hora", "Chrudoš"]


def test_a_change_of_a_person_names_the_columns_and_keeps_no_values(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    new = made(coordinator, "/people", partnership_id=partnership.id, first_name="Ema", last_name="Nebylá")
    path = f"/people/{new['id']}"
    changed = coordinator.patch(path, json={"last_name": "Vdaná"}, headers={"if-match": '"1"'})
    assert (changed.json()["version"], changed.json()["name"]) == (2, "Ema Vdaná")
    with database.reading() as session:
        rows = changes_of(session, "person")
    assert [row.action for row in rows] == ["created", "updated"]
    assert rows[1].fields["last_name"] is None


def test_a_person_stands_for_organisations_over_time(coordinator: Api, partnership: Partnership) -> None:
    person = made(coordinator, "/people", partnership_id=partnership.id, first_name="Ema", last_name="Nebylá")
    spolek = made(coordinator, "/organisations", name="Spolek")
    path = f"/people/{person['id']}/affiliations"
    stay = {"organisation_id": spolek["id"], "since": "2017-01-01", "until": "2018-06-30"}
    one = made(coordinator, path, **stay)
    assert [row["organisation_name"] for row in coordinator.rows(path)] == ["Spolek"]
    item = f"/affiliations/{one['id']}"
    turned = coordinator.patch(item, json={"until": "2016-01-01"}, headers={"if-match": "*"})
    assert turned.json()["errors"][0]["code"] == "ends_before_starts"
    assert coordinator.get(f"/people/{person['id']}").json()["version"] == 2
    assert coordinator.delete(item, headers={"if-match": "*"}).status_code == 204
    assert coordinator.rows(path) == []


def test_two_records_of_one_person_become_one(coordinator: Api, partnership: Partnership) -> None:
    body = {"partnership_id": partnership.id, "first_name": "Ema"}
    kept = made(coordinator, "/people", **body, last_name="Nebylá")
    gone = made(coordinator, "/people", **body, last_name="Nebilá")
    spolek = made(coordinator, "/organisations", name="Spolek")
    made(coordinator, f"/people/{gone['id']}/affiliations", organisation_id=spolek["id"])
    answer = coordinator.post(f"/people/{kept['id']}/merge", json={"duplicate_id": gone["id"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["aliases"] == ["Ema Nebilá"]
    assert len(coordinator.rows(f"/people/{kept['id']}/affiliations")) == 1
    assert coordinator.get(f"/people/{gone['id']}").status_code == 404


# --- people who come by themselves -----------------------------------------------------------------------


def test_a_public_form_finds_a_person_again_and_overwrites_nothing(
    database: Database, partnership: Partnership
) -> None:
    place = partnership.id or 0
    with database.writing() as session:
        first = find_or_add_person(session, place, "Ema", "Nebylá", "ema@spolek.example", phone="111")
        again = find_or_add_person(session, place, "EMA", "Nebyla", "Ema@spolek.example", phone="222")
        boss = find_or_add_person(session, place, "Šéf", "Nebylý", "ema@spolek.example")
        nameless = {find_or_add_person(session, place, "Ema", "Nebylá") for _ in range(2)}
    assert again == first
    assert boss != first
    assert len(nameless | {first}) == 3
    with database.reading() as session:
        assert session.get_one(Person, first).phone == "111"
        assert len(changes_of(session, "person")) == 4


def test_the_same_form_sent_from_all_sides_adds_one_person(
    database: Database, partnership: Partnership
) -> None:
    def send(_: int) -> int:
        with database.writing() as session:
            return find_or_add_person(session, partnership.id or 0, "Ema", "Nebylá", "ema@spolek.example")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(12)))) == 1
