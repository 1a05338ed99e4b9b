"""All tables in one place, for the migrations: importing this module fills the metadata."""

from importlib import import_module
from importlib.util import find_spec

ROOMS = (
    "territories",
    "accounts",
    "organisations",
    "partnerships",
    "letters",
    "courses",
    "events",
    "attachments",
    "seat_blocks",
    "slots",
    "registrations",
    "messages",
    "attendance",
    "invitations",
    "series",
    "meetings",
    "decisions",
    "minutes",
    "needs",
    "talks",
    "tasks",
    "projects",
    "newsletter",
    "feedback",
    "privacy",
    "audit",
)

import_module("app.core.database.changes")
import_module("app.core.web.idempotency")
import_module("app.core.mail.outbox")
for room in ROOMS:
    if find_spec(f"app.{room}") and find_spec(f"app.{room}.models"):
        import_module(f"app.{room}.models")
