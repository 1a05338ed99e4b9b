"""Response bodies of the change feed, for other systems, and of the outbox, for staff. No tables."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.core.database.columns import Line, RecordId, Shape, Text, View, Word
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery
from app.letters.models import Trouble

PATHS = {
    "user": "/users/{id}",
    "role": "/roles/{id}",
    "api_key": "/api-keys/{id}",
    "organisation": "/organisations/{id}",
    "organisation_proposal": "/organisation-proposals/{id}",
    "organisation_contact": "/partnerships/{partnership_id}/contacts/{organisation_id}",
    "person": "/people/{id}",
    "partnership": "/partnerships/{id}",
    "letter_words": "/partnerships/{partnership_id}/letter-words",
    "working_group": "/working-groups/{id}",
    "group_application": "/applications/{id}",
    "group_member": "/working-groups/{group_id}/members/{id}",
    "course": "/courses/{id}",
    "series": "/series/{id}",
    "enrolment": "/series/{series_id}/enrolments",
    "event": "/events/{id}",
    "session": "/events/{event_id}",
    "attachment": "/attachments/{id}",
    "minutes": "/events/{event_id}/minutes",
    "seat_block": "/seat-blocks/{id}",
    "slot": "/events/{event_id}/slots/{id}",
    "registration": "/registrations/{id}",
    "attendance": "/sessions/{session_id}/attendance",
    "invitation": "/invitations/{id}",
    "message": "/messages/{id}",
    "newsletter": "/newsletters/{id}",
    "need": "/needs/{id}",
    "effect": "/effects/{id}",
    "task": "/tasks/{id}",
    "round_table_result": "/round-tables/{event_id}/result",
    "suggestion": "/suggestions/{id}",
    "decision": "/decisions/{id}",
    "talk": "/talks/{id}",
    "project": "/projects/{id}",
    "project_activity": "/projects/{project_id}/activities/{id}",
    "project_indicator": "/projects/{project_id}/indicators/{id}",
    "project_milestone": "/projects/{project_id}/milestones/{id}",
    "funding_programme": "/funding-programmes/{id}",
}
"""All types of the feed, which are all tracked tables, with the address of a record or of what shows it."""

SHARED = ("organisation", "course", "funding_programme")


class ChangeRow(View):
    """One change in the feed. `url` shows the record as it is now; after a deletion it answers 404."""

    cursor: str
    type: str
    id: int
    action: Literal["created", "updated", "deleted"]
    version: int
    at: datetime
    url: str


class ChangesQuery(PageQuery):
    """`after` is the cursor of the last row read; without it the feed starts at its beginning."""

    after: str | None = Field(default=None, max_length=60, pattern=r"^[0-9]{1,19}-[0-9]{1,18}$")
    types: Text | None = Field(default=None, description="Types, separated by commas.")


class LetterRow(View):
    """A letter in the outbox, without its text; `allowed` has `read` when that can be asked for."""

    id: int
    partnership_id: int | None
    kind: str
    receiver: str
    lang: str
    state: str
    about: str | None
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    error: str | None
    allowed: list[str]


class LetterText(View):
    """A letter as it went out; links that only its receiver may follow are blanked."""

    id: int
    kind: str
    receiver: str
    sent_at: datetime
    subject: str
    text: str


class LettersStanding(View):
    """How many letters have not arrived. `waiting` are tried again, the first at `next_at`.

    `allowed` holds `resend` for those who may send them again.
    """

    waiting: int
    failed: int
    refused: int
    next_at: datetime | None
    trouble: Trouble | None
    allowed: list[str]


class LettersResend(Shape):
    """Which letters go out again: those that wait for another try, that were given up or refused."""

    state: Literal["open", "failed", "refused"]


class LettersResent(View):
    """`left` stay as they are: their receiver has no address now, or there were too many for one call."""

    resent: int
    left: int


class LettersQuery(PageQuery):
    """Filters of the outbox."""

    state: Literal["open", "sent", "refused", "failed"] | None = None
    partnership: RecordId | None = None
    kind: Word | None = None
    about: Line | None = Field(default=None, description="As `registration:7`.")
    sort: Word | None = sorted_by("receiver", "kind", "state", "created_at", "sent_at", "attempts", "error")
