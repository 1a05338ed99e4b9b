"""Columns that hold the texts of a record without case and accents, to be searched."""

from sqlalchemy import event
from sqlmodel import SQLModel

from app.core.text import fold


def keep_folded(table: type[SQLModel], *sources: str) -> None:
    """Make `folded_text` of the columns `sources` whenever a record of the table is stored."""

    def refresh(_mapper: object, _connection: object, record: SQLModel) -> None:
        texts = (str(getattr(record, name) or "") for name in sources)
        setattr(record, "folded_text", fold(" ".join(texts)))  # noqa: B010 - of any table that has it

    event.listen(table, "before_insert", refresh)
    event.listen(table, "before_update", refresh)
