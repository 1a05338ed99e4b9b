"""Organisations and people."""

from app.core.errors import register

register(
    fields={
        "bad_ico": "This is not a valid IČO.",
    },
)
