"""Projects hold nothing of people: their supported people are those who were present."""

from app.core.personal import declare
from app.projects.models import (
    Emblem,
    FundingProgramme,
    Project,
    ProjectActivity,
    ProjectFunding,
    ProjectIndicator,
    ProjectMilestone,
    ProjectPartner,
)

declare(FundingProgramme, other=("code", "name", "publicity", "note", "folded_text"))
declare(Emblem, other=("alt", "svg", "png"))
declare(Project, other=("title", "registration_number", "description", "note", "folded_text"))
declare(ProjectFunding, other=("source",))
declare(ProjectPartner, other=("role",))
declare(ProjectActivity, other=("code", "title", "description"))
declare(ProjectIndicator, other=("name", "unit"))
declare(ProjectMilestone, other=("title", "note"))
