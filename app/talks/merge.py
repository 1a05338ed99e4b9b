"""The rule of merging for talks."""

from app.organisations.merge_rules import repointed
from app.talks.models import Talk

repointed(Talk, "organisation_id", "Talks with the duplicate are talks with the organisation.")
