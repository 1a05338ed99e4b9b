"""What can be searched: each room registers its records, with the function that says who reads them.

`register("need", Searched(Need, found=..., ...))` in a module of `app.subscriptions`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.sql.base import ExecutableOption
from sqlmodel.sql.expression import SelectOfScalar

from app.core import text
from app.core.actor import Actor, KeyScope
from app.core.database.columns import Record
from app.core.web.keyset import Column, Condition

R = TypeVar("R", bound=Record)
Branch = tuple[SelectOfScalar[Any], Sequence[str]]
"""A select of records, and the words that the index finds them by; none where there is no index."""


def title_of(record: object) -> str:
    return str(getattr(record, "title", None) or getattr(record, "name", ""))


def partnership_of(record: object) -> int | None:
    place: int | None = getattr(record, "partnership_id", None)
    return place


def no_detail(record: object) -> str:
    return ""


@dataclass(frozen=True)
class Searched(Generic[R]):
    """How one type is found: what the actor may read with these words in it, in which order, and where it is.

    The records are those of all branches together. `public`: the public finds some of them too. An API key
    needs `scope`. `detail` tells records of one title apart.
    """

    table: type[R]
    found: Callable[[Actor, str], Sequence[Branch]]
    order: Callable[[], Sequence[Column]]
    scope: KeyScope
    path: str
    public: bool = False
    title: Callable[[R], str] = title_of
    detail: Callable[[R], str] = no_detail
    partnership: Callable[[R], int | None] = partnership_of
    options: tuple[ExecutableOption, ...] = ()


REGISTERED: dict[str, Searched[Any]] = {}
"""By the type that an answer of the search names."""


def register(kind: str, searched: Searched[R]) -> None:
    REGISTERED[kind] = searched


def with_words(statement: SelectOfScalar[Any], column: Column, q: str) -> Sequence[Branch]:
    """The records with all the words of `q` in a folded column that has no index."""
    return [(statement.where(*all_words(column, q)), ())]


def all_words(column: Column, q: str) -> list[Condition]:
    return [column.contains(word, autoescape=True) for word in text.search_words(q)]


def beginning(written: str, longest: int = 80) -> str:
    """The first words of a text, for records without a title."""
    plain = " ".join(written.split())
    return plain if len(plain) <= longest else f"{plain[:longest].rstrip()}…"
