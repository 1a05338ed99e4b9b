"""JSON as the API answers and takes it: its shapes are those of the API's documentation, checked there."""

from app.core.json_values import Facts, Json

__all__ = ["Json", "Record"]

Record = Facts
"""An object of an answer, only read here."""
