"""Merging two records of one organisation. Organisations are shared, so their records move everywhere."""

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden, Invalid
from app.core.text import fold, sort_key
from app.organisations import merge
from app.organisations.merge_models import OrganisationMerge, Side
from app.organisations.merge_rules import Pair
from app.organisations.merge_views import OrganisationMergePreview
from app.organisations.models import Organisation, OrganisationDetail, OrganisationKind, OrganisationView
from app.organisations.service import get_organisation, visible_organisations

FIELDS = ("name", "ico", "kind", "territory_id", "website", "email", "phone", "public")


def preview_organisations(
    session: Session, actor: Actor, organisation_id: int, duplicate_id: int
) -> OrganisationMergePreview:
    """Both records and what merging will do; nothing changes."""
    kept = records.get(session, _one(actor, organisation_id))
    found = session.exec(_one(actor, duplicate_id)).one_or_none()
    gone = _pair_of(actor, kept, found, "?duplicate_id")
    chosen = _sides(kept, gone, {})
    return OrganisationMergePreview(
        kept=OrganisationView.of(kept),
        duplicate=OrganisationView.of(gone),
        differences=[merge.difference(kept, gone, name, side) for name, side in chosen.items()],
        effects=merge.effects(session, Pair("organisation", kept.id, gone.id)),
        undo_days=merge.UNDO_DAYS,
    )


def merge_organisations(
    session: Session, actor: Actor, organisation_id: int, body: OrganisationMerge
) -> OrganisationDetail:
    kept = records.get_for_update(session, _one(actor, organisation_id), records.ANY_VERSION)
    found = session.exec(_one(actor, body.duplicate_id).with_for_update(key_share=True)).one_or_none()
    gone = _pair_of(actor, kept, found, "#/duplicate_id")
    chosen = _sides(kept, gone, {str(name): side for name, side in body.take.items()})
    values = {name: getattr(gone, name) for name, side in chosen.items() if side == "duplicate"}

    def fill() -> None:
        session.refresh(kept)
        kept.sqlmodel_update(values)
        kept.folded_name, kept.sort_key = fold(kept.name), sort_key(kept.name)
        session.add(kept)

    merge.merge(session, Pair("organisation", kept.id, gone.id), gone, gone.name, fill)
    return get_organisation(session, actor, organisation_id)


def unmerge_organisations(
    session: Session, actor: Actor, organisation_id: int, merge_id: int | None
) -> OrganisationDetail:
    kept = records.get_for_update(session, _one(actor, organisation_id), records.ANY_VERSION)
    if not actor.owns(kept.owner_partnership_id):
        raise Forbidden()
    merge.unmerge(session, "organisation", organisation_id, merge_id)
    return get_organisation(session, actor, organisation_id)


def _one(actor: Actor, organisation_id: int) -> SelectOfScalar[Organisation]:
    return visible_organisations(actor).where(col(Organisation.id) == organisation_id)


def _pair_of(actor: Actor, kept: Organisation, found: Organisation | None, pointer: str) -> Organisation:
    if not actor.owns(kept.owner_partnership_id):
        raise Forbidden()
    if found is None or found.id == kept.id:
        raise Invalid(pointer, "not_found")
    if not actor.owns(found.owner_partnership_id):
        raise Forbidden()
    return found


def _sides(kept: Organisation, gone: Organisation, take: dict[str, Side]) -> dict[str, Side]:
    """The kind "other" says nothing, so the kind of the other record replaces it."""
    chosen = merge.sides(kept, gone, FIELDS, take)
    if "kind" in chosen and "kind" not in take and kept.kind == OrganisationKind.OTHER:
        chosen["kind"] = "duplicate"
    return chosen
