"""The log of a consultation: what was consulted, written by the staff of the partnership and read by them."""

from typing import Annotated

from pydantic import Field

from app.core.database.columns import Shape, Text
from app.registrations.models import Registration


class ConsultationLog(Shape):
    """What was consulted, for how many minutes, with which outcome, and what comes next."""

    text: Text = ""
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    outcome: Text = ""
    next_step: Text = ""


def write_log(registration: Registration, log: ConsultationLog | None) -> None:
    """None, and a log of empty fields alone, delete what was written."""
    written = log.model_dump() if log and log != ConsultationLog() else None
    if written != registration.log:
        registration.log = written
