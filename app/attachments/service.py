"""Services of attachments: who may read one is decided here, staff of the partnership add and change them."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about, scanner
from app.attachments.content import LONGEST_NAME, fitting_name, type_of
from app.attachments.models import AboutType, Attachment, AttachmentVersion, MediaType
from app.attachments.shapes import AttachmentQuery, AttachmentUpdate, AttachmentVersionView, AttachmentView
from app.core.actor import Actor
from app.core.database import records
from app.core.database.columns import refuse_unstorable, rel
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from app.core.files import store
from app.core.plain_text import one_line, whole_number
from app.core.searched import all_words
from app.core.settings import Settings
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.multipart import Parts
from app.core.web.paging import Deleted, Slice
from app.events.models import Visibility
from app.partnerships.models import Partnership

LARGEST_FILE = 25 * 1024 * 1024
"""Bytes."""
SORTS: Sorts = {
    "title": by_words(col(Attachment.title)),
    "about_type": order_of(col(Attachment.about_type), AboutType),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Attachment.partnership_id)),
    "visibility": order_of(col(Attachment.visibility), Visibility),
    "created_at": col(Attachment.created_at),
    "updated_at": col(Attachment.updated_at),
}
SHOWN = selectinload(rel(Attachment.versions))


class File(NamedTuple):
    """A file that was looked into: its type is known, and no virus was found."""

    name: str
    kind: MediaType
    content: bytes


class Upload(NamedTuple):
    """A new attachment as it was sent and found in order."""

    attachment: Attachment
    file: File


def visible_attachments(actor: Actor, types: Iterable[str] = ()) -> SelectOfScalar[Attachment]:
    """Staff see all of their partnership. Others see those of records that they see: public ones, and, where
    they are among the members of the record, those for members. An API key needs a scope of the record.

    `types`: only about records of these types; each that is left out saves a part of the statement.
    """
    statement = select(Attachment)
    if actor.partnerships() is None and actor.scopes is None:
        return statement
    return statement.where(sa.or_(*(_seen(name, actor) for name in types or about.REGISTERED)))


def _seen(name: str, actor: Actor) -> sa.ColumnElement[bool]:
    """A condition: the attachment is about a record of this type, and the actor may see it."""
    known = about.REGISTERED[name]
    reader = known.reader(actor)
    of_type, about_id = col(Attachment.about_type) == name, col(Attachment.about_id)
    staff = reader.partnerships()
    if staff is None:
        return of_type
    may = col(Attachment.visibility) == Visibility.PUBLIC
    if reader.known:
        among = about_id.in_(known.inside_ids(reader))
        may |= sa.and_(col(Attachment.visibility) == Visibility.MEMBERS, among)
    seen = sa.and_(about_id.in_(known.visible_ids(reader)), may)
    return sa.and_(of_type, col(Attachment.partnership_id).in_(staff) | seen if staff else seen)


def list_attachments(
    session: Session, actor: Actor, query: AttachmentQuery
) -> Slice[AttachmentView | Deleted]:
    statement = visible_attachments(actor, _types(query)).options(SHOWN)
    statement = statement.where(*all_words(col(Attachment.folded_text), query.q or ""))
    asked = {
        Attachment.about_type: query.about_type,
        Attachment.about_id: query.about_id,
        Attachment.partnership_id: query.partnership,
        Attachment.visibility: query.visibility,
    }
    for column, value in asked.items():
        if value is not None:
            statement = statement.where(col(column) == value)

    if query.event is not None:
        statement = statement.where(_of_event(query.event))

    def to_views(rows: list[Attachment]) -> list[AttachmentView]:
        events = _events_of(session, rows)
        return [_view(session, actor, row, events.get((row.about_type, row.about_id))) for row in rows]

    return paging.synced_page(session, actor, Attachment, statement, query, to_views, sorts=SORTS)


def _types(query: AttachmentQuery) -> list[str]:
    """The types that the filters leave; none: all of them."""
    if query.about_type is not None:
        return [query.about_type]
    if query.event is not None:
        return [name for name, known in about.REGISTERED.items() if known.event_id is not None]
    return []


def _of_event(event_id: int) -> sa.ColumnElement[bool]:
    """Of the event itself or of a record that belongs to it."""
    ways: list[sa.ColumnElement[bool]] = []
    for name, known in about.REGISTERED.items():
        if known.event_id is not None:
            there = sa.select(known.id).where(known.event_id == event_id)
            ways.append(sa.and_(col(Attachment.about_type) == name, col(Attachment.about_id).in_(there)))
    return sa.or_(*ways)


def _events_of(session: Session, attachments: Sequence[Attachment]) -> dict[tuple[str, int], int | None]:
    """The events of the records that the files are about, by their type and id: a statement for each type."""
    found: dict[tuple[str, int], int | None] = {}
    for name in {one.about_type for one in attachments}:
        known = about.REGISTERED[name]
        if known.event_id is not None:
            wanted = {one.about_id for one in attachments if one.about_type == name}
            rows = session.execute(sa.select(known.id, known.event_id).where(known.id.in_(wanted)))
            found |= {(name, about_id): event_id for about_id, event_id in rows}
    return found


def get_attachment(session: Session, actor: Actor, attachment_id: int) -> AttachmentView:
    attachment = _get(session, actor, attachment_id)
    [event_id] = _events_of(session, [attachment]).values() or [None]
    return _view(session, actor, attachment, event_id)


def read_file(
    session: Session, actor: Actor, attachment_id: int, number: int | None
) -> tuple[AttachmentVersion, bytes]:
    """The newest version; an older one for those who may change the attachment."""
    attachment = _get(session, actor, attachment_id)
    wanted = attachment.latest if number is None else number
    if wanted != attachment.latest and not _writes(actor, attachment):
        raise NotFound()
    version = next((one for one in attachment.versions if one.number == wanted), None)
    if version is None:
        raise NotFound()
    content = store.read(store.folder_of(session), version.stored)
    if content is None:
        raise NotFound("file_missing")
    return version, content


def newest_files(
    session: Session, actor: Actor, about_type: AboutType, about_id: int
) -> list[tuple[Attachment, AttachmentVersion, bytes]]:
    """Those of a record that the actor may see, by title. `file_missing` when the content of one is gone."""
    statement = visible_attachments(actor, [about_type]).options(SHOWN)
    of_record = col(Attachment.about_type) == about_type, col(Attachment.about_id) == about_id
    found = session.exec(statement.where(*of_record).order_by(SORTS["title"], col(Attachment.id))).all()
    return [(one, *read_file(session, actor, one.id, None)) for one in found]


def inspect(session: Session, actor: Actor, parts: Parts) -> Upload:
    """Check a new attachment before the lock to write is taken: what it is about, its type, its content."""
    kind = parts.fields.get("about_type", "")
    if kind not in about.REGISTERED:
        raise Invalid("#/about_type", "not_a_choice" if kind else "required")
    partnership_id, about_id = _find_record(session, actor, kind, parts.fields.get("about_id", ""))
    if not (actor.writes(partnership_id) and actor.may_read(about.REGISTERED[kind].room)):
        raise Forbidden()
    file = inspect_file(session, parts)
    attachment = Attachment(
        partnership_id=partnership_id,
        about_type=AboutType(kind),
        about_id=about_id,
        title=_title(parts.fields.get("title", "")) or file.name,
        visibility=_visibility(parts.fields.get("visibility", "")),
    )
    return Upload(attachment, file)


def _find_record(session: Session, actor: Actor, kind: str, typed: str) -> tuple[int, int]:
    """The partnership and the id of the record, when the actor may see it."""
    number = whole_number(typed)
    if number is None:
        raise Invalid("#/about_id", "not_a_number" if typed else "required")
    known = about.REGISTERED[kind]
    record = session.get(known.table, number)
    seen = known.visible_ids(known.reader(actor)).where(known.id == number)
    if record is None or session.execute(seen).first() is None:
        raise Invalid("#/about_id", "not_found")
    place: int = getattr(record, "partnership_id")  # noqa: B009
    return place, number


def inspect_file(session: Session, parts: Parts) -> File:
    content = parts.files.get("file")
    if content is None:
        raise Invalid("#/file", "required")
    if len(content) > LARGEST_FILE:
        raise Problem("too_large")
    kind = type_of(content)
    settings: Settings = session.info["settings"]
    scanner.check(settings.clamd_url, content)
    return File(fitting_name(parts.names.get("file", ""), kind), kind, content)


def _title(typed: str) -> str:
    try:
        title = one_line(refuse_unstorable(typed))
    except ValueError as error:
        raise Invalid("#/title", "nul") from error
    if len(title) > LONGEST_NAME:
        raise Invalid("#/title", "too_long", max_length=LONGEST_NAME)
    return title


def _visibility(typed: str) -> Visibility:
    if typed and typed not in list(Visibility):
        raise Invalid("#/visibility", "not_a_choice")
    return Visibility(typed or Visibility.MEMBERS)


def create_attachment(session: Session, actor: Actor, upload: Upload) -> AttachmentView:
    session.add(upload.attachment)
    session.flush()
    _add_version(session, upload.attachment, upload.file)
    return get_attachment(session, actor, upload.attachment.id)


def check_writer(session: Session, actor: Actor, attachment_id: int) -> None:
    """Before anything of an upload is read."""
    if not _writes(actor, _get(session, actor, attachment_id)):
        raise Forbidden()


def add_version(session: Session, actor: Actor, attachment_id: int, file: File) -> AttachmentView:
    """A newer file in the place of the one before, which stays in the history. 409 for the same again."""
    attachment = _get_for_update(session, actor, attachment_id, records.ANY_VERSION)
    digest = hashlib.sha256(file.content).hexdigest()
    if any(one.number == attachment.latest and one.sha256 == digest for one in attachment.versions):
        raise Conflict("same_file")
    attachment.latest += 1
    _add_version(session, attachment, file)
    return get_attachment(session, actor, attachment_id)


def _add_version(session: Session, attachment: Attachment, file: File) -> None:
    """The bytes of an earlier version are not stored twice."""
    digest = hashlib.sha256(file.content).hexdigest()
    same = select(AttachmentVersion.stored).where(
        AttachmentVersion.attachment_id == attachment.id, AttachmentVersion.sha256 == digest
    )
    session.add(
        AttachmentVersion(
            attachment_id=attachment.id,
            partnership_id=attachment.partnership_id,
            number=attachment.latest,
            file_name=file.name,
            media_type=file.kind,
            size=len(file.content),
            sha256=digest,
            stored=session.exec(same.limit(1)).first() or store.write(session, file.content),
        )
    )
    session.flush()


def update_attachment(
    session: Session, actor: Actor, attachment_id: int, version: int, body: AttachmentUpdate
) -> AttachmentView:
    attachment = _get_for_update(session, actor, attachment_id, version)
    records.apply_changes(attachment, body)
    session.flush()
    return get_attachment(session, actor, attachment_id)


def delete_attachment(session: Session, actor: Actor, attachment_id: int, version: int) -> None:
    """With all versions. The files go once that is committed."""
    remove(session, _get_for_update(session, actor, attachment_id, version))


def remove(session: Session, attachment: Attachment) -> None:
    names = select(AttachmentVersion.stored).where(AttachmentVersion.attachment_id == attachment.id)
    store.remove_at_commit(session, set(session.exec(names)))
    session.delete(attachment)
    session.flush()


def _get(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    return records.get(session, _one(actor, attachment_id))


def _get_for_update(session: Session, actor: Actor, attachment_id: int, version: int) -> Attachment:
    attachment = records.get_for_update(session, _one(actor, attachment_id), version)
    if not _writes(actor, attachment):
        raise Forbidden()
    return attachment


def _writes(actor: Actor, attachment: Attachment) -> bool:
    return about.REGISTERED[attachment.about_type].reader(actor).writes(attachment.partnership_id)


def _one(actor: Actor, attachment_id: int) -> SelectOfScalar[Attachment]:
    """Read from the database, also after a change."""
    one = visible_attachments(actor).where(col(Attachment.id) == attachment_id)
    return one.options(SHOWN).execution_options(populate_existing=True)


def _view(session: Session, actor: Actor, attachment: Attachment, event_id: int | None) -> AttachmentView:
    writes = _writes(actor, attachment)
    newest = next(one for one in attachment.versions if one.number == attachment.latest)
    shown: Sequence[AttachmentVersion] = attachment.versions if writes else [newest]
    settings: Settings = session.info["settings"]
    return AttachmentView.of(
        attachment,
        event_id=event_id,
        number=newest.number,
        file_name=newest.file_name,
        media_type=newest.media_type,
        size=newest.size,
        sha256=newest.sha256,
        versions=[AttachmentVersionView.of(one) for one in shown],
        url=f"{settings.public_url.rstrip('/')}/attachments/{attachment.id}/file",
        allowed=["edit", "add_version", "delete"] if writes else [],
    )
