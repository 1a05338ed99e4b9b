"""A group or an event is closed to the public and opened again: who follows lists or the feed is told.

Records that depend on it have not changed themselves, yet outsiders must not keep what they may not read.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from app.core.database.change_log import TRACKED
from app.core.database.engine import Database
from app.events.models import Visibility
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.attaching import attach
from tests.api.minuting import a_meeting, item, move, publish, write
from tests.api.test_keeping_in_step import gone, mark
from tests.clients import Api

pytestmark = pytest.mark.both_databases
ANY = {"If-Match": "*"}

BY_ITSELF = {
    "funding_programme",
    "project",
    "working_group",
    "partnership",
    "event",
    "session",
    "course",
    "organisation",
    "newsletter",
    "minutes",
}
"""Types of which a column of the record itself says whether the public reads it."""


class Followed(NamedTuple):
    """A record of the type `type`, the list that it is in, and what closes it: a group, or an event."""

    type: str
    id: int
    place: str

    @property
    def list(self) -> str:
        return f"/{self.type}s"


@pytest.fixture
def followed(
    coordinator: Api, database: Database, partnership: Partnership
) -> tuple[list[Followed], int, int]:
    """One of each type that depends on others, by a group and by an event."""
    with database.writing() as session:
        group = factories.a_group(session, partnership, rules={"public": True}).id
        event = factories.an_event(session, partnership).id
    decision = made(coordinator, "/decisions", group_id=group, title="Vznikne byt")["id"]
    assert coordinator.post(f"/decisions/{decision}/adopt", json={}).status_code == 200
    found = [Followed("decision", decision, "group")]
    for place, where in (("group", {"group_id": group}), ("event", {"event_id": event})):
        need = made(coordinator, "/needs", title="Chybí byt", **where)["id"]
        effect = made(
            coordinator, "/effects", need_id=need, title="Byt je", since="2026-01-01", source="Zpráva"
        )["id"]
        file = attach(coordinator, "need", need, visibility="public").json()["id"]
        found += [Followed("need", need, place), Followed("effect", effect, place)]
        found.append(Followed("attachment", file, place))
    found.append(
        Followed(
            "attachment", attach(coordinator, "decision", decision, visibility="public").json()["id"], "group"
        )
    )
    return found, group, event


def test_who_follows_lists_or_the_feed_is_told_of_what_is_closed_and_opened(
    api: Api,
    coordinator: Api,
    signed_in: Callable[..., Api],
    database: Database,
    partnership: Partnership,
    followed: tuple[list[Followed], int, int],
) -> None:
    records, group, event = followed
    depending = {rule.type for rule in TRACKED.values() if rule.public is not None} - BY_ITSELF
    assert {one.type for one in records} == depending, "each type that depends on others is followed here"
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    stranger = signed_in("coordinator", elsewhere)
    lists = sorted({one.list for one in records})
    for place, path, field, shut, opened in (
        ("group", f"/working-groups/{group}", "rules", {"public": False}, {"public": True}),
        ("group", f"/partnerships/{partnership.id}", "rules", {"public": False}, {"public": True}),
        ("event", f"/events/{event}", "visibility", "internal", "public"),
    ):
        if path.startswith("/partnerships"):
            _change(coordinator, path, field, opened)
            _change(coordinator, f"/working-groups/{group}", field, {})
        mine = {(one.type, one.id) for one in records if one.place == place}
        since, cursor = {name: mark(api, name) for name in lists}, _newest(stranger)
        _change(coordinator, path, field, shut)
        lost = {(name[1:-1], number) for name in lists for number in gone(api, name, since[name])}
        assert lost == mine, (place, "lists")
        assert mine <= _told(stranger, cursor), (place, "feed")
        cursor = _newest(stranger)
        since = {name: mark(api, name) for name in lists}
        _change(coordinator, path, field, opened)
        back = {
            (name[1:-1], row["id"])
            for name in lists
            for row in api.rows(f"{name}?updated_since={since[name]}")
            if not row.get("deleted")
        }
        assert mine <= back, (place, "lists")
        assert mine <= _told(stranger, cursor), (place, "feed")


def _change(client: Api, path: str, field: str, value: object) -> None:
    answer = client.patch(path, json={field: value}, headers=ANY)
    assert answer.status_code == 200, answer.text


def _newest(client: Api) -> str:
    rows = client.rows("/changes")
    return str(rows[-1]["cursor"]) if rows else "0-0"


def _told(client: Api, after: str) -> set[tuple[str, int]]:
    return {(row["type"], row["id"]) for row in client.rows(f"/changes?after={after}")}


def test_members_are_told_of_minutes_needs_and_tasks_that_they_lost(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """Minutes whose event moved to another group or that were opened again, needs of an event that became
    internal, tasks that were passed on."""
    with database.writing() as session:
        moved, reopened = (a_meeting(session, partnership) for _ in range(2))
        other = factories.a_group(session, partnership).id
        event = factories.an_event(session, partnership, visibility=Visibility.MEMBERS).id
    for one in (moved, reopened):
        write(coordinator, one, item(title="Bod"))
    publish(coordinator, reopened)
    need = made(coordinator, "/needs", event_id=event, title="Chybí byt")["id"]
    task = made(
        coordinator, "/tasks", partnership_id=partnership.id, title="Napsat", owner_id=moved.person_id
    )
    member, public = api.signed_in(moved.member), api
    lists = {"/minutes", "/needs", "/tasks"}
    assert [len(member.rows(name)) for name in sorted(lists)] == [2, 1, 1]
    since, outside = {name: mark(member, name) for name in lists}, mark(public, "/minutes")
    _change(coordinator, f"/events/{moved.event_id}", "group_id", other)
    _change(coordinator, f"/events/{event}", "visibility", "internal")
    _change(coordinator, f"/tasks/{task['id']}", "owner_id", None)
    assert move(coordinator, reopened, "reopen", reason="Oprava")[0] == 200
    assert len(gone(member, "/minutes", since["/minutes"])) == 2
    assert gone(member, "/needs", since["/needs"]) == [need]
    assert gone(member, "/tasks", since["/tasks"]) == [task["id"]]
    assert len(gone(public, "/minutes", outside)) == 1
