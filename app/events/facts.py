"""Protocols of the facts that rules read of an event; records and rows with these columns fit them."""

from datetime import datetime
from typing import Protocol

from app.core.json_values import Json


class EventDates(Protocol):
    """The first start and the last end of an event; None while it has no sessions."""

    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


class EventTimes(EventDates, Protocol):
    """The facts that decide the status of an event and whether people may sign up."""

    @property
    def status(self) -> str: ...
    @property
    def registration_opens_at(self) -> datetime | None: ...
    @property
    def registration_closes_at(self) -> datetime | None: ...


class EventSeats(EventTimes, Protocol):
    """The facts that decide whether there is a seat."""

    @property
    def capacity(self) -> int | None: ...
    @property
    def taken(self) -> int: ...
    @property
    def kept(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def waiting_list(self) -> bool: ...


class EventStay(EventDates, Protocol):
    """The lodging and meals that an event offers, as they are stored."""

    @property
    def stay(self) -> Json: ...
