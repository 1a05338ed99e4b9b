"""The agenda of a meeting: items that stay the same ones, and what other rooms put on it."""

from app.core import clock
from app.core.database.engine import Database
from app.events.agenda import put_on_agenda, waiting_for
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, changed, made, moment, sitting
from tests.clients import Api


def test_items_keep_their_ids_and_move_with_the_meeting(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        speaker = factories.a_person(session, partnership, first_name="Ema", last_name="Smyšlená").id
    points = [
        {"title": "Zahájení", "minutes": 10},
        {"title": "Projekty města", "presenter": {"person_id": speaker}},
        {"title": "Centrum bydlení", "level": 2, "minutes": 20, "presenter": {"name": "Jan Nebylý"}},
        {"title": "Různé"},
    ]
    meeting = a_draft(coordinator, partnership, "/meetings", agenda=points, sessions=[sitting(14, 15, 17)])
    agenda = meeting["agenda"]
    assert [one["level"] for one in agenda] == [1, 1, 2, 1]
    assert agenda[2]["parent_id"] == agenda[1]["id"]
    assert agenda[1]["presenter"] == {"person_id": speaker, "name": "Ema Smyšlená"}
    begins = [moment(one["starts_at"]).astimezone(clock.PRAGUE).strftime("%H:%M") for one in agenda]
    assert begins == ["15:00", "15:10", "15:10", "15:30"]
    first = moment(meeting["starts_at"])
    agenda[3]["starts_at"] = first.replace(minute=45).isoformat()
    mixed = [agenda[3], {"title": "Nový bod"}, agenda[1], agenda[2]]
    after = changed_agenda(coordinator, meeting, mixed)
    assert [one["id"] for one in after["agenda"]][0::2] == [agenda[3]["id"], agenda[1]["id"]]
    assert agenda[0]["id"] not in [one["id"] for one in after["agenda"]]
    later = changed(
        coordinator, meeting, sessions=[{**sitting(21, 16, 18), "id": meeting["sessions"][0]["id"]}]
    )
    shown = coordinator.get(f"/meetings/{later['id']}").json()["agenda"]
    assert moment(shown[0]["starts_at"]) - moment(later["starts_at"]) == moment(
        after["agenda"][0]["starts_at"]
    ) - moment(meeting["starts_at"])
    assert [one["id"] for one in shown] == [one["id"] for one in after["agenda"]]
    refused = refusals(coordinator, meeting, [{"id": agenda[0]["id"], "title": "Pryč"}])
    assert refused == [("#/agenda/0/id", "not_found")]
    assert refusals(coordinator, meeting, [{"title": "Bod", "level": 2}]) == [
        ("#/agenda/0/level", "not_allowed")
    ]
    outside = {"title": "Pozdě", "starts_at": sitting(30)["starts_at"]}
    assert refusals(coordinator, meeting, [outside]) == [("#/agenda/0/starts_at", "outside_meeting")]


def changed_agenda(client: Api, meeting: dict[str, object], agenda: list[dict[str, object]]) -> dict:  # type: ignore[type-arg]
    answer = client.patch(f"/meetings/{meeting['id']}", json={"agenda": agenda}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def refusals(client: Api, meeting: dict[str, object], agenda: object) -> list[tuple[str, str]]:
    answer = client.patch(f"/meetings/{meeting['id']}", json={"agenda": agenda}, headers={"If-Match": "*"})
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_what_waits_for_a_group_goes_to_its_next_meeting(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
        waiting = put_on_agenda(session, group, "Chybí lékař", "", "need", 7)
        assert put_on_agenda(session, group, "Chybí lékař", "", "need", 7).id == waiting.id
        assert waiting.event_id is None
        item = waiting.id
    own = [{"title": "Zahájení"}]
    meeting = a_draft(coordinator, partnership, "/meetings", group_id=group, agenda=own)
    assert [(one["title"], one["origin_type"], one["origin_id"]) for one in meeting["agenda"]] == [
        ("Zahájení", None, None),
        ("Chybí lékař", "need", 7),
    ]
    assert meeting["agenda"][1]["id"] == item
    later = a_draft(coordinator, partnership, "/meetings", group_id=group, sessions=[sitting(40)])
    with database.writing() as session:
        assert put_on_agenda(session, group, "Druhý podnět", "", "suggestion", 1).event_id == meeting["id"]
    made(coordinator, f"/events/{meeting['id']}/cancel", 200, reason="Není sál.")
    shown = coordinator.get(f"/meetings/{later['id']}").json()
    assert [one["title"] for one in shown["agenda"]] == ["Chybí lékař", "Druhý podnět"]
    assert shown["version"] > later["version"]
    assert coordinator.delete(f"/events/{later['id']}", headers={"If-Match": "*"}).status_code == 204
    with database.reading() as session:
        assert [one.id for one in waiting_for(session, group)] == [
            item,
            shown["agenda"][1]["id"],
        ]
