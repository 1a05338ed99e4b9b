"""What people see of themselves, without an account: by a link that goes to their mailbox alone.

The link holds the address and the name that was given, encrypted; nothing of it is stored, and it is made
when the letter is delivered. A mailbox may stand for a whole office. So colleagues and health needs stay out
unless the name was given: without a name somebody is shown only where the mailbox has one person.
"""

import base64
import binascii
from datetime import datetime, timedelta

import orjson
from sqlmodel import Session, col, select

from app.core import clock, reactions, secrets
from app.core.addresses import normal_address
from app.core.errors import NotFound, Problem
from app.core.json_values import Json
from app.core.mail import outbox
from app.core.settings import Settings
from app.core.text import fold
from app.letters.kinds import PERSONAL_DATA
from app.organisations.people_models import Person
from app.privacy.export import export
from app.privacy.shapes import DataRequest, DataRequested, MyData
from app.registrations.models import Registration
from app.registrations.own_link import by_link

PURPOSE = "own-data"
SHOWN_HOURS = 24


def data_url(settings: Settings, email: str, name: str) -> str:
    """`name` is folded, and empty when none was given."""
    held = orjson.dumps(
        [normal_address(email), name, (clock.now() + timedelta(hours=SHOWN_HOURS)).isoformat()]
    )
    sealed = secrets.encrypt(settings.secret_key, PURPOSE, held)
    token = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{settings.public_url.rstrip('/')}/my/data/{token}"


def request_data(session: Session, body: DataRequest, lang: str) -> DataRequested:
    """Write to the mailbox when we know it; the answer says the same for all addresses."""
    name = fold(f"{body.first_name or ''} {body.last_name or ''}").strip()
    if _people(session, normal_address(body.email), name):
        _send(session, body.email, name, lang)
    return DataRequested(hours=SHOWN_HOURS)


def request_own_data(session: Session, token: str) -> DataRequested:
    """The same by the link of a registration, which says the name."""
    registration = by_link(session, token)
    person = session.get_one(Person, registration.person_id)
    if person.email:
        _send(session, person.email, person.folded_name, registration.lang)
    return DataRequested(hours=SHOWN_HOURS)


def _send(session: Session, email: str, name: str, lang: str) -> None:
    """One letter to a mailbox and name in an hour."""
    whom = secrets.fingerprint(f"{normal_address(email)}\n{name}")
    once = f"{PERSONAL_DATA}:{whom}:{clock.now():%Y%m%d%H}"
    outbox.enqueue(session, PERSONAL_DATA, email, lang, {"folded_name": name}, once=once)


@reactions.on("letter_leaving")
def add_data_url(session: Session, facts: Json, receiver: str) -> None:
    """The letter says only the folded name."""
    if "folded_name" in facts:
        facts["data_url"] = data_url(session.info["settings"], receiver, facts["folded_name"])


def my_data(session: Session, token: str) -> MyData:
    email, name = _opened(session, token)
    people = _people(session, email, name)
    if not name and len({person.folded_name for person in people}) > 1:
        return MyData(name_needed=True, people=[])
    return MyData(
        name_needed=not name, people=[export(session, person, needs=bool(name)) for person in people]
    )


def object_to_profiling(session: Session, token: str, objects: bool) -> MyData:
    for person in _named(session, token):
        person.objects_to_profiling = objects
    session.flush()
    return my_data(session, token)


def withdraw_consents(session: Session, token: str) -> MyData:
    """Of all registrations, also of past and cancelled ones."""
    ids = [person.id for person in _named(session, token)]
    for registration in session.exec(select(Registration).where(col(Registration.person_id).in_(ids))):
        withdraw(registration)
    session.flush()
    return my_data(session, token)


def withdraw(registration: Registration) -> None:
    if any(registration.consents.values()):
        registration.consents = dict.fromkeys(registration.consents, False)


def _named(session: Session, token: str) -> list[Person]:
    """The people of the link; none when it says no name and the mailbox has several."""
    email, name = _opened(session, token)
    people = _people(session, email, name)
    return people if name or len({one.folded_name for one in people}) == 1 else []


def _people(session: Session, email: str, name: str) -> list[Person]:
    """Those with this address, and with this name where one was given; one record in each partnership."""
    theirs = select(Person).where(Person.folded_email == email, col(Person.erased_at).is_(None))
    if name:
        theirs = theirs.where(Person.folded_name == name)
    return list(session.exec(theirs.order_by(col(Person.id)))) if email else []


def _opened(session: Session, token: str) -> tuple[str, str]:
    """The normal address and the folded name. NotFound for a token that is not ours."""
    settings: Settings = session.info["settings"]
    try:
        sealed = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise NotFound() from None
    held = secrets.decrypt(settings.secret_key, PURPOSE, sealed)
    if held is None:
        raise NotFound()
    email, name, until = orjson.loads(held)
    if datetime.fromisoformat(until) < clock.now():
        raise Problem("link_expired")
    return email, name
