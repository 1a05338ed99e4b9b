"""Names and texts fold the other Latin letters that are no plain letter and a mark, such as ə and ɓ"""

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import IntegrityError

revision = "0056_more_letters"
down_revision = "0055_list_indexes"
branch_labels = None
depends_on = None

COLUMNS = {
    "account": "folded_name",
    "partnership": "folded_name",
    "territory": "folded_name",
    "attachment": "folded_text",
    "course": "folded_title",
    "funding_programme": "folded_text",
    "newsletter": "folded_text",
    "organisation": "folded_name",
    "working_group": "folded_name",
    "person": "folded_name",
    "project": "folded_text",
    "suggestion": "folded_text",
    "talk": "folded_text",
    "group_application": "folded_name",
    "person_alias": "folded_name",
    "series": "folded_title",
    "event": "folded_text",
    "minutes": "folded_text",
    "need": "folded_text",
    "effect": "folded_text",
    "decision": "folded_text",
    "task": "folded_text",
}
BLOCKS = ((0x180, 0x2B0), (0x1D00, 0x1DC0), (0x1E00, 0x1F00), (0x2C60, 0x2C80))
AS_WRITTEN = str.maketrans("əǝɛɔɵɑʉʊɩɣʒʃȷ", "eeeooauuigzsj")
WITH = re.compile("LATIN SMALL LETTER ([A-Z]) WITH .+")


def letters() -> Iterator[tuple[int, str]]:
    """Those that the names of Unicode call a plain letter with something."""
    for first, end in BLOCKS:
        for code in range(first, end):
            named = WITH.fullmatch(unicodedata.name(chr(code), ""))
            if named and not unicodedata.decomposition(chr(code)):
                yield code, named[1].lower()


def upgrade() -> None:
    """These letters have stood in the folded texts as they are. A row that then equals another one stays."""
    table = AS_WRITTEN | dict(letters())
    found = "".join(map(chr, table))
    for name, column in (*COLUMNS.items(), ("need", "folded_target_group")):
        _fold(sa.table(name, sa.column("id"), sa.column(column)), column, table, found)


def _fold(rows: sa.TableClause, column: str, table: dict[int, str], letters_of_it: str) -> None:
    connection, text = op.get_bind(), rows.c[column]
    stored = sa.select(rows.c.id, text).where(sa.func.length(text) > 0)
    has_one = re.compile(f"[{letters_of_it}]")
    for number, folded in connection.execute(stored).all():
        if not has_one.search(folded):
            continue
        try:
            with connection.begin_nested():
                changed = rows.update().where(rows.c.id == number)
                connection.execute(changed.values({column: folded.translate(table)}))
        except IntegrityError:
            continue


def downgrade() -> None:
    """Nothing: the names themselves are as they were, and are folded anew when they are saved."""
