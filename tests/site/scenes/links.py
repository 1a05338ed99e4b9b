"""Forms behind personal links: of a registration, of one's data, of letters, and of links that have ended."""

from datetime import timedelta

from app.core import clock
from app.letters.unsubscribe import token as unsubscribe_token
from app.partnerships.group_models import WorkingGroup
from app.privacy.own_data import data_url
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.api.events import published, sitting
from tests.api.inviting import OFFICE, invite, link_of
from tests.api.minuting import a_meeting, item, move, write
from tests.api.registering import body, letters, mailed_token, together_token
from tests.site.scenes.stage import Shown, Stage, read, scene

EMAIL = "ema@obec.example"
RIGHTS = {"first_name": "Ema", "last_name": "Vymyšlená", "email": EMAIL}


def a_registration(stage: Stage, status: RegistrationStatus = RegistrationStatus.CONFIRMED) -> str:
    """The address of the own page of somebody who has agreed to photographs."""
    with stage.writing() as session:
        event = factories.an_event(session, stage.partnership)
        person = factories.a_person(session, stage.partnership, **RIGHTS)
        given = {"photos": True, "newsletter": False}
        found = factories.a_registration(session, event, person, status, consents=given)
    return f"/my/registrations/{mailed_token(found.id)}"


@scene("/my/registrations/{token}/accept")
def an_offered_seat(stage: Stage) -> Shown:
    here = a_registration(stage, RegistrationStatus.OFFERED)
    return Shown(stage.nobody, here, lambda: read(stage.nobody, here)["status"] == "confirmed")


@scene("/my/registrations/{token}/cancel")
def a_seat_to_give_up(stage: Stage) -> Shown:
    here = a_registration(stage)
    return Shown(stage.nobody, f"{here}/cancel", lambda: read(stage.nobody, here)["status"] == "cancelled")


@scene("/my/registrations/{token}/confirm-address")
def an_address_to_confirm(stage: Stage) -> Shown:
    event = stage.event(confirm_address=True)
    signed_up = stage.told(stage.nobody, f"/events/{event}/registrations", **body())
    here = f"/my/registrations/{mailed_token(signed_up['id'])}"
    return Shown(stage.nobody, here, lambda: read(stage.nobody, here)["status"] == "confirmed")


@scene("/my/sign-ups/{token}/confirm-address")
def several_people_to_confirm(stage: Stage) -> Shown:
    event = stage.event(confirm_address=True)
    both = [{"first_name": name, "last_name": "Nebylá", "email": EMAIL} for name in ("Eva", "Jana")]
    found = stage.told(stage.nobody, f"/events/{event}/registrations/group", people=both)["results"]
    here = f"/my/sign-ups/{together_token({one['id']: 0 for one in found})}"
    return Shown(
        stage.nobody, here, lambda: read(stage.admin, f"/events/{event}")["counts"]["confirmed"] == 2
    )


@scene("/my/registrations/{token}/data-request")
def a_copy_of_ones_data(stage: Stage) -> Shown:
    here = f"{a_registration(stage)}/rights"
    return Shown(stage.nobody, here, lambda: [one.kind for one in letters(stage.database)])


@scene("/my/registrations/{token}/objection")
def an_objection_by_a_registration(stage: Stage) -> Shown:
    here = f"{a_registration(stage)}/rights"
    return Shown(stage.nobody, here, lambda: read(stage.nobody, here)["objects_to_profiling"])


@scene("/my/registrations/{token}/withdraw-consents")
def consents_at_one_event(stage: Stage) -> Shown:
    here = f"{a_registration(stage)}/rights"
    return Shown(stage.nobody, here, lambda: not read(stage.nobody, here)["consents"])


def own_data(stage: Stage) -> str:
    return "/my/data/" + data_url(stage.settings, EMAIL, "ema vymyslena").rpartition("/")[2]


