"""Needs, effects and results speak of target groups and services; people are not named in them."""

from app.core.personal import declare
from app.needs.models import Effect, Need, NeedStep, RoundTableResult

declare(Need, other=("title", "text", "target_group", "answer", "folded_target_group", "folded_text"))
declare(NeedStep, other=("text",))
declare(Effect, other=("title", "text", "unit", "source", "attachment_ids", "folded_text"))
declare(RoundTableResult, other=("competences", "good_practice", "gaps", "next_programme"))
