"""Answers of a preview: two records side by side, and what merging them will do."""

from app.core.database.columns import View
from app.organisations.merge_models import Difference, MergeEffect, MergeWarning
from app.organisations.models import OrganisationView
from app.organisations.people_models import PersonView


class PersonMergePreview(View):
    """Two people side by side, and what merging them will do."""

    kept: PersonView
    duplicate: PersonView
    differences: list[Difference]
    effects: list[MergeEffect]
    warnings: list[MergeWarning]
    undo_days: int


class OrganisationMergePreview(View):
    """Two organisations side by side, and what merging them will do."""

    kept: OrganisationView
    duplicate: OrganisationView
    differences: list[Difference]
    effects: list[MergeEffect]
    undo_days: int
