"""Request and response bodies of the rights of people."""

from datetime import date, datetime
from enum import StrEnum

from app.core.addresses import Email
from app.core.database.columns import Name, PersonName, Shape, View
from app.core.json_values import Json
from app.core.personal import Data, Ground, Kept, Purpose


class Promise(StrEnum):
    """One sentence of the notice."""

    NEEDS_END = "needs_end"
    DETAILS_END = "details_end"
    EVIDENCE_ENDS = "evidence_ends"
    PEOPLE_END = "people_end"
    LETTERS_END = "letters_end"
    CHANGES_END = "changes_end"
    CORRECT = "correct"
    COPY = "copy"
    ERASE = "erase"
    WITHDRAW = "withdraw"
    NO_SHOWS = "no_shows"
    NO_INVITATIONS = "no_invitations"


class Processing(View):
    """One kind of data: why, on which ground and how long. `days`: null where a day is not what ends it."""

    data: Data
    purpose: Purpose
    ground: Ground
    kept: Kept
    days: int | None


class Controller(View):
    """Who runs the installation, as its settings say; empty where they say nothing."""

    name: str
    address: str
    contact: str
    data_protection_contact: str


class ProcessingRegister(View):
    """What is processed of people, and what they are promised."""

    controller: Controller
    processings: list[Processing]
    promises: list[Promise]


# --- export ----------------------------------------------------------------------------------------------


class ExportedTable(View):
    """The rows of one table that are about the person, without empty fields."""

    table: str
    processings: list[Processing]
    rows: list[Json]


class PersonExport(View):
    """All that is kept of one person in one partnership."""

    person_id: int
    partnership_id: int
    partnership: str
    name: str
    made_at: datetime
    objects_to_profiling: bool
    tables: list[ExportedTable]


class DataRequest(Shape):
    """Where the link goes. With the name of the person it also shows what a shared mailbox must not."""

    email: Email
    first_name: PersonName | None = None
    last_name: PersonName | None = None


class DataRequested(View):
    """The same for every address: for how long the link works, if one was sent."""

    hours: int


class MyData(View):
    """`name_needed`: the link says no name, so colleagues and health needs are left out."""

    name_needed: bool
    people: list[PersonExport]


class Objection(Shape):
    """Whether the person objects to their no-shows being counted."""

    objects: bool


class OwnRights(View):
    """`consents`: those given at this event that still hold."""

    consents: list[str]
    objects_to_profiling: bool
    allowed: list[str]


# --- erasure ---------------------------------------------------------------------------------------------


class ErasureCreate(Shape):
    """Why the person is erased."""

    reason: Name


class ErasedData(View):
    """How many rows of one kind of data were erased."""

    what: Data
    rows: int


class KeptData(View):
    """What stays. `until`: the last day, null while none is known; `where`: programmes, or texts by table."""

    what: Data
    ground: Ground
    until: date | None
    where: list[str]


class ErasureView(View):
    """What was erased of a person, and what stays with its ground."""

    person_id: int
    erased: list[ErasedData]
    kept: list[KeptData]


# --- retention -------------------------------------------------------------------------------------------


class Staying(StrEnum):
    """Why data are not deleted."""

    PROGRAMME_DAY = "programme_day"
    PROGRAMME_WITHOUT_DAY = "programme_without_day"
    ERASED_WITH_EVIDENCE = "erased_with_evidence"
    EVENT_WITHOUT_DATE = "event_without_date"
    LOGIN = "login"
    REFUSAL = "refusal"


class DeletedOn(View):
    """What was deleted on one day. `complete`: all rules were through."""

    day: date
    complete: bool
    deleted: dict[Kept, int]


class NeverDeleted(View):
    """What stays: how many people or rows, why, and the day on which that ends, if it is known."""

    reason: Staying
    count: int
    name: str
    until: date | None


class RetentionReport(View):
    """What was deleted, the last day first, and what is never deleted in the partnerships of the reader."""

    ran_at: datetime | None
    days: list[DeletedOn]
    kept: list[NeverDeleted]
