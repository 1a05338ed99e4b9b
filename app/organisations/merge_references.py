"""What rows that come back refer to may be gone: deleted since, or merged into another record."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.organisations.merge_models import RecordMerge


def rooted(session: Session, table: sa.Table, row: Mapping[str, object]) -> dict[str, object] | None:
    """The row with references to records that stand.

    A record that was merged since is the one that it was merged into; one that is gone is left out. None when
    the row is nothing without it.
    """
    found = dict(row)
    for key in table.foreign_key_constraints:
        if not _stands(session, key, found) and not _mend(session, key, found):
            return None
    return found


def _stands(session: Session, key: sa.ForeignKeyConstraint, row: Mapping[str, object]) -> bool:
    """As the database sees it: a key with an empty column refers to nothing."""
    values = [(element.column, row[element.parent.name]) for element in key.elements]
    if any(value is None for _, value in values):
        return True
    named = sa.exists().where(*(column == value for column, value in values))
    return bool(session.connection().execute(sa.select(named)).scalar_one())


def _mend(session: Session, key: sa.ForeignKeyConstraint, row: dict[str, object]) -> bool:
    """Refer to what the record became, or to nothing. False when the row has to refer to something."""
    pointing = [one.parent for one in key.elements if one.column.name == "id"]
    for column in pointing:
        row[column.name] = _merged_into(session, key.referred_table.name, row[column.name])
    if all(row[column.name] is not None for column in pointing):
        return True
    return all(column.nullable for column in pointing)


def _merged_into(session: Session, record: str, gone_id: object) -> int | None:
    """The record that stands after all merges; None when there is none."""
    found: int | None = None
    seen = {gone_id}
    while True:
        statement = select(RecordMerge.kept_id).where(
            RecordMerge.record == record, RecordMerge.gone_id == (found or gone_id)
        )
        into = session.exec(statement.order_by(col(RecordMerge.id).desc()).limit(1)).first()
        if into is None or into in seen:
            return found
        found = into
        seen.add(into)
