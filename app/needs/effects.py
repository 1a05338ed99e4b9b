"""Effects: what changed for people, with its source."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments.models import AboutType, Attachment
from app.attachments.service import visible_attachments
from app.core.actor import Actor
from app.core.database import records
from app.core.deadlines import check_happened
from app.core.errors import Forbidden, Invalid
from app.core.text import fold, search_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, referred
from app.core.web.paging import Deleted, Slice
from app.needs.models import Effect, Need
from app.needs.service import visible_needs
from app.needs.shapes import EffectCreate, EffectQuery, EffectUpdate, EffectView
from app.partnerships.models import Partnership

INSIDE = {"admin", "coordinator", "auditor", "member", "facilitator"}
SORTS: Sorts = {
    "title": by_words(col(Effect.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Effect.partnership_id)),
    "since": col(Effect.since),
    "quantity": col(Effect.quantity),
    "unit": by_words(col(Effect.unit)),
    "source": by_words(col(Effect.source)),
    "need_title": by_words(referred(Need, col(Need.title), col(Effect.need_id))),
}


def visible_effects(actor: Actor, query: EffectQuery | None = None) -> SelectOfScalar[Effect]:
    """Those who work in the partnership see its effects; others the effects of needs that they may see."""
    statement = select(Effect)
    inside = actor.partnerships(INSIDE)
    if inside is not None:
        needs = visible_needs(actor).with_only_columns(col(Need.id))
        own = col(Effect.partnership_id).in_(inside)
        statement = statement.where(sa.or_(own, col(Effect.need_id).in_(needs)))
    if query is None:
        return statement
    if query.partnership:
        statement = statement.where(col(Effect.partnership_id) == query.partnership)
    if query.need:
        statement = statement.where(col(Effect.need_id) == query.need)
    for word in search_words(query.q or ""):
        statement = statement.where(col(Effect.folded_text).contains(word, autoescape=True))
    return statement


def list_effects(session: Session, actor: Actor, query: EffectQuery) -> Slice[EffectView | Deleted]:
    def to_views(found: Sequence[Effect]) -> list[EffectView]:
        return _views(session, actor, found)

    statement = visible_effects(actor, query)
    return paging.synced_page(session, actor, Effect, statement, query, to_views, sorts=SORTS)


def get_effect(session: Session, actor: Actor, effect_id: int | None) -> EffectView:
    return _views(session, actor, [records.get(session, _one(actor, effect_id))])[0]


def create_effect(session: Session, actor: Actor, body: EffectCreate) -> EffectView:
    need = records.get_referenced(session, Need, body.need_id, "#/need_id")
    place = body.partnership_id or (need.partnership_id if need else None)
    if place is None:
        raise Invalid("#/partnership_id", "required")
    if not actor.writes(place):
        raise Forbidden()
    records.get_referenced(session, Partnership, place, "#/partnership_id")
    records.get_referenced(session, Need, body.need_id, "#/need_id", place)
    check_happened(body.since, "#/since")
    _check_evidence(session, place, body.attachment_ids)
    effect = Effect(**body.model_dump(exclude={"partnership_id"}), partnership_id=place)
    session.add(effect)
    return _saved(session, actor, effect)


def update_effect(
    session: Session, actor: Actor, effect_id: int, version: int, body: EffectUpdate
) -> EffectView:
    effect = _for_update(session, actor, effect_id, version)
    records.get_referenced(session, Need, body.need_id, "#/need_id", effect.partnership_id)
    check_happened(body.since, "#/since")
    _check_evidence(session, effect.partnership_id, body.attachment_ids or ())
    records.apply_changes(effect, body)
    return _saved(session, actor, effect)


def delete_effect(session: Session, actor: Actor, effect_id: int, version: int) -> None:
    records.delete(session, _for_update(session, actor, effect_id, version))


def _one(actor: Actor, effect_id: int | None) -> SelectOfScalar[Effect]:
    return visible_effects(actor).where(col(Effect.id) == effect_id)


def _for_update(session: Session, actor: Actor, effect_id: int, version: int) -> Effect:
    effect = records.get_for_update(session, _one(actor, effect_id), version)
    if not actor.writes(effect.partnership_id):
        raise Forbidden()
    return effect


def _check_evidence(session: Session, partnership_id: int, attachment_ids: Sequence[int]) -> None:
    for place, number in enumerate(attachment_ids):
        pointer = f"#/attachment_ids/{place}"
        records.get_referenced(session, Attachment, number, pointer, partnership_id)


def _saved(session: Session, actor: Actor, effect: Effect) -> EffectView:
    effect.folded_text = fold(f"{effect.title} {effect.text} {effect.source}")
    session.flush()
    return get_effect(session, actor, effect.id)


def _views(session: Session, actor: Actor, found: Sequence[Effect]) -> list[EffectView]:
    statement = visible_needs(actor).where(col(Need.id).in_({effect.need_id for effect in found}))
    rows = session.execute(statement.with_only_columns(col(Need.id), col(Need.title)))
    titles = dict(rows.all())
    files = _evidence(session, actor, found)
    return [
        EffectView.of(
            effect,
            need_title=titles.get(effect.need_id),
            attachment_ids=files[effect.id],
            allowed=["edit", "delete"] if actor.writes(effect.partnership_id) else [],
        )
        for effect in found
    ]


def _evidence(session: Session, actor: Actor, found: Sequence[Effect]) -> dict[int, list[int]]:
    """By effect, the ids of the files attached to it and of those that it names, as far as the actor sees
    them."""
    about = sa.and_(
        col(Attachment.about_type) == AboutType.EFFECT,
        col(Attachment.about_id).in_([effect.id for effect in found]),
    )
    named = {number for effect in found for number in effect.attachment_ids}
    statement = visible_attachments(actor).where(about | col(Attachment.id).in_(named))
    files = session.exec(statement.order_by(col(Attachment.id))).all()
    return {
        effect.id: [
            file.id
            for file in files
            if file.id in effect.attachment_ids
            or (file.about_type == AboutType.EFFECT and file.about_id == effect.id)
        ]
        for effect in found
    }
