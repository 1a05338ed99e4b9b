"""The rule of merging for tasks."""

from app.organisations.merge_rules import repointed
from app.tasks.models import Task

repointed(Task, "owner_id", "Tasks of the duplicate are tasks of the person.")
