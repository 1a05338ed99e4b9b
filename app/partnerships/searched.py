"""Partnerships and their groups in the search."""

from sqlmodel import col

from app.core.searched import Searched, register, with_words
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import visible_groups
from app.partnerships.models import Partnership
from app.partnerships.service import visible_partnerships

register(
    "group",
    Searched(
        WorkingGroup,
        lambda actor, q: with_words(visible_groups(actor), col(WorkingGroup.folded_name), q),
        lambda: [col(WorkingGroup.sort_key), col(WorkingGroup.id)],
        "partnerships:read",
        "/working-groups/{id}",
    ),
)
register(
    "partnership",
    Searched(
        Partnership,
        lambda actor, q: with_words(visible_partnerships(actor), col(Partnership.folded_name), q),
        lambda: [col(Partnership.sort_key), col(Partnership.id)],
        "partnerships:read",
        "/partnerships/{id}",
        public=True,
        partnership=lambda partnership: partnership.id,
    ),
)
