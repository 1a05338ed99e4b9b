"""The worker sends letters and moves states by the clock, in a thread or a process of its own."""

import copy
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Literal, NamedTuple

import structlog
from sqlmodel import Session

from app.core import clock, metrics, reactions, retention
from app.core.database.engine import Database
from app.core.json_values import Facts, Json
from app.core.mail import delivery, messages, outbox
from app.core.mail.messages import Contact, Part
from app.core.mail.rendering import NO_MAIL, RenderedMail, render, without_personal_links
from app.core.settings import Settings
from app.letters import trouble, unsubscribe
from app.letters.kinds import ACCOUNT_KINDS, CANCELLING_KINDS, NEWSLETTER, is_unasked
from app.letters.service import contact_of, words_for
from app.privacy.retention import note, run_daily
from app.projects.emblems import letter_publicity

log = structlog.get_logger("worker")
TICK_SECONDS = 30.0
SOONEST_SECONDS = 1.0


class Worker:
    """Delivers letters until none is due, ticks, then sleeps until woken or until the next tick."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)

    def start(self) -> None:
        if self.settings.smtp_url:
            outbox.on_enqueued(self._wake.set)
            if delivery.is_in_clear(self.settings.smtp_url):
                log.warning("letters leave without encryption: add ?starttls=1 to SMTP_URL, or use smtps://")
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        self._thread.join(timeout=10)

    def run(self) -> None:
        next_tick = time.monotonic()
        while not self._stopped.is_set():
            try:
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + TICK_SECONDS  # also when this one fails
                    began = time.monotonic()
                    next_tick = began + tick(self.database, self.settings)
                    metrics.ticks.update(at=time.time(), seconds=time.monotonic() - began)
                while not self._stopped.is_set() and deliver_next(self.database, self.settings):
                    pass
            except Exception:
                log.exception("the worker stumbled")
            self._wake.wait(max(0.0, next_tick - time.monotonic()))
            self._wake.clear()


def tick(database: Database, settings: Settings) -> float:
    """Let the rooms do what is due, in one transaction. Returns the seconds to the next tick.

    Once a day all that is over is deleted, in transactions of its own.
    """
    with database.writing() as session:
        prepare(session, settings)
        reactions.announce("tick", session=session)
        note(session, retention.forget_some(session))
        ahead = _seconds_to_next(session)
    run_daily(database, settings)
    return ahead


def _seconds_to_next(session: Session) -> float:
    """Less than the usual interval when a room names an earlier moment at which something is due."""
    moments: list[datetime] = []
    reactions.announce("tick_planned", session=session, moments=moments)
    ahead = min(((moment - clock.now()).total_seconds() for moment in moments), default=TICK_SECONDS)
    return max(SOONEST_SECONDS, min(TICK_SECONDS, ahead))


def prepare(session: Session, settings: Settings) -> None:
    session.info["settings"] = settings


def deliver_next(database: Database, settings: Settings) -> bool:
    """Deliver one letter; False when none is due or no mail server is set."""
    if not settings.smtp_url:
        return False
    letter = outbox.claim_next(database, settings.mailbox_limit)
    if letter is None:
        return False
    outcome = _deliver(database, letter, settings)
    with database.writing() as session:
        prepare(session, settings)
        _note(session, letter, outcome, settings)
    log.info("letter", letter=letter.id, kind=letter.kind, outcome=outcome.state)
    return True


class Made(NamedTuple):
    """A letter in words; `refused` says why it is not sent."""

    letter: outbox.ClaimedLetter
    mail: RenderedMail = NO_MAIL
    contact: Contact | None = None
    unsubscribe_url: str | None = None
    emblem: bytes | None = None
    refused: str = ""


class Outcome(NamedTuple):
    """What became of one try: sent, refused or failed; `ours`: it failed because of us."""

    state: Literal["sent", "refused", "failed"]
    reason: str = ""
    ours: bool = False
    made: Sequence[Made] = ()


def _note(session: Session, letter: outbox.ClaimedLetter, outcome: Outcome, settings: Settings) -> None:
    for made in outcome.made:
        kept = made.letter.kind not in ACCOUNT_KINDS
        text = without_personal_links(made.mail.text, settings.public_url) if kept else None
        joined_to = None if made.letter.id == letter.id else letter.id
        outbox.mark_sent(session, made.letter, made.mail.subject, text, joined_to)
    for one in (letter, *letter.joined):
        if outcome.state == "refused":
            outbox.mark_refused(session, one, outcome.reason)
        elif outcome.state == "failed":
            outbox.mark_failed(session, one, outcome.reason)
    if outcome.ours:
        trouble.note(session, outcome.reason)
    else:
        trouble.end(session)


def _deliver(database: Database, letter: outbox.ClaimedLetter, settings: Settings) -> Outcome:
    try:
        with database.reading() as session:
            prepare(session, settings)
            made = [_make(session, one, settings) for one in (letter, *letter.joined)]
        leader = made[0]
        if leader.refused:
            return Outcome("refused", leader.refused)
        made = sorted((one for one in made if not one.refused), key=lambda one: one.letter.id)
        delivery.send(_message(leader, made, settings), settings.smtp_url or "")
    except delivery.PermanentFailure as error:
        return Outcome("refused", str(error))
    except delivery.TemporaryFailure as error:
        return Outcome("failed", str(error), ours=error.ours)
    except Exception as error:
        log.exception("a letter could not be made", letter=letter.id)
        return Outcome("failed", f"{type(error).__name__}: {error}", ours=True)
    return Outcome("sent", made=made)


def with_links(session: Session, data: Facts, receiver: str) -> Json:
    """The facts of a letter that leaves, with the links that its rooms make for this receiver now."""
    facts = copy.deepcopy(dict(data))
    reactions.announce("letter_leaving", session=session, facts=facts, receiver=receiver)
    return facts


def _make(session: Session, letter: outbox.ClaimedLetter, settings: Settings) -> Made:
    place = letter.partnership_id
    ends = place is not None and (letter.kind == NEWSLETTER or is_unasked(letter.kind, letter.about))
    if (
        place is not None
        and ends
        and unsubscribe.is_unsubscribed(session, place, letter.receiver, letter.kind)
    ):
        return Made(letter, refused="the receiver wants no more of these letters")
    own = words_for(session, letter.partnership_id, letter.kind, letter.lang, letter.data)
    contact = contact_of(session, letter.partnership_id, letter.data)
    publicity = letter_publicity(session, (letter.data.get("event") or {}).get("id"))
    link = unsubscribe.url(settings, letter.id) if ends else None
    shown = {"sentence": publicity.sentence, "alt": publicity.alt} if publicity else None
    emblem = publicity.png if publicity else None
    facts = with_links(session, letter.data, letter.receiver)
    facts |= {"unsubscribe_url": link, "publicity": shown, "emblem": emblem is not None}
    return Made(letter, render(letter.kind, letter.lang, facts, own), contact, link, emblem)


def _message(leader: Made, made: Sequence[Made], settings: Settings) -> EmailMessage:
    """One message of `made`, oldest first, under the id of the letter whose turn it was."""
    letter = leader.letter
    domain = parseaddr(settings.mail_from)[1].partition("@")[2] or "localhost"
    return messages.compose(
        [Part(one.mail, one.letter.data, one.letter.kind in CANCELLING_KINDS) for one in made],
        letter.lang,
        sender=settings.mail_from,
        receiver=letter.receiver,
        message_id=f"<letter-{letter.id}@{domain}>",
        date=letter.created_at,
        reply_to=leader.contact,
        unsubscribe_url=leader.unsubscribe_url,
        emblem=next((one.emblem for one in made if one.emblem), None),
    )
