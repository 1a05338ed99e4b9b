"""Courses, which all partnerships share; whoever writes somewhere may add to them."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import paging, records, text
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.paging import Slice
from app.courses.models import Course
from app.courses.shapes import CourseCreate, CourseQuery, CourseUpdate, CourseView


def visible_courses(query: CourseQuery | None = None) -> Any:
    """A catalogue for everybody."""
    statement = sa.select(Course)
    if query and query.q:
        statement = statement.where(col(Course.folded_title).contains(text.fold(query.q), autoescape=True))
    return statement


def list_courses(session: Session, actor: Actor, query: CourseQuery) -> Slice[Any]:
    def present(rows: list[Any]) -> list[CourseView]:
        return [CourseView.model_validate(row) for row in rows]

    return paging.synced_page(session, actor, Course, visible_courses(query), query, present)


def get_course(session: Session, course_id: int) -> CourseView:
    return CourseView.model_validate(records.find(session, _one(course_id)))


def create_course(session: Session, actor: Actor, body: CourseCreate) -> CourseView:
    _admit(actor)
    course = Course(**body.model_dump(), folded_title="", sort_key=b"")
    _name(course)
    session.add(course)
    session.flush()
    return CourseView.model_validate(course)


def update_course(
    session: Session, actor: Actor, course_id: int, version: int, body: CourseUpdate
) -> CourseView:
    _admit(actor)
    course = cast(Course, records.claim(session, _one(course_id), version))
    if "title" in records.take_over(course, body):
        _name(course)
    session.flush()
    return CourseView.model_validate(course)


def delete_course(session: Session, actor: Actor, course_id: int, version: int) -> None:
    _admit(actor)
    records.remove(session, records.claim(session, _one(course_id), version))


def _admit(actor: Actor) -> None:
    if not actor.writes_somewhere:
        raise Forbidden()


def _one(course_id: int) -> Any:
    return visible_courses().where(col(Course.id) == course_id)


def _name(course: Course) -> None:
    course.folded_title, course.sort_key = text.fold(course.title), text.sort_key(course.title)
