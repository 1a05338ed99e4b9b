"""Letters about meetings to members, alternates and organisations, with the agenda as lines of text."""

from sqlmodel import Session

from app.core.json_values import Json
from app.core.mail import outbox
from app.core.text import clock_time
from app.events.agenda import Placed, agenda_of
from app.events.models import Event
from app.meetings.models import MeetingMember
from app.organisations.contacts import contact_emails
from app.organisations.models import Organisation
from app.registrations import letters
from app.registrations.letter_recipients import Recipient
from app.registrations.letters import LetterEvent

MEETING, ALTERNATE = "meeting_invitation", "meeting_alternate"


class MeetingLetter:
    """What all letters about one meeting say: its facts, its agenda in the language of the receiver."""

    def __init__(self, session: Session, event: Event, message: str = "") -> None:
        self.about: LetterEvent = letters.letter_event(session, event.id)
        self.agenda = agenda_of(session, event)
        self.message = message or None

    def lines(self, lang: str) -> str | None:
        """`15.10 Projekty města (Jana Nová)`, one point a line, lower ones after a dash."""
        return "\n".join(_line(one, lang) for one in self.agenda) or None

    def post(self, session: Session, kind: str, to: Recipient, absent: str | None = None) -> None:
        """Write to a member, or to the alternate of somebody `absent`, who is registered."""
        said: Json = {"agenda": self.lines(to.lang), "message": self.message, "absent": absent}
        letters.post(session, kind, self.about, to, calendar=True, once=None, message_id=None, **said)

    def post_to_office(
        self, session: Session, kind: str, one: MeetingMember, name: str, email: str, **more: object
    ) -> None:
        """Write to an organisation that has not said yet who comes."""
        data: Json = {
            **self.about.outside.facts,
            "name": name,
            "meeting_member_id": one.id,
            "receiver_email": email,
            "agenda": self.lines("cs"),
            "message": self.message,
            "entries": [],
            **more,
        }
        place, about = one.partnership_id, f"meeting_member:{one.id}"
        outbox.enqueue(session, kind, email, "cs", data, partnership_id=place, about=about)


def office_email(session: Session, partnership_id: int, organisation: Organisation) -> str | None:
    """The address that the partnership has of its own, else that of the directory."""
    own = contact_emails(session, partnership_id, [organisation.id])
    return own.get(organisation.id) or organisation.email


def _line(one: Placed, lang: str) -> str:
    time = clock_time(one.starts_at, lang) if one.starts_at else ""
    presenter = f"({one.item.presenter_name})" if one.item.presenter_name else ""
    return " ".join(filter(None, ("–" * (one.level - 1), time, one.item.title, presenter)))
