"""Own wording: staff read, write, preview and remove it; the worker looks it up at delivery."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden, Invalid, NotFound, Problem
from app.core.json_values import Facts
from app.core.mail.messages import Contact
from app.core.mail.rendering import default_wording, render
from app.core.mail.wording import NO_WORDING, SIGNATURE, Wording, first_error
from app.core.text import LANGUAGES
from app.letters import sample
from app.letters.kinds import placeholders
from app.letters.models import (
    OWNED,
    LetterPreview,
    LetterWords,
    LetterWordsBody,
    LetterWordsList,
    LetterWordsView,
    WordsView,
)
from app.partnerships.models import Partnership

FIRST_KIND = "registration_confirmed"
"""The kind of letter in the preview of closing lines."""


def words_of(session: Session, partnership_id: int | None, kind: str, lang: str) -> Wording:
    """The partnership's present wording of this kind of letter."""
    if partnership_id is None:
        return NO_WORDING
    found = session.exec(_of(partnership_id, lang).where(col(LetterWords.kind).in_([kind, SIGNATURE])))
    return _combine({one.kind: one for one in found}, kind)


def words_for(session: Session, partnership_id: int | None, kind: str, lang: str, data: Facts) -> Wording:
    """The wording of a letter: that which it brings itself, else the partnership's present one."""
    usual = words_of(session, partnership_id, kind, lang)
    typed = data.get("words")
    return Wording(typed["subject"], typed["lead"], usual.signature) if typed else usual


def contact_of(session: Session, partnership_id: int | None, data: Facts) -> Contact | None:
    """Who reads the answers: the organiser of the event, else the present contact of the partnership."""
    if organiser := data.get("organiser"):
        return Contact(organiser["name"], organiser["email"])
    found = session.get(Partnership, partnership_id) if partnership_id is not None else None
    return (
        Contact(found.contact_name or found.name, found.contact_email)
        if found and found.contact_email
        else None
    )


def _of(partnership_id: int, lang: str | None = None) -> SelectOfScalar[LetterWords]:
    statement = select(LetterWords).where(col(LetterWords.partnership_id) == partnership_id)
    return statement.where(col(LetterWords.lang) == lang) if lang else statement


def _combine(found: dict[str, LetterWords], kind: str) -> Wording:
    own, closing = found.get(kind), found.get(SIGNATURE)
    signature = closing.lead if closing else ""
    return Wording(own.subject, own.lead, signature) if own else Wording(signature=signature)


def list_words(session: Session, actor: Actor, partnership_id: int) -> LetterWordsList:
    """Every kind in every language, with the product's wording and the partnership's."""
    _check_reader(session, actor, partnership_id)
    own = {(one.kind, one.lang): one for one in session.exec(_of(partnership_id))}
    return LetterWordsList(
        results=[
            _view(actor, partnership_id, kind, lang, own.get((kind, lang)))
            for kind in OWNED
            for lang in LANGUAGES
        ]
    )


def get_words(session: Session, actor: Actor, partnership_id: int, kind: str, lang: str) -> LetterWordsView:
    _check_reader(session, actor, partnership_id)
    return _view(actor, partnership_id, kind, lang, _found(session, partnership_id, kind, lang))


def put_words(
    session: Session,
    actor: Actor,
    partnership_id: int,
    kind: str,
    lang: str,
    version: int,
    body: LetterWordsBody,
) -> LetterWordsView:
    """The version of a wording that does not exist yet is 0. The product's own wording is not stored."""
    _check_writer(session, actor, partnership_id)
    _check(kind, body)
    own = _found(session, partnership_id, kind, lang, lock=True)
    if version not in (records.ANY_VERSION, own.version if own else 0):
        raise Problem("stale", version=own.version if own else 0)
    if own is None and (body.subject, body.lead) == _default(kind, lang):
        return _view(actor, partnership_id, kind, lang, None)
    own = own or LetterWords(partnership_id=partnership_id, kind=kind, lang=lang)
    own.subject, own.lead = body.subject, body.lead
    session.add(own)
    session.flush()
    return _view(actor, partnership_id, kind, lang, own)


def remove_words(
    session: Session, actor: Actor, partnership_id: int, kind: str, lang: str, version: int
) -> None:
    """Return to the product's wording."""
    _check_writer(session, actor, partnership_id)
    own = _found(session, partnership_id, kind, lang, lock=True)
    if own is None:
        raise NotFound()
    records.check_version(own, version)
    records.delete(session, own)


def preview_words(
    session: Session, actor: Actor, partnership_id: int, kind: str, lang: str, body: LetterWordsBody
) -> LetterPreview:
    """Render a letter with this wording. Stores and sends nothing."""
    partnership = _check_reader(session, actor, partnership_id)
    _known(kind)
    _check(kind, body)
    if kind == SIGNATURE:
        kind, own = FIRST_KIND, Wording(signature=body.lead)
    else:
        signature = words_of(session, partnership_id, kind, lang).signature
        own = Wording(body.subject, body.lead, signature)
    mail = render(kind, lang, sample.facts(kind, lang, partnership.name), own)
    return LetterPreview(subject=mail.subject, text=mail.text, html=mail.html)


def _check_reader(session: Session, actor: Actor, partnership_id: int) -> Partnership:
    partnership = session.get(Partnership, partnership_id)
    if partnership is None:
        raise NotFound()
    if not actor.reads(partnership_id):
        raise Forbidden()
    return partnership


def _check_writer(session: Session, actor: Actor, partnership_id: int) -> None:
    _check_reader(session, actor, partnership_id)
    if not actor.writes(partnership_id):
        raise Forbidden()


def _known(kind: str) -> None:
    if kind not in OWNED:
        raise NotFound()


def _found(
    session: Session, partnership_id: int, kind: str, lang: str, *, lock: bool = False
) -> LetterWords | None:
    _known(kind)
    statement = _of(partnership_id, lang).where(col(LetterWords.kind) == kind)
    if lock:
        statement = statement.with_for_update()
    return session.exec(statement).one_or_none()


def _check(kind: str, body: LetterWordsBody) -> None:
    """Refuse an empty wording, unknown placeholders, and a subject of closing lines."""
    if kind == SIGNATURE and body.subject:
        raise Invalid("#/subject", "not_allowed")
    if not body.subject and not body.lead:
        raise Invalid("#/lead", "required")
    for name in ("subject", "lead"):
        if found := first_error(getattr(body, name), placeholders(kind)):
            code, what = found
            raise Invalid(f"#/{name}", code, what=what)


def _default(kind: str, lang: str) -> tuple[str, str]:
    """Subject and opening of the product's own wording."""
    default = NO_WORDING if kind == SIGNATURE else default_wording(kind, lang, placeholders(kind))
    return default.subject, default.lead


def _view(
    actor: Actor, partnership_id: int, kind: str, lang: str, own: LetterWords | None
) -> LetterWordsView:
    subject, lead = _default(kind, lang)
    writes = actor.writes(partnership_id)
    return LetterWordsView(
        kind=kind,
        lang=lang,
        placeholders=list(placeholders(kind)),
        default=WordsView(subject=subject, lead=lead),
        own=WordsView(subject=own.subject, lead=own.lead) if own else None,
        version=own.version if own else 0,
        updated_at=own.updated_at if own else None,
        allowed=["edit", *(["delete"] if own else [])] if writes else [],
    )
