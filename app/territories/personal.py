"""Territories hold nothing of people."""

from app.core.personal import declare
from app.territories.models import Territory

declare(Territory, other=("code", "name", "path", "folded_name", "sort_key"))
