"""Two partnerships with records of every kind, users of every role, and a database that keeps nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import time_machine
from sqlmodel import Session

from app.accounts.models import Role, User, UserPerson
from app.accounts.service import create_user
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.actor import EXPORT, SCOPES, RoleName
from app.core.database.engine import Database
from app.core.errors import Problem
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.events.models import EventPerson, EventRole, Venue, Visibility
from app.letters import unsubscribe
from app.minutes import links as minutes_links
from app.newsletter.subscribe import token as newsletter_token
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.privacy.own_data import data_url
from tests import factories
from tests.api.asking import made
from tests.api.attaching import attach
from tests.api.inviting import OFFICE, link_of
from tests.api.permission_table import ROUTES
from tests.api.registering import body, together_token, token_of
from tests.clients import Api
from tests.serving import SECRET_KEY

Names = dict[str, Any]
"""What stands in paths and bodies by name, with its value in one partnership."""

KINDS = (EventKind.ROUND_TABLE, EventKind.TRAINING, EventKind.MEETING, EventKind.CONSULTATION)
EVENTS = ["event_id", "later_id", "lesson_id", *(f"{kind}_id" for kind in KINDS)]
INSIDE = "inside_"
"""The beginning of the names of records that are not public."""

EMAIL = "heslo@urad.example"
"""Somebody with a password."""

SECRET = "Tajnůstková"
"""Somebody who is named only where those read who read people, or staff of a group."""

BUT = "all but "
DONE = "not_ready"
"""The code of the answer to a write that went well and was rolled back."""


class Unchanging(Database):
    """Once it is `fixed`, every write is carried out to its end and then rolled back."""

    fixed = False

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            yield session
            if self.fixed:
                raise Problem(DONE)


@dataclass(frozen=True)
class World:
    """Roles are held `here`; `elsewhere` is the coordinator of the partnership `there`.

    `tokens` are those of the roles, those of keys by their one scope, and by `BUT` and the one they lack.
    """

    here: Names
    there: Names
    tokens: dict[str, str]


def build(api: Api, database: Unchanging) -> World:
    with database.writing() as session:
        here, there = (factories.a_partnership(session) for _ in range(2))
        users = _users(session, here, there)
        tokens = {name: open_session(session, user.id or 0).token for name, user in users.items()}
        shared = _shared(session)
        places = [_records(session, place) | shared for place in (here, there)]
        _join_the_group(session, here, places[0], users["member"])
        for name in ("facilitator", "former", "travelling"):
            _name_at_events(session, here, places[0], users[name])
    for names, writer in zip(places, ("coordinator", "elsewhere"), strict=True):
        _ask_for_the_rest(api, api.signed_in(tokens[writer]), api.signed_in(tokens["admin"]), names)
    coordinator = api.signed_in(tokens["coordinator"])
    tokens |= {scope: _key(coordinator, {scope, EXPORT}) for scope in SCOPES}
    together = {route.scope for route in ROUTES if " " in route.scope}
    tokens |= {scopes: _key(coordinator, {*scopes.split(), EXPORT}) for scopes in together}
    member = api.signed_in(tokens["member"])
    tokens |= {f"member {one}": _key(member, {*one.split(), EXPORT}) for one in (*SCOPES, *together)}
    tokens |= {f"{BUT}{scope}": _key(coordinator, {*SCOPES} - {scope}) for scope in SCOPES}
    tokens[f"{BUT}-"] = _key(coordinator, {*SCOPES})
    database.fixed = True
    return World(*places, tokens)


def _key(client: Api, scopes: set[str]) -> str:
    secret: str = made(client, "/api-keys", name="Klíč", scopes=sorted(scopes))["secret"]
    return secret


def _users(session: Session, here: Partnership, there: Partnership) -> dict[str, User]:
    """`nobody` holds no role; `bystander` is a facilitator who is named at no event; `guest` audits here what
    is none of their work, for they coordinate there. `former` is named here, where they are no facilitator
    any more; `travelling` is named and a facilitator everywhere.
    """
    users = {role: factories.a_user(session, role, here) for role in ("member", "facilitator", "auditor")}
    users["officer"] = factories.a_user(session, "data_protection_officer", here)
    users["nobody"] = factories.a_user(session)
    users["bystander"] = factories.a_user(session, "facilitator", here)
    users["coordinator"] = factories.a_user(session, "coordinator", here)
    users["elsewhere"] = factories.a_user(session, "coordinator", there)
    users["former"] = factories.a_user(session, "facilitator", there)
    users["travelling"] = factories.a_user(session, "facilitator")
    users["guest"] = factories.a_user(session, "coordinator", there)
    session.add(Role(user_id=users["guest"].id, role=RoleName.AUDITOR, partnership_id=here.id))
    users["admin"] = factories.a_user(session, "admin")
    create_user(session, EMAIL, factories.PASSWORD, "Heslo")
    return users


def _shared(session: Session) -> Names:
    """What belongs to no partnership."""
    return {
        "organisation_id": factories.an_organisation(session).id,
        "other_organisation_id": factories.an_organisation(session).id,
        "territory_id": factories.a_territory(session, "Liberec").id,
        "course_id": factories.a_course(session).id,
        "kind": "registration_confirmed",
        "lang": "cs",
        "day": clock.today().isoformat(),
        "soon": (clock.now() + timedelta(days=1)).isoformat(),
        "sooner": (clock.now() + timedelta(hours=20)).isoformat(),
    }


def _emblem(writer: Api, names: Names, programme_id: int) -> int:
    path = f"/partnerships/{names['partnership_id']}/emblems"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'
    files = {"svg": ("emblem.svg", svg), "png": ("emblem.png", b"\x89PNG\r\n\x1a\n")}
    fields = {"programme_id": str(programme_id), "alt": "EU"}
    answer = writer.put(path, data=fields, files=files)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def _minutes(writer: Api, names: Names, start: str) -> Names:
    """Of the public event they are published, of the internal one a draft."""
    path = f"/events/{names[f'{start}event_id']}/minutes"
    said = [{"speaker": SECRET, "text": "Souhlas." if not start else SECRET}]
    draft = writer.put(
        path, json={"items": [{"title": "Bod", "discussion": said}], "verifier": {"name": SECRET}}
    )
    assert draft.status_code == 201, draft.text
    with time_machine.travel(clock.now() + HELD):
        for verb, sent in PUBLISHING if not start else ():
            assert writer.post(f"{path}/{verb}", json=sent).status_code == 200
    return {
        f"{start}minutes_id": draft.json()["id"],
        f"{start}item_id": draft.json()["items"][0]["id"],
    }


def _minutes_token(writer: Api, names: Names, meeting_id: int) -> str:
    """The link of a member of the group to a draft that waits for comments."""
    path, sent = f"/events/{meeting_id}/minutes", {"comment_until": "2199-01-01"}
    assert writer.put(path, json={"items": [{"title": "Bod"}]}).status_code == 201
    with time_machine.travel(clock.now() + HELD):
        draft = writer.post(f"{path}/submit", json=sent).json()
    assert writer.post(f"{path}/comments", json={"text": SECRET}).status_code == 201
    until, settings = datetime.fromisoformat(draft["comment_until"]), Settings(secret_key=SECRET_KEY)
    return minutes_links.token(settings, draft["id"], names["member_id"], until, names["member_email"])


HELD = timedelta(days=1)
"""After that the meetings have begun, so their minutes can go to members."""
PUBLISHING = (
    ("submit", {"comment_until": "2199-01-01"}),
    ("approve", {}),
    ("publish", {"checked_for_names": True}),
)


def _attachment(writer: Api, event_id: int, visibility: str = "public") -> int:
    answer = attach(writer, "event", event_id, visibility=visibility)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def _group_file(writer: Api, group_id: int) -> int:
    answer = attach(writer, "group", group_id, visibility="internal", title=SECRET)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def _records(session: Session, place: Partnership) -> Names:
    person, duplicate, inside_of_group = (factories.a_person(session, place) for _ in range(3))
    own_data = data_url(Settings(secret_key=SECRET_KEY), person.email or "", person.folded_name)
    group = factories.a_group(session, place, open_to_new_members=True)
    letter = Letter(partnership_id=place.id, kind="event_thanks", receiver="a@obec.example", state="failed")
    letter.subject, letter.text = "Poděkování", "Děkujeme."
    venue = factories.a_venue(session, place)
    events = _events(session, place, venue)
    return {
        "venue_id": venue.id,
        **{name: event.id for name, event in events.items()},
        **_internal(session, place),
        "partnership_id": place.id,
        "person_id": person.id,
        "duplicate_id": duplicate.id,
        "group_id": group.id,
        "member_id": factories.a_group_member(session, group, inside_of_group).id,
        "member_email": inside_of_group.email,
        "series_id": events["lesson_id"].series_id,
        "session_id": factories.sessions_of(session, events["event_id"])[0].id,
        "user_id": factories.a_user(session, "member", place).id,
        "sign_in_id": 999_999_999,
        "letter_id": factories.stored(session, letter).id,
        "data_token": own_data.rpartition("/")[2],
        "newsletter_token": newsletter_token(Settings(secret_key=SECRET_KEY), place.id, "ema@obec.example"),
        "unsubscribe_token": unsubscribe.token(Settings(secret_key=SECRET_KEY), letter.id),
    }


def _events(session: Session, place: Partnership, venue: Venue) -> dict[str, Any]:
    """The first one begins soon enough for attendance to be recorded."""
    soon = clock.now() + timedelta(hours=1)
    town = factories.a_territory(session, "Liberec")
    series = factories.a_series(session, place, topics=1, territories=[town], kind=EventKind.SEMINAR)
    [topic] = topics_of(session, [series.id or 0])[series.id or 0]
    cell = {"series_id": series.id, "topic_id": topic.id, "territory_id": town.id}
    return {
        "event_id": factories.an_event(session, place, starts_at=soon, venue=venue),
        "later_id": factories.an_event(session, place, capacity=20),
        "lesson_id": factories.an_event(session, place, **cell),
        **{f"{kind}_id": factories.an_event(session, place, kind=kind) for kind in KINDS},
    }


def _internal(session: Session, place: Partnership) -> Names:
    fields = {"starts_at": clock.now() + timedelta(hours=1), "visibility": Visibility.INTERNAL}
    event = factories.an_event(session, place, **fields)
    [sitting] = factories.sessions_of(session, event)
    return {
        f"{INSIDE}event_id": event.id,
        f"{INSIDE}session_id": sitting.id,
        f"{INSIDE}registration_id": factories.a_registration(session, event).id,
        **{
            f"{INSIDE}{kind}_id": factories.an_event(session, place, kind=kind, **fields).id for kind in KINDS
        },
    }


def _join_the_group(session: Session, place: Partnership, names: Names, user: User) -> None:
    person = factories.a_person(session, place)
    factories.a_group_member(session, session.get_one(WorkingGroup, names["group_id"]), person)
    session.add(UserPerson(user_id=user.id, partnership_id=place.id, person_id=person.id))


def _name_at_events(session: Session, place: Partnership, names: Names, user: User) -> None:
    """At the public ones and at the internal ones."""
    named = {"partnership_id": place.id, "user_id": user.id, "name": "Vedoucí", "role": EventRole.FACILITATOR}
    events = [names.get(start + name) for start in ("", INSIDE) for name in EVENTS]
    session.add_all(EventPerson(event_id=event, **named) for event in events if event)


def _ask_for_the_rest(api: Api, writer: Api, admin: Api, names: Names) -> None:
    """What the API makes itself, asked for in the order in which one needs the other. `api` is the public."""
    organisation = {"organisation_id": names["organisation_id"]}
    programme = made(writer, "/funding-programmes", code=f"P{names['partnership_id']}", name="Program")
    registration = made(writer, f"/events/{names['event_id']}/registrations", **body())
    receipt = made(api, f"/events/{names['later_id']}/registrations", **body())["receipt_url"]
    managed = writer.get(f"/my/registrations/{token_of(registration)}").json()
    invited = made(writer, f"/events/{names['later_id']}/invitations", offices=[OFFICE])["added"][0]
    message = {"status": ["confirmed"], "subject": "Sraz", "text": "Sejdeme se."}
    block = {"seats": 2, "until": names["soon"], **organisation}
    enrolment = made(
        writer, f"/series/{names['series_id']}/enrolments", territory_id=names["territory_id"], **body()
    )
    proposal = writer.patch(
        f"/organisations/{names['organisation_id']}",
        json={"phone": "+420 485 000 000"},
        headers={"If-Match": "*"},
    )
    meeting = made(
        writer,
        "/meetings",
        partnership_id=names["partnership_id"],
        group_id=names["group_id"],
        title="Jednání",
        sessions=[{"starts_at": names["sooner"], "ends_at": names["soon"]}],
    )
    assert writer.post(f"/events/{meeting['id']}/publish").status_code == 200
    expected = writer.get(f"/meetings/{meeting['id']}/members").json()["results"][0]
    [role] = admin.get(f"/users/{names['user_id']}/roles").json()["results"]
    names |= {
        "application_id": made(writer, f"/working-groups/{names['group_id']}/applications", **body())["id"],
        "decision_id": made(
            writer, "/decisions", group_id=names["group_id"], title="Rozhodnutí", mode="per_rollam"
        )["id"],
        "programme_id": programme["id"],
        "proposal_id": proposal.json()["id"],
        **_minutes(writer, names, ""),
        **_minutes(writer, names, INSIDE),
        "number": 1,
        "attachment_id": _attachment(writer, names["event_id"]),
        f"{INSIDE}attachment_id": _attachment(writer, names["event_id"], "internal"),
        f"{INSIDE}group_attachment_id": _group_file(writer, names["group_id"]),
        "emblem_id": _emblem(writer, names, programme["id"]),
        "registration_id": registration["id"],
        "registration_token": token_of(registration),
        "sign_ups_token": together_token({registration["id"]: 0}),
        "receipt_token": receipt.rpartition("/")[2],
        "feed_token": made(writer, "/me/calendar")["url"].rpartition("/")[2].removesuffix(".ics"),
        "calendar_token": managed["calendar_url"].split("/")[-2],
        "invitation_id": invited["id"],
        "message_id": writer.post(f"/events/{names['event_id']}/messages", json=message).json()["id"],
        "invitation_token": link_of(writer, invited).rpartition("/")[2],
        "meeting_token": expected["url"].rpartition("/")[2],
        "minutes_token": _minutes_token(writer, names, meeting["id"]),
        "block_id": made(writer, f"/events/{names['later_id']}/seat-blocks", **block)["id"],
        **{f"{start}slot_id": _slot(writer, names[f"{start}consultation_id"]) for start in ("", INSIDE)},
        "enrolment_id": enrolment["id"],
        "suggestion_id": made(
            writer, "/suggestions", partnership_id=names["partnership_id"], text="Chybí lavička."
        )["id"],
        "talk_id": made(
            writer,
            "/talks",
            partnership_id=names["partnership_id"],
            on="2026-01-01",
            organisation_name="Spolek",
            topic="Spolupráce",
        )["id"],
        **_newsletters(writer, names),
        **_a_project(writer, names, "", state="running"),
        **_a_project(writer, names, INSIDE, state="idea"),
        "ticket": managed["ticket_code"],
        **_a_need(writer, names),
        "affiliation_id": made(writer, f"/people/{names['person_id']}/affiliations", **organisation)["id"],
        "role_id": role["id"],
        "key_id": made(writer, "/api-keys", name="Klíč", scopes=["schedule:read"])["id"],
    }
    words = f"/partnerships/{names['partnership_id']}/letter-words/{names['kind']}/{names['lang']}"
    assert writer.put(words, json={"subject": "Přihláška"}, headers={"If-Match": "*"}).status_code in (
        200,
        201,
    )


def _slot(writer: Api, event_id: int) -> int:
    [day] = writer.get(f"/events/{event_id}").json()["sessions"]
    times = {name: day[name] for name in ("starts_at", "ends_at")}
    return int(made(writer, f"/events/{event_id}/slots", **times)["id"])


def _newsletters(writer: Api, names: Names) -> Names:
    """One that was sent, and a draft."""
    asked = {"partnership_id": names["partnership_id"], "since": "2026-01-01"}
    sent, draft = (made(writer, "/newsletters", **asked)["id"] for _ in range(2))
    assert writer.post(f"/newsletters/{sent}/send").status_code == 200
    return {"newsletter_id": sent, f"{INSIDE}newsletter_id": draft}


def _a_need(writer: Api, names: Names) -> Names:
    """Raised at a public event, with its effect; and a task of a group."""
    need = made(writer, "/needs", event_id=names["round_table_id"], title="Potřeba")
    effect = {"title": "Účinek", "since": names["day"], "source": "Zpráva"}
    return {
        "need_id": need["id"],
        "effect_id": made(writer, "/effects", need_id=need["id"], **effect)["id"],
        "task_id": made(writer, "/tasks", group_id=names["group_id"], title="Úkol")["id"],
    }


def _a_project(writer: Api, names: Names, start: str, **fields: Any) -> Names:
    own = {"partnership_id": names["partnership_id"], "title": "Projekt", **fields}
    project = made(writer, "/projects", **own)
    part = f"/projects/{project['id']}"
    return {
        f"{start}project_id": project["id"],
        f"{start}activity_id": made(writer, f"{part}/activities", code="1", title="Aktivita")["id"],
        f"{start}indicator_id": made(writer, f"{part}/indicators", name="Ukazatel")["id"],
        f"{start}milestone_id": made(writer, f"{part}/milestones", title="Milník", due_on=names["day"])["id"],
    }
