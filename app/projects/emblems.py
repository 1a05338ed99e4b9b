"""Obligatory publicity: the emblem of a funding programme as a partnership shows it, and its sentence."""

from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.database.columns import Name, View
from app.core.errors import Forbidden, Invalid, NotFound, Problem
from app.core.files.pdf import is_drawable
from app.core.files.safe_svg import make_safe
from app.core.plain_text import one_line, whole_number
from app.core.web.multipart import Parts
from app.events.models import Event
from app.events.service import seen_event
from app.partnerships.models import Partnership
from app.projects.models import Emblem, FundingProgramme, Project

SVG_AT_MOST, PNG_AT_MOST = 60, 300
"""KB. A page weighs at most 100 KB with everything."""
ALT_AT_MOST = 200
"""Characters."""
PNG = b"\x89PNG\r\n\x1a\n"
Kind = Literal["svg", "png"]


class EmblemView(View):
    """`alt` is read instead of the picture; `version` changes with it.

    `kinds`: `svg` for pages and documents, `png` for letters.
    """

    id: int
    programme_id: int
    alt: Name
    kinds: list[Kind]
    version: int


class EmblemList(View):
    results: list[EmblemView]


class Publicity(View):
    """What has to stand beside an event, by the programme that pays for it; both null without one."""

    sentence: str | None
    emblem: EmblemView | None


def list_emblems(session: Session, partnership_id: int) -> EmblemList:
    records.get(session, select(Partnership).where(Partnership.id == partnership_id))
    statement = (
        select(Emblem).where(Emblem.partnership_id == partnership_id).order_by(col(Emblem.programme_id))
    )
    return EmblemList(results=[_view(one) for one in session.exec(statement)])


def check_writer(session: Session, actor: Actor, partnership_id: int) -> None:
    """Before anything of an upload is read."""
    records.get(session, select(Partnership).where(Partnership.id == partnership_id))
    if not actor.writes(partnership_id):
        raise Forbidden()


def put_emblem(session: Session, actor: Actor, partnership_id: int, parts: Parts) -> EmblemView:
    """Replace what is sent. A new emblem needs its words and a picture."""
    check_writer(session, actor, partnership_id)
    number = parts.fields.get("programme_id", "")
    programme_id = whole_number(number)
    if programme_id is None:
        raise Invalid("#/programme_id", "required" if not number else "not_a_number")
    records.get_referenced(session, FundingProgramme, programme_id, "#/programme_id")
    emblem = _of(session, partnership_id, programme_id) or Emblem(
        partnership_id=partnership_id, programme_id=programme_id
    )
    if "alt" in parts.fields or not emblem.alt:
        emblem.alt = _alt(parts.fields.get("alt", ""))
    if svg := parts.files.get("svg"):
        emblem.svg = make_safe(_short(svg, SVG_AT_MOST, "#/svg"), "#/svg")
        if not is_drawable(emblem.svg):
            raise Invalid("#/svg", "not_drawable")
    if png := parts.files.get("png"):
        if not png.startswith(PNG):
            raise Invalid("#/png", "not_png")
        emblem.png = _short(png, PNG_AT_MOST, "#/png")
    if not emblem.svg and not emblem.png:
        raise Invalid("#/svg", "no_file")
    emblem.version += 1
    emblem.updated_at = clock.now()
    session.add(emblem)
    session.flush()
    return _view(emblem)


def delete_emblem(session: Session, actor: Actor, emblem_id: int, version: int) -> None:
    """With both pictures; the sentence stays with the programme."""
    emblem = records.get(session, select(Emblem).where(Emblem.id == emblem_id).with_for_update())
    if not actor.writes(emblem.partnership_id):
        raise Forbidden()
    if version not in (records.ANY_VERSION, emblem.version):
        raise Problem("stale", version=emblem.version)
    session.delete(emblem)


def _alt(typed: str) -> str:
    alt = one_line(typed)
    if not alt:
        raise Invalid("#/alt", "required")
    if len(alt) > ALT_AT_MOST:
        raise Invalid("#/alt", "too_long", max_length=ALT_AT_MOST)
    return alt


def _short(content: bytes, at_most: int, pointer: str) -> bytes:
    if len(content) > at_most * 1_000:
        raise Invalid(pointer, "file_too_large", limit=at_most)
    return content


def picture(session: Session, emblem_id: int, kind: Kind) -> bytes:
    emblem = records.get(session, select(Emblem).where(Emblem.id == emblem_id))
    found = emblem.svg.encode() if kind == "svg" and emblem.svg else emblem.png if kind == "png" else None
    if found is None:
        raise NotFound()
    return found


def publicity_of(session: Session, actor: Actor, event_id: int) -> Publicity:
    """Of an event that this reader may see."""
    event = seen_event(session, actor, event_id)
    project = session.get(Project, event.project_id) if event.project_id else None
    programme = (
        session.get(FundingProgramme, project.programme_id) if project and project.programme_id else None
    )
    if programme is None:
        return Publicity(sentence=None, emblem=None)
    emblem = _of(session, event.partnership_id, programme.id)
    return Publicity(sentence=programme.publicity or None, emblem=_view(emblem) if emblem else None)


class LetterPublicity(NamedTuple):
    """What a letter about an event shows: the sentence, and the picture with its words."""

    sentence: str
    alt: str
    png: bytes | None


def letter_publicity(session: Session, event_id: object) -> LetterPublicity | None:
    """By the event that a letter is about; None when nobody asks for publicity."""
    if not isinstance(event_id, int):
        return None
    statement = (
        select(FundingProgramme.publicity, Emblem.alt, Emblem.png)
        .join(Project, col(Project.programme_id) == FundingProgramme.id)
        .join(Event, col(Event.project_id) == Project.id)
        .outerjoin(
            Emblem,
            sa.and_(
                col(Emblem.programme_id) == FundingProgramme.id,
                col(Emblem.partnership_id) == Event.partnership_id,
            ),
        )
        .where(Event.id == event_id)
    )
    found = session.exec(statement).first()
    if found is None or not (found[0] or found[2]):
        return None
    return LetterPublicity(found[0], found[1] or "", found[2])


def emblem_of(session: Session, project: Project) -> Emblem | None:
    """For documents."""
    return _of(session, project.partnership_id, project.programme_id) if project.programme_id else None


def _of(session: Session, partnership_id: int, programme_id: int) -> Emblem | None:
    statement = select(Emblem).where(
        Emblem.partnership_id == partnership_id, Emblem.programme_id == programme_id
    )
    return session.exec(statement).first()


def _view(emblem: Emblem) -> EmblemView:
    pictures: dict[Kind, object] = {"svg": emblem.svg, "png": emblem.png}
    kinds = [kind for kind, content in pictures.items() if content]
    return EmblemView(
        id=emblem.id, programme_id=emblem.programme_id, alt=emblem.alt, kinds=kinds, version=emblem.version
    )
