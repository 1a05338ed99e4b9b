"""No more invitations, or no more newsletters: one click in a letter, without a sign-in.

It holds for one address and one partnership, and ends what the letter is: an invitation or a newsletter.
Subscribers of newsletters are known to a higher room, which answers what is announced here.

The link names the letter by its id and an HMAC of it, so no address stands in it. It works as long as the
letter is kept.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.addresses import normal_address
from app.core.errors import NotFound
from app.core.mail import outbox
from app.core.mail.outbox import Letter
from app.core.plain_text import whole_number
from app.core.secrets import is_signed, sign
from app.core.settings import Settings
from app.letters.kinds import NEWSLETTER, UNASKED_KINDS
from app.letters.models import Unsubscribed, UnsubscribedView
from app.partnerships.models import Partnership

PURPOSE = "unsubscribe"


def token(settings: Settings, letter_id: int) -> str:
    return f"{letter_id}-{sign(settings.secret_key, PURPOSE, str(letter_id))}"


def url(settings: Settings, letter_id: int) -> str:
    return f"{settings.public_url.rstrip('/')}/unsubscribe/{token(settings, letter_id)}"


def subscription(session: Session, given: str) -> UnsubscribedView:
    """Whether the receiver of the letter still gets invitations, or newsletters, of its partnership."""
    letter = _letter(session, given)
    return _view(session, letter, _is_against(session, letter))


def unsubscribe(session: Session, given: str) -> UnsubscribedView:
    """Write no more letters that were not asked for; those that wait are not sent either. Once is enough."""
    letter = _letter(session, given)
    if letter.kind == NEWSLETTER:
        _announce(session, letter, "newsletter_ended")
        outbox.drop_unsent(session, letter.partnership_id, letter.receiver, {NEWSLETTER})
    elif _find(session, letter) is None:
        address = normal_address(letter.receiver)
        session.add(Unsubscribed(partnership_id=letter.partnership_id or 0, address=address))
        outbox.drop_unsent(session, letter.partnership_id, letter.receiver, UNASKED_KINDS)
        session.flush()
    return _view(session, letter, True)


def subscribe_again(session: Session, given: str) -> UnsubscribedView:
    letter = _letter(session, given)
    if letter.kind == NEWSLETTER:
        _announce(session, letter, "newsletter_wanted_again", lang=letter.lang)
    elif found := _find(session, letter):
        session.delete(found)
        session.flush()
    return _view(session, letter, False)


def unsubscribed(session: Session, partnership_id: int, emails: Collection[str | None]) -> set[str]:
    """Which of these addresses, as they are given, want no invitations of this partnership."""
    normal = {email: normal_address(email) for email in emails if email}
    statement = select(Unsubscribed.address).where(
        Unsubscribed.partnership_id == partnership_id, col(Unsubscribed.address).in_(set(normal.values()))
    )
    known = set(session.exec(statement)) if normal else set()
    return {email for email, address in normal.items() if address in known}


def is_unsubscribed(session: Session, partnership_id: int, email: str, kind: str) -> bool:
    """Asked once more at delivery, because letters may wait long and be sent again."""
    if kind != NEWSLETTER:
        return bool(unsubscribed(session, partnership_id, [email]))
    return not reads_newsletter(session, partnership_id, normal_address(email))


def reads_newsletter(session: Session, partnership_id: int, address: str) -> bool:
    found: list[bool] = []
    asked = {"session": session, "partnership_id": partnership_id, "address": address, "found": found}
    reactions.announce("newsletter_reader_asked", **asked)
    return any(found)


def _is_against(session: Session, letter: Letter) -> bool:
    if letter.kind == NEWSLETTER:
        return is_unsubscribed(session, letter.partnership_id or 0, letter.receiver, letter.kind)
    return _find(session, letter) is not None


def _announce(session: Session, letter: Letter, what: str, **more: str) -> None:
    address = normal_address(letter.receiver)
    reactions.announce(what, session=session, partnership_id=letter.partnership_id, address=address, **more)


def _letter(session: Session, given: str) -> Letter:
    number, _, signature = given.partition("-")
    settings: Settings = session.info["settings"]
    valid = is_signed(settings.secret_key, PURPOSE, number, signature)
    letter = session.get(Letter, whole_number(number)) if valid else None
    if letter is None or letter.partnership_id is None:
        raise NotFound()
    return letter


def _find(session: Session, letter: Letter) -> Unsubscribed | None:
    statement = select(Unsubscribed).where(
        Unsubscribed.partnership_id == letter.partnership_id,
        Unsubscribed.address == normal_address(letter.receiver),
    )
    return session.exec(statement).first()


def _view(session: Session, letter: Letter, gone: bool) -> UnsubscribedView:
    partnership = session.get_one(Partnership, letter.partnership_id)
    what = "newsletter" if letter.kind == NEWSLETTER else "invitations"
    return UnsubscribedView(partnership=partnership.name, what=what, unsubscribed=gone)
