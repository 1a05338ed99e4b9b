"""The log of a consultation, written by the staff of the partnership and read by them."""

from app.registrations.models import Registration
from app.slots.shapes import ConsultationLog


def write_log(registration: Registration, log: ConsultationLog | None) -> None:
    """None, and a log of empty fields alone, delete what was written."""
    written = log.model_dump() if log and log != ConsultationLog() else None
    if written != registration.log:
        registration.log = written
