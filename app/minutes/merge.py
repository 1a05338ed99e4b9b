"""Rules of merging for minutes: who took them, and who verifies them."""

from app.minutes.models import Minutes
from app.organisations.merge_rules import repointed

repointed(Minutes, "minute_taker_id", "Who took minutes stays named under the name they had.")
repointed(Minutes, "verifier_id", "Who verifies minutes stays named under the name they had.")
