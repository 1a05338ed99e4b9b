"""A person with rows in every table that declares some."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.models import ApiKey, UserPerson
from app.accounts.sign_in import open_session
from app.attachments.models import AboutType, Attachment, AttachmentVersion, MediaType
from app.core import clock
from app.core.addresses import normal_address
from app.core.database.change_log import Change
from app.core.json_values import Json
from app.core.mail import outbox
from app.events.agenda_models import AgendaItem
from app.events.models import EventPerson, EventRole
from app.events.programme_models import ProgrammeItem, ProgrammePerson, ProgrammeRole
from app.feedback.models import Suggestion
from app.invitations.models import Invitation
from app.letters.models import MailTrouble, Unsubscribed
from app.messages.models import Message
from app.minutes.models import (
    Minutes,
    MinutesComment,
    MinutesEntry,
    MinutesItem,
    MinutesVersion,
    VersionCause,
)
from app.newsletter.models import NewsletterSubscription
from app.organisations.merge_models import RecordMerge
from app.organisations.people_models import Affiliation, Person, PersonAlias
from app.organisations.proposal_models import OrganisationContact, OrganisationProposal
from app.partnerships.application_models import GroupApplication
from app.partnerships.models import Partnership, PartnershipRole
from app.privacy.models import Erasure
from app.registrations.models import RegistrationNeed
from app.seat_blocks.models import SeatBlock
from app.series.models import SeriesEnrolment
from app.slots.models import Slot
from app.talks.models import Talk
from app.tasks.models import Task
from tests import factories

FIRST, LAST = "Kunhuta", "Nezaměnitelná"
NAME = f"{FIRST} {LAST}"
EMAIL = "Kunhuta@jedinečná.example"
"""Kept with the domain as people read it, and compared in another form."""
NORMAL = normal_address(EMAIL)
PHONE = "+420 777 123 987"


def a_row_of_everything(session: Session, partnership: Partnership, person: Person) -> int:
    """One row about the person in every table that declares some; returns their login."""
    here: Json = {"partnership_id": partnership.id}
    organisation = factories.an_organisation(session, "Jednočlenná", email=EMAIL)
    past = factories.an_event(session, partnership, starts_at=clock.now() - timedelta(days=9))
    ahead = factories.an_event(session, partnership)
    for event in (past, ahead):
        registration = factories.a_registration(session, event, person)
    sitting = factories.sessions_of(session, ahead)[0]
    needs = {"registration_id": registration.id, "event_id": ahead.id, **here}
    series = factories.a_series(session, partnership)
    user = factories.a_user(session, email=EMAIL, name=NAME)
    session.get_one(Partnership, partnership.id).contact_name = NAME
    about = {"person_id": person.id, **here}
    session.add_all(
        [
            RegistrationNeed(diet="x", **needs),
            PersonAlias(name="x", folded_name="x", **about),
            Affiliation(organisation_id=organisation.id, **about),
            PartnershipRole(role="x", **about),
            EventPerson(event_id=ahead.id, name=NAME, role=EventRole.LECTURER, **about),
            Invitation(
                event_id=ahead.id, addressee=f"person:{person.id}", email=EMAIL, sent_at=clock.now(), **about
            ),
            GroupApplication(
                group_id=factories.a_group(session, partnership).id,
                first_name=FIRST,
                last_name=LAST,
                email=EMAIL,
                folded_name="x",
                folded_email="x",
                **about,
            ),
            SeriesEnrolment(series_id=series.id, territory_id=factories.a_territory(session).id, **about),
            UserPerson(user_id=user.id, **about),
            ApiKey(name="x", scopes=["events:read"], user_id=user.id, prefix="x", token_hash="x"),
            Unsubscribed(address=NORMAL, **here),
            OrganisationContact(organisation_id=organisation.id, email=EMAIL, person=NAME, **here),
            OrganisationProposal(organisation_id=organisation.id, **here),
            RecordMerge(record="person", kept_id=person.id, gone_id=999_999, name="x", **here),
            Message(event_id=ahead.id, subject="x", text="x", receivers=1, **here),
            SeatBlock(
                event_id=ahead.id, organisation_id=organisation.id, seats=1, until=sitting.starts_at, **here
            ),
            Slot(event_id=ahead.id, starts_at=sitting.starts_at, ends_at=sitting.ends_at, **here),
            AgendaItem(
                event_id=ahead.id, position=0, title="x", presenter_id=person.id, presenter_name=NAME, **here
            ),
            MailTrouble(id=1, failures=1, since=clock.now(), error="x"),
            Change(type="x", record_id=1, action="updated", **here),
            Erasure(person_id=999_999, reason="x", **here),
        ]
    )
    _cooperation(session, partnership, person, user.id, ahead.id)
    factories.a_group_member(session, factories.a_group(session, partnership), person)
    open_session(session, user.id)
    for receiver, subject in ((EMAIL, registration), ("kolega@jinde.example", None)):
        outbox.enqueue(
            session,
            "event_thanks",
            receiver,
            "cs",
            {"name": "x"},
            partnership_id=partnership.id,
            about=f"registration:{subject.id}" if subject else None,
        )
    return user.id


def _cooperation(
    session: Session, partnership: Partnership, person: Person, user_id: int, event_id: int
) -> None:
    """What the person wrote, said or does between events."""
    here: Json = {"partnership_id": partnership.id}
    item = ProgrammeItem(event_id=event_id, position=0, day=0, start_offset=0, minutes=30, **here)
    minutes = Minutes(event_id=event_id, minute_taker_name=NAME, **here)
    paper = Attachment(about_type=AboutType.EVENT, about_id=event_id, title="x", **here)
    session.add_all([item, minutes, paper])
    session.flush()
    of_minutes: Json = {"minutes_id": minutes.id, **here}
    point = MinutesItem(position=0, title="x", text="x", **of_minutes)
    session.add(point)
    session.flush()
    session.add_all(
        [
            ProgrammePerson(
                item_id=item.id, person_id=person.id, name=NAME, role=ProgrammeRole.SPEAKER, **here
            ),
            AttachmentVersion(
                attachment_id=paper.id,
                number=1,
                file_name="x.pdf",
                media_type=MediaType.PDF,
                size=1,
                sha256="x",
                stored="x",
                **here,
            ),
            MinutesEntry(item_id=point.id, position=0, speaker=NAME, **here),
            MinutesComment(user_id=user_id, name=NAME, text="x", **of_minutes),
            MinutesVersion(number=1, cause=VersionCause.SAVED, user_id=user_id, **of_minutes),
            NewsletterSubscription(address=NORMAL, **here),
            Suggestion(name=NAME, email=EMAIL, text="x", **here),
            Talk(on=clock.today(), organisation_name="x", topic="x", person=NAME, **here),
            Task(title="x", owner_id=person.id, **here),
        ]
    )
    session.flush()
