"""Enrolments of people in whole series."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.core.database.changes import tracked
from app.core.database.columns import Record, read_only, table_args, within_partnership
from app.organisations.people_models import Person

CURRENT = sa.text("cancelled_at IS NULL")


@tracked("enrolment")
class SeriesEnrolment(Record, table=True):
    """A person in all topics of a series in one territory; the registrations refer to it.

    If the series deals its seats, the time of the enrolment decides among the enrolled people.
    """

    __tablename__ = "series_enrolment"
    __table_args__ = table_args(
        within_partnership("series_id", "series"),
        within_partnership("person_id", "person"),
        sa.Index(
            "uq_series_enrolment_series_id_person_id_living",
            "series_id",
            "person_id",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
        sa.Index("ix_series_enrolment_series_id_id", "series_id", "id"),
    )

    series_id: int
    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    person_id: int = Field(index=True)
    territory_id: int = Field(foreign_key="territory.id", index=True)
    cancelled_at: datetime | None = None

    person: Person = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(SeriesEnrolment.person_id)")
    )
