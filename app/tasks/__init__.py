"""Tasks: who has promised what, and until when."""

from app.core.errors import register

register(fields={"no_person": "This user is no person of the partnership."})
