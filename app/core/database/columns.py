"""Types of columns and fields that all rooms share, with their limits."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Self, get_args

import sqlalchemy as sa
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from sqlalchemy.orm import QueryableAttribute
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.addresses import spellings_of
from app.core.json_values import Json
from app.core.plain_text import as_read

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata


def refuse_unstorable(text: str) -> str:
    """PostgreSQL stores no NUL, and UTF-8 has no bytes for half of a surrogate pair."""
    if "\x00" in text or any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise ValueError("nul")
    return text


def _paragraphs(value: object) -> object:
    """What stands in a text from outside is seen by its readers; other types are refused afterwards."""
    return as_read(refuse_unstorable(value)) if isinstance(value, str) else value


def _one_line(value: object) -> object:
    """Join pasted lines: a line break in a name would start a new field in a header or a calendar."""
    seen = _paragraphs(value)
    return " ".join(seen.splitlines()) if isinstance(seen, str) else seen


def _with_letter(name: str) -> str:
    if not any(map(str.isalpha, name)):
        raise ValueError("no_letter")
    return name


def _without_web_address(text: str) -> str:
    """Names stand in letters to addresses that anybody typed; mail programs make links of such words."""
    seen = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if WEB_ADDRESS.search(seen):
        raise ValueError("web_address")
    return text


WEB_ADDRESS = re.compile(r"://|\bwww\.|\w\.[^\W\d_]{2,}/", re.IGNORECASE)
PARAGRAPHS = BeforeValidator(_paragraphs)
ONE_LINE = BeforeValidator(_one_line)
STORABLE = AfterValidator(refuse_unstorable)
"""For texts that come from outside. Each has one of these three."""

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    ONE_LINE,
]
"""A short line that must not be empty: a title, a name of a thing."""

NO_WEB_ADDRESS = AfterValidator(_without_web_address)

PersonName = Annotated[Name, AfterValidator(_with_letter), NO_WEB_ADDRESS]
"""A name of a person: with a letter in it, of any alphabet."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), ONE_LINE]
"""A short line that may be empty."""

TypedName = Annotated[Line, NO_WEB_ADDRESS]
"""A name of an organisation or a function that a visitor types; it may be empty."""

TypedPersonName = Annotated[TypedName, AfterValidator(lambda name: name and _with_letter(name))]
"""Who a visitor says they are; it may be empty."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), ONE_LINE]
"""A code or a title of a person."""

Title = Annotated[Word, NO_WEB_ADDRESS]
"""What stands before or behind the name of a person."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), PARAGRAPHS]
"""Several paragraphs; they may be empty."""

RequiredText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    PARAGRAPHS,
]
"""Several paragraphs that must not be empty."""

Opaque = Annotated[str, STORABLE]
"""A cursor or a token, which means something only as it was sent."""

LARGEST_ID = 2**31 - 1
RecordId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""An id from outside. An id that does not fit the column is refused before the database sees it."""


def _require_iso_text(value: object) -> object:
    """Refuse numbers: pydantic would read them as seconds since 1970, so `2017` as 1 January 1970.

    A time without an offset is refused anyway; one that no clock in Prague shows is told why.
    """
    if isinstance(value, (int, float)) or (isinstance(value, str) and not YEAR_FIRST.match(value)):
        raise ValueError("not_a_date")
    if (
        isinstance(value, str)
        and LOCAL_TIME.fullmatch(value)
        and clock.is_skipped(datetime.fromisoformat(value))
    ):
        raise ValueError("skipped_hour")
    return value


LOCAL_TIME = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(:[0-5]\d)?")
YEAR_FIRST = re.compile(r"\s*\d{4}-")
ISO_TEXT = BeforeValidator(_require_iso_text)
"""For days and times that come from outside."""

Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1990, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
    ISO_TEXT,
]
"""An instant with its offset, in a plausible range of years."""

Since = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
    ISO_TEXT,
]
"""An instant to compare with. The first and last years of the calendar are refused: they have no conversion
to another zone."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), ISO_TEXT]

Count = Annotated[int, Field(ge=0, le=1_000_000)]
"""A count of people, seats, pieces."""

Money = Annotated[
    Decimal,
    Field(ge=0, max_digits=14, decimal_places=2),
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json"),
]
"""Crowns with two decimal places. A decimal string in JSON, whole hellers in the database."""


def like_word(folded: str) -> str:
    """A word in a pattern for LIKE, escaped by `/`."""
    return folded.replace("/", "//").replace("%", "/%").replace("_", "/_")


def is_address(address: sa.ColumnElement[str], normal: str) -> sa.ColumnElement[bool]:
    """A condition: the column holds the address whose normal form is given."""
    return sa.func.lower(address).in_(sorted(spellings_of(normal)))


def address_contains(address: object, normal: object, part: str) -> sa.ColumnElement[bool]:
    """A condition: a part of the address, with its domain as people read it or in ASCII."""
    seen, compared = rel(address), rel(normal)
    wanted = part.lower()
    return sa.func.lower(seen).contains(wanted, autoescape=True) | compared.contains(wanted, autoescape=True)


