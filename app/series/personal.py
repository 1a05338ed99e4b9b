"""What enrolments in a series hold of people."""

from app.core.database.columns import table_of
from app.core.personal import declare, of_person, same
from app.registrations.personal import TAKING_PART
from app.series.models import SeriesEnrolment

declare(
    SeriesEnrolment,
    same(TAKING_PART, "person_id"),
    rows=of_person(table_of(SeriesEnrolment).c.person_id),
    shown=("series_id", "territory_id", "created_at", "cancelled_at"),
)
