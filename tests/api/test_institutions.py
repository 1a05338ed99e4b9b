"""Institutions times rounds: who was invited, who came, who never did."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.events.models import Event
from app.invitations.models import InvitationStatus
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from tests import factories
from tests.api.inviting import ABSENT, PRESENT, an_invitation, attended
from tests.clients import Api


@pytest.fixture
def rounds(database: Database, partnership: Partnership) -> tuple[int, list[int], dict[str, int]]:
    """Two rounds were held, the third is to come. The second one's sheet nobody has copied yet."""
    with database.writing() as session:
        names = ("Městský úřad", "Klub Maják", "Čilá škola", "Domov")
        orgs = {name: factories.an_organisation(session, name) for name in names}
        series = factories.a_series(session, partnership, 3)
        topics = topics_of(session, [series.id or 0])[series.id or 0]
        events = [
            factories.an_event(
                session,
                partnership,
                kind=EventKind.ROUND_TABLE,
                starts_at=clock.now() + timedelta(days=days),
                series_id=series.id,
                topic_id=topic.id,
                territory_id=factories.a_territory(session, "Frýdlant").id,
            )
            for topic, days in zip(topics, (-60, -30, 30), strict=True)
        ]
        _tell(session, events, orgs)
        return series.id or 0, [event.id or 0 for event in events], {k: v.id or 0 for k, v in orgs.items()}


def _tell(session: Session, events: list[Event], orgs: dict[str, Organisation]) -> None:
    first, second, third = events
    for name in ("Městský úřad", "Klub Maják", "Čilá škola"):
        an_invitation(session, first, organisation_id=orgs[name].id)
    an_invitation(session, first, office="Farnost", status=InvitationStatus.DECLINED)
    an_invitation(session, second, organisation_id=orgs["Městský úřad"].id)
    an_invitation(session, second, organisation_id=orgs["Čilá škola"].id)
    an_invitation(session, third, organisation_id=orgs["Klub Maják"].id)
    an_invitation(session, third, organisation_id=orgs["Domov"].id)
    attended(session, first, PRESENT, organisation_id=orgs["Městský úřad"].id)
    attended(session, first, ABSENT, organisation_id=orgs["Klub Maják"].id)
    attended(session, first, PRESENT, organisation_name="čilá  ŠKOLA")
    factories.a_registration(session, third, organisation_id=orgs["Klub Maják"].id)


def table_of(answer: Any) -> dict[str, list[str]]:
    return {row["name"]: [cell["state"] for cell in row["rounds"]] for row in answer["results"]}


def test_who_was_invited_and_came_in_which_round(
    coordinator: Api, rounds: tuple[int, list[int], dict[str, int]]
) -> None:
    series, events, orgs = rounds
    answer = coordinator.get(f"/series/{series}/institutions").json()
    assert table_of(answer) == {
        "Čilá škola": ["came", "not_recorded", "not_invited"],
        "Domov": ["not_invited", "not_invited", "invited"],
        "Farnost": ["declined", "not_invited", "not_invited"],
        "Klub Maják": ["did_not_come", "not_invited", "registered"],
        "Městský úřad": ["came", "not_recorded", "not_invited"],
    }
    assert [row["name"] for row in answer["results"] if row["never_came"]] == ["Farnost", "Klub Maják"]
    assert answer["never_came"] == 2
    [town] = [row for row in answer["results"] if row["organisation_id"] == orgs["Městský úřad"]]
    assert (town["invited"], town["came"], town["rounds"][0]["event_ids"]) == (2, 1, [events[0]])


def test_the_table_is_narrowed_to_a_place_and_to_those_who_never_came(
    coordinator: Api, database: Database, rounds: tuple[int, list[int], dict[str, int]]
) -> None:
    path = f"/series/{rounds[0]}/institutions"
    never = coordinator.get(f"{path}?never_came=true").json()
    assert list(table_of(never)) == ["Farnost", "Klub Maják"]
    with database.reading() as session:
        here, there = (factories.a_territory(session, name).id for name in ("Frýdlant", "Semily"))
    assert len(coordinator.get(f"{path}?territory={here}").json()["results"]) == 5
    assert coordinator.get(f"{path}?territory={there}").json()["results"] == []


def test_the_table_is_for_the_staff_and_goes_to_excel(
    coordinator: Api,
    signed_in: Callable[..., Api],
    partnership: Partnership,
    rounds: tuple[int, list[int], dict[str, int]],
) -> None:
    path = f"/series/{rounds[0]}/institutions"
    assert signed_in("member", partnership).get(path).status_code == 403
    assert signed_in("coordinator").get(path).status_code in (200, 404)
    czech = {"accept-language": "cs"}
    sheet = coordinator.get(f"{path}.xlsx?never_came=true", headers=czech)
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Instituce", "1. kolo", "2. kolo", "3. kolo", "Pozvána", "Přišla", "Nikdy nepřišla"]
    assert rows[1] == ["Farnost", "omluvila se", "nepozvána", "nepozvána", 1, 0, "ano"]
    text = coordinator.get(f"{path}.csv", headers=czech).content.decode("utf-8-sig")
    assert "Městský úřad;přišla;není zapsáno, kdo přišel;nepozvána;2;1;\r\n" in text
