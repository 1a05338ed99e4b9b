"""Who gets the newsletter: those who subscribed, and those who agreed to it when they signed up for an event.

Nothing is stored until the mailbox has confirmed: the link in the letter holds the address, encrypted, and is
made at delivery.
"""

import base64
import binascii
from datetime import datetime, timedelta

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions, secrets
from app.core.addresses import normal_address
from app.core.database import records
from app.core.errors import NotFound, Problem
from app.core.json_values import Json
from app.core.mail import outbox
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.letters.kinds import NEWSLETTER_CONFIRM
from app.newsletter.models import (
    NewsletterSubscription,
    SubscriptionAsked,
    SubscriptionCreate,
    SubscriptionView,
)
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.registrations.models import Registration, RegistrationStatus

PURPOSE = "newsletter"
HOURS = 48
UNPROVEN = (RegistrationStatus.PENDING, RegistrationStatus.EXPIRED)
"""Registrations whose consent does not count (yet): their mailbox may be somebody else's."""


def ask(session: Session, body: SubscriptionCreate, lang: str) -> SubscriptionAsked:
    """Write to the mailbox, at most once an hour; the answer is the same for known addresses."""
    partnership = records.get_referenced(session, Partnership, body.partnership_id, "#/partnership_id")
    outbox.enqueue(
        session,
        NEWSLETTER_CONFIRM,
        body.email,
        lang,
        {"partnership": partnership.name if partnership else "", "newsletter_of": body.partnership_id},
        partnership_id=body.partnership_id,
        once=f"{_asked_by(body.partnership_id, normal_address(body.email))}{clock.now():%Y%m%d%H}",
    )
    return SubscriptionAsked(hours=HOURS)


def _asked_by(partnership_id: int, address: str) -> str:
    """The beginning of the names of letters that ask this mailbox to confirm."""
    whom = secrets.fingerprint(f"{partnership_id}\n{address}")
    return f"{NEWSLETTER_CONFIRM}:{whom}:"


@reactions.on("letter_leaving")
def add_confirm_url(session: Session, facts: Json, receiver: str) -> None:
    if "newsletter_of" in facts:
        settings: Settings = session.info["settings"]
        given = token(settings, facts["newsletter_of"], receiver)
        facts["confirm_url"] = f"{settings.public_url.rstrip('/')}/newsletter/{given}"


def token(settings: Settings, partnership_id: int, email: str) -> str:
    until = (clock.now() + timedelta(hours=HOURS)).isoformat()
    held = orjson.dumps([partnership_id, normal_address(email), until])
    sealed = secrets.encrypt(settings.secret_key, PURPOSE, held)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def subscription(session: Session, given: str) -> SubscriptionView:
    """What the button behind the link would do."""
    return _view(session, *_opened(session, given))


def confirm(session: Session, given: str, lang: str) -> SubscriptionView:
    """Subscribe the address of the link. Once is enough."""
    partnership_id, address = _opened(session, given)
    add(session, partnership_id, address, lang)
    return _view(session, partnership_id, address)


def add(session: Session, partnership_id: int, address: str, lang: str) -> None:
    """Nothing happens for an address that gets the newsletter already."""
    if address not in subscribers(session, partnership_id, address):
        session.add(NewsletterSubscription(partnership_id=partnership_id, address=address, lang=lang))
        session.flush()


def subscribers(session: Session, partnership_id: int, address: str | None = None) -> dict[str, str]:
    """Each mailbox once, with its language: all of a partnership, or this one if it is among them."""
    agreed = (
        select(Person.folded_email, Registration.lang)
        .join(Registration, col(Registration.person_id) == col(Person.id))
        .where(
            Person.partnership_id == partnership_id,
            Registration.partnership_id == partnership_id,
            col(Person.folded_email) != "",
            col(Person.erased_at).is_(None),
            sa.type_coerce(col(Registration.consents), sa.JSON)["newsletter"].as_boolean(),
            col(Registration.status).not_in(UNPROVEN),
        )
        .order_by(col(Registration.id))
    )
    asked = select(NewsletterSubscription.address, NewsletterSubscription.lang).where(
        NewsletterSubscription.partnership_id == partnership_id
    )
    if address is not None:
        agreed = agreed.where(Person.folded_email == address)
        asked = asked.where(NewsletterSubscription.address == address)
    found = {email: lang for email, lang in session.exec(agreed) if email}
    return found | dict(session.exec(asked).all())


# --- the link in each number, which the room of letters answers ------------------------------------------


@reactions.on("newsletter_reader_asked")
def is_reader(session: Session, partnership_id: int, address: str, found: list[bool]) -> None:
    found.append(bool(subscribers(session, partnership_id, address)))


@reactions.on("newsletter_ended")
def unsubscribe(session: Session, partnership_id: int, address: str) -> None:
    """End the subscription, and withdraw the consent of each registration with this address.

    A new subscription is answered by a letter at once, also within an hour of the letter before.
    """
    before = col(Letter.once).startswith(_asked_by(partnership_id, address), autoescape=True)
    session.execute(sa.update(Letter).where(before).values(once=None))
    mine = select(NewsletterSubscription).where(
        NewsletterSubscription.partnership_id == partnership_id, NewsletterSubscription.address == address
    )
    for one in session.exec(mine):
        session.delete(one)
    signed_up = (
        select(Registration)
        .join(Person, col(Registration.person_id) == col(Person.id))
        .where(Registration.partnership_id == partnership_id, Person.folded_email == address)
    )
    for registration in session.exec(signed_up):
        if registration.consents.get("newsletter"):
            registration.consents = {**registration.consents, "newsletter": False}
    session.flush()


@reactions.on("newsletter_wanted_again")
def subscribe_again(session: Session, partnership_id: int, address: str, lang: str) -> None:
    add(session, partnership_id, address, lang)


def _view(session: Session, partnership_id: int, address: str) -> SubscriptionView:
    partnership = session.get(Partnership, partnership_id)
    if partnership is None:
        raise NotFound()
    return SubscriptionView(
        partnership_id=partnership_id,
        partnership=partnership.name,
        subscribed=bool(subscribers(session, partnership_id, address)),
    )


def _opened(session: Session, given: str) -> tuple[int, str]:
    """The partnership and the address. NotFound for a token that is not ours."""
    settings: Settings = session.info["settings"]
    try:
        sealed = base64.urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise NotFound() from None
    held = secrets.decrypt(settings.secret_key, PURPOSE, sealed)
    if held is None:
        raise NotFound()
    partnership_id, address, until = orjson.loads(held)
    if datetime.fromisoformat(until) < clock.now():
        raise Problem("link_expired")
    return int(partnership_id), str(address)