@scene("/my/data/{token}/objection")
def an_objection(stage: Stage) -> Shown:
    a_registration(stage)
    here = own_data(stage)
    return Shown(stage.nobody, here, lambda: read(stage.nobody, here)["people"][0]["objects_to_profiling"])


@scene("/my/data/{token}/withdraw-consents")
def consents_at_all_events(stage: Stage) -> Shown:
    rights = f"{a_registration(stage)}/rights"
    return Shown(stage.nobody, own_data(stage), lambda: not read(stage.nobody, rights)["consents"])


# --- links that have ended -------------------------------------------------------------------------------


@scene("/my/registrations/{token}/link")
def an_old_link_to_a_registration(stage: Stage) -> Shown:
    signed_up = stage.told(stage.nobody, f"/events/{stage.event()}/registrations", **body())
    person = read(stage.admin, f"/registrations/{signed_up['id']}")["person_id"]
    old = f"/my/registrations/{mailed_token(signed_up['id'])}"
    return ended(stage, person, old)


def ended(stage: Stage, person: int, old: str) -> Shown:
    """The address of the person was corrected, so what was mailed before is no link any more."""
    changed = {"email": "nova@spolek.example"}
    answer = stage.coordinator.patch(f"/people/{person}", json=changed, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return asked_anew(stage, old)


def asked_anew(stage: Stage, old: str) -> Shown:
    before = len(letters(stage.database))
    return Shown(stage.nobody, old, lambda: len(letters(stage.database)) > before)


@scene("/my/invitations/{token}/link")
def an_old_link_to_an_invitation(stage: Stage) -> Shown:
    [invited] = invite(stage.coordinator, stage.event(), offices=[OFFICE])
    old = link_of(stage.coordinator, invited)
    stage.told(stage.coordinator, f"/invitations/{invited['id']}/address", email="prava@lhota.example")
    later(stage)
    return asked_anew(stage, old)


@scene("/my/meetings/{token}/link")
def an_old_link_to_a_meeting(stage: Stage) -> Shown:
    with stage.writing() as session:
        group = factories.a_group(session, stage.partnership)
        person = factories.a_person(session, stage.partnership, email="stara@spolek.example")
        factories.a_group_member(session, group, person)
    meeting = published(
        stage.coordinator, stage.partnership, "/meetings", group_id=group.id, sessions=[sitting(3)]
    )
    stage.told(stage.coordinator, f"/meetings/{meeting['id']}/invite")
    old = stage.linked("invitation_url")
    later(stage)
    return ended(stage, person.id, old)


@scene("/my/minutes/{token}/link")
def an_old_link_to_minutes(stage: Stage) -> Shown:
    with stage.writing() as session:
        met = a_meeting(session, stage.partnership)
        person = factories.a_person(session, stage.partnership, email="stara@spolek.example")
        factories.a_group_member(session, session.get_one(WorkingGroup, met.group_id), person)
    write(stage.coordinator, met, item(title="Bydlení"))
    until = (clock.now() + timedelta(days=3)).isoformat()
    assert move(stage.coordinator, met, "submit", comment_until=until) == (200, "comment")
    old = stage.linked("read_url")
    later(stage)
    return ended(stage, person.id, old)


def later(stage: Stage) -> None:
    """The letters so far left two hours ago: one of a kind goes to a mailbox in an hour."""
    with stage.writing() as session:
        for letter in letters(stage.database):
            found = session.merge(letter)
            found.created_at -= timedelta(hours=2)


@scene("/unsubscribe/{token}/undo", answer=200)
def no_more_invitations(stage: Stage) -> Shown:
    invite(stage.coordinator, stage.event(), offices=[OFFICE])
    [letter] = letters(stage.database)
    with stage.writing() as session:
        session.merge(letter).state = "sent"
    here = f"/unsubscribe/{unsubscribe_token(stage.settings, letter.id or 0)}"
    stage.told(stage.nobody, here)
    return Shown(stage.nobody, here, lambda: not read(stage.nobody, here)["unsubscribed"])