class Hundredths(sa.TypeDecorator[Decimal]):
    """Two decimal places as a BIGINT of hundredths, because NUMERIC on SQLite is a float."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 100).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else _two_places(value)


@lru_cache(maxsize=1000)
def _two_places(hundredths: int) -> Decimal:
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"))


class Hellers(Hundredths):
    """Money: crowns in the code, whole hellers in the database."""

    cache_ok = True


def enum_column(kind: type[StrEnum], **options: Any) -> Any:
    """A column of a code list: text with a CHECK, so that both databases refuse another value."""
    column: Any = sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=max(32, *(len(member.value) for member in kind)),
        values_callable=lambda members: [member.value for member in members],
        name=_snake(kind.__name__),
    )
    return Field(sa_type=column, **options)


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


def json_column(default: Callable[[], Any] = dict) -> Any:
    return Field(default_factory=default, sa_type=sa.JSON, nullable=False)


def nullable_json_column() -> Any:
    """Null is stored as NULL, not as the JSON text `null`."""
    return Field(default=None, sa_type=sa.JSON(none_as_null=True))


def hundredths_column(**options: Any) -> Any:
    return Field(sa_type=Hundredths, **options)


def money_column(default: Decimal | None = None, **options: Any) -> Any:
    return Field(default=default, sa_type=Hellers, **options)


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a model, for statements on columns: the hot paths, and changes of many rows at once."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def read_only(join: str | None = None, **options: str) -> Json:
    """Options of a `Relationship` that only statements load (`selectinload`), never an attribute access.

    Services write the ids, so that no cascade changes anything. Beside a composite foreign key pass `join`:
    SQLite uses an index for a list of values of one column, and none for a list of pairs.
    """
    return {"lazy": "raise", "viewonly": True, **({"primaryjoin": join} if join else {}), **options}


def rel(attribute: object) -> QueryableAttribute[Any]:
    """Type a relationship or a column for the options of a statement, as `col` does for its conditions."""
    if not isinstance(attribute, QueryableAttribute):
        raise TypeError(f"not an attribute of a table: {attribute}")
    return attribute


def table_args(*parts: sa.schema.SchemaItem) -> tuple[sa.schema.SchemaItem | dict[str, bool], ...]:
    """Constraints and indexes of a table. SQLite never reuses an id, because other systems store ids."""
    return (*parts, {"sqlite_autoincrement": True})


def within_partnership(column: str, parent: str, **options: Any) -> sa.ForeignKeyConstraint:
    """A composite foreign key that can only refer to a record of the same partnership."""
    return sa.ForeignKeyConstraint(
        [column, "partnership_id"], [f"{parent}.id", f"{parent}.partnership_id"], **options
    )


def one_of(column: str, values: Iterable[str]) -> sa.CheckConstraint:
    """A CHECK like that of `enum_column`, for codes that are not an enum."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def never_negative(*columns: str, name: str = "counters") -> sa.CheckConstraint:
    """A CHECK that the columns are not negative. Null passes, as in every CHECK."""
    return sa.CheckConstraint(" AND ".join(f"{column} >= 0" for column in columns), name=name)


def belongs_to_partnership() -> sa.UniqueConstraint:
    """The key that `within_partnership` of other tables refers to."""
    return sa.UniqueConstraint("id", "partnership_id")


class Record(SQLModel):
    """The columns of every record. The session hook in `changes` moves `version` and `updated_at`.

    The database gives the `id` when the record is flushed; only a new record has None.
    """

    id: int = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now)
    updated_at: datetime = Field(default_factory=clock.now, index=True)
    version: int = 1


class Shape(BaseModel):
    """A request body. An unknown field is a mistake of the sender and is refused.

    The type of `model_config` is open, because a shape may also inherit from the base of a table.
    """

    model_config: ClassVar[Any] = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def reject_bool_as_number(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what pydantic would convert: `false` to 0 and 1 to true."""
        kinds = _kinds(cls, info.field_name or "")
        if isinstance(value, bool):
            wrong = bool not in kinds
        else:
            wrong = isinstance(value, (int, float)) and bool in kinds
        if wrong and Any not in kinds:
            raise ValueError("wrong_type")
        return value


@cache
def _kinds(shape: type[BaseModel], name: str) -> frozenset[object]:
    """The types of a field: `bool` and `NoneType` for `bool | None`."""
    return frozenset(_parts(shape.model_fields[name].annotation))


def _parts(annotation: object) -> Iterator[object]:
    if annotation is Any or isinstance(annotation, type):
        yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


class View(BaseModel):
    """A response body, built from a record or from keywords. Errors in it are logged without its values.

    It always contains all fields, so OpenAPI lists fields with a default as required too.
    """

    model_config: ClassVar[Any] = ConfigDict(
        from_attributes=True,
        hide_input_in_errors=True,
        json_schema_serialization_defaults_required=True,
    )

    @classmethod
    def of(cls, record: object, **more: object) -> Self:
        """Build the view from a record; `more` holds what the record does not have.

        The values are not validated again: they were validated on input, and a response must not fail because
        a rule for input has become stricter since. This also halves the time of a list.
        """
        return cls.unvalidated(
            {name: more[name] if name in more else getattr(record, name) for name in cls.model_fields}
        )

    @classmethod
    def unvalidated(cls, facts: Json) -> Self:
        """Build the view without validation, for lists: validating each field takes too long."""
        view = cls.__new__(cls)
        object.__setattr__(view, "__dict__", facts)
        object.__setattr__(view, "__pydantic_fields_set__", set(facts))
        object.__setattr__(view, "__pydantic_extra__", None)
        object.__setattr__(view, "__pydantic_private__", None)
        return view


class RecordView(View):
    """The fields that every tracked record shows."""

    id: int
    created_at: datetime
    updated_at: datetime
    version: int
