"""Services of courses, which all partnerships share. Coordinators add courses; the owner changes them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import text
from app.core.actor import Actor
from app.core.database import records
from app.core.database.references import edit_and_delete, referring
from app.core.errors import Forbidden
from app.core.json_values import Json
from app.core.searched import all_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words
from app.core.web.paging import Deleted, Slice
from app.courses.models import Course, CourseCreate, CourseQuery, CourseUpdate, CourseView

SORTS: Sorts = {
    "title": col(Course.sort_key),
    "hours": col(Course.hours),
    "days": col(Course.days),
    "accreditation": by_words(col(Course.accreditation)),
}


def visible_courses(query: CourseQuery | None = None) -> SelectOfScalar[Course]:
    """Everybody may read the catalogue."""
    statement = select(Course)
    if query and query.q:
        statement = statement.where(*all_words(col(Course.folded_title), query.q))
    return statement


def list_courses(session: Session, actor: Actor, query: CourseQuery) -> Slice[CourseView | Deleted]:
    def to_views(courses: Sequence[Course]) -> list[CourseView]:
        return _views(session, actor, courses)

    return paging.synced_page(session, actor, Course, visible_courses(query), query, to_views, sorts=SORTS)


def _views(session: Session, actor: Actor, courses: Sequence[Course]) -> list[CourseView]:
    owned = {course.id for course in courses if actor.owns(course.owner_partnership_id)}
    kept = referring(session, Course, sorted(owned))
    return [
        CourseView.of(
            course,
            allowed=edit_and_delete(course.id in owned, course.id in kept),
            referred_by=kept.get(course.id, []),
        )
        for course in courses
    ]


def _view(session: Session, actor: Actor, course: Course) -> CourseView:
    return _views(session, actor, [course])[0]


def get_course(session: Session, actor: Actor, course_id: int) -> CourseView:
    return _view(session, actor, records.get(session, _one(course_id)))


def create_course(session: Session, actor: Actor, body: CourseCreate) -> CourseView:
    if not actor.adds_shared:
        raise Forbidden()
    owner = {"owner_partnership_id": actor.home}
    course = Course.model_validate(body, update=_derived(body.title) | owner)
    session.add(course)
    session.flush()
    return _view(session, actor, course)


def update_course(
    session: Session, actor: Actor, course_id: int, version: int, body: CourseUpdate
) -> CourseView:
    course = _own(session, actor, course_id, version)
    if "title" in records.apply_changes(course, body):
        course.sqlmodel_update(_derived(course.title))
    session.flush()
    return _view(session, actor, course)


def delete_course(session: Session, actor: Actor, course_id: int, version: int) -> None:
    records.delete(session, _own(session, actor, course_id, version))


def _own(session: Session, actor: Actor, course_id: int, version: int) -> Course:
    course = records.get_for_update(session, _one(course_id), version)
    if not actor.owns(course.owner_partnership_id):
        raise Forbidden()
    return course


def _one(course_id: int) -> SelectOfScalar[Course]:
    return visible_courses().where(col(Course.id) == course_id)


def _derived(title: str) -> Json:
    """The columns for search and order."""
    return {"folded_title": text.fold(title), "sort_key": text.sort_key(title)}
