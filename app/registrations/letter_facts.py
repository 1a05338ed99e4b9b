"""What a letter about an event holds of it, as JSON; `letters` fills it in."""

from typing import TypedDict


class AboutEvent(TypedDict):
    id: int
    title: str
    url: str
    public: bool
    """Whether its page can be read without a login; other letters lead to the receiver's own page alone."""


class AboutSession(TypedDict):
    starts_at: str
    ends_at: str
    place: str
    note: str


class AboutOrganiser(TypedDict):
    name: str
    email: str


class Facts(TypedDict):
    """The facts of an event in every letter about it, as JSON."""

    event: AboutEvent
    partnership: str
    organiser: AboutOrganiser | None
    cancel_until: str | None
    sessions: list[AboutSession]
