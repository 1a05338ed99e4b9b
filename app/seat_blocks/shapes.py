"""Request and response bodies of seat blocks."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator

from app.core.database.columns import Line, Moment, RecordId, RecordView, Shape, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.territories.models import TerritoryRef

Seats = Annotated[int, Field(ge=1, le=10_000)]


class SeatBlockCreate(Shape):
    """For an organisation or for the organisations of a territory, until a moment not after the start."""

    organisation_id: RecordId | None = None
    territory_id: TerritoryRef | None = None
    seats: Seats
    until: Moment
    note: Line = ""

    @model_validator(mode="after")
    def one_of_the_two(self) -> "SeatBlockCreate":
        if bool(self.organisation_id) == bool(self.territory_id):
            raise ValueError("required")
        return self


class SeatBlockUpdate(Shape):
    seats: Seats | None = None
    until: Moment | None = None
    note: Line | None = None


class SeatBlockQuery(SyncQuery):
    """No filters: an event has few of them."""

    sort: Word | None = sorted_by("name", "seats", "taken", "until", "released_at")


class SeatBlockView(RecordView):
    """`taken` of the `seats` are held; after `released_at` the rest is for all."""

    event_id: int
    organisation_id: int | None
    territory_id: int | None
    name: str
    seats: int
    taken: int
    until: datetime
    released_at: datetime | None
    note: str
    allowed: list[str]
