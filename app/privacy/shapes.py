"""Request and response bodies of the rights of people."""

from app.core.database.columns import View
from app.core.personal import Data, Ground, Kept, Purpose
from app.privacy.promises import Promise


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
