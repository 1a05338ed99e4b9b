"""Courses and series hold nothing of people."""

from app.core.personal import declare
from app.courses.models import Course, Series, SeriesTopic

declare(Course, other=("title", "accreditation", "description", "folded_title", "sort_key"))
declare(Series, other=("title", "folded_title"))
declare(SeriesTopic, other=("title",))
