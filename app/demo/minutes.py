"""Minutes in each state, of what took place; those of the last weeks are still missing."""

from datetime import date, timedelta

from sqlmodel import col, select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.text import fold
from app.courses.models import EventKind
from app.decisions.decide import adopt
from app.decisions.models import Decision, DecisionMode
from app.decisions.service import propose
from app.decisions.shapes import Adoption, DecisionCreate, Votes
from app.demo.scene import Scene
from app.events.agenda import agenda_of
from app.events.models import Event, EventStatus
from app.minutes import content, versions, write
from app.minutes.models import Minutes, MinutesItem, MinutesState, VersionCause
from app.minutes.shapes import EntryBody, ItemBody, MinutesPersonBody, MinutesSave
from app.tasks.models import Task, TaskState

PLANNING = "Jednání skupiny pro cizince, menšiny a osoby v krizi"
TEXTS = (
    "Řídící skupina schválila harmonogram plánu. Konečné znění hodnocení žádostí **rozhodne v prosinci**.",
    "- Kontaktní sociální práce: za polovinou, do konce roku 2020.\n"
    "- Centrum bydlení: žádost jednou zamítnuta, připravuje se nová verze.\n"
    "- Asistenti prevence kriminality: do roku 2021.",
    "Hodnocení žádostí o dotace: 30 % kritéria potřebnosti, 70 % personální kapacita (úvazky). "
    "Připomínky do konce listopadu.",
)
HOSPITAL = EntryBody(
    speaker="Ing. Radovan Smyšlený",
    organisation="nezisková organizace",
    text="Nemocnice předává klienty ve špatném stavu.",
    answer="Pomoci by mohl koordinátor zdraví v kraji.",
    follow_up="Město kraj osloví a na příštím jednání podá zprávu.",
    follow_up_due=date(2020, 1, 13),
)
MARCH = (
    ("Jednání skupiny Sociální služby", MinutesState.PUBLISHED),
    ("Jednání skupiny Zaměstnanost", MinutesState.APPROVED),
    ("Jednání skupiny Bydlení", MinutesState.COMMENT),
    ("Jednání skupiny Bezpečnost", MinutesState.DRAFT),
)
DECIDED = {
    "Jednání skupiny Sociální služby": ("Skupina doporučuje rozšířit terénní službu", 8, 0, 0),
    "Jednání skupiny Zaměstnanost": ("Skupina podpoří dílnu pro nezaměstnané", 6, 1, 1),
    "Jednání skupiny Bydlení": ("Skupina předloží návrh prostupného bydlení", 7, 0, 2),
}
"""What was voted on at the first point, with the votes for, against and abstained."""
TABLE = (
    ("Kdo co dělá", "Účastníci představili, kdo v území pracuje s rodinami a jak si předávají případy."),
    ("Co se daří", "Za přínos označili případové konference a osobní znalost kolegů z ostatních služeb."),
    ("Co chybí", "Opakovaně zazněla kapacita terénních služeb a dostupnost psychologické pomoci."),
    ("Potřeby", "Podněty jsou zapsány zvlášť a postoupí se krajskému kulatému stolu."),
    ("Program příštího stolu", "Účastníci pošlou návrhy koordinátorce nejpozději měsíc předem."),
)
"""What each round table goes through."""
WRITTEN_WITHIN = timedelta(days=30)
"""Minutes of what took place so lately are not written yet."""
CAUSES = {
    MinutesState.COMMENT: VersionCause.SUBMITTED,
    MinutesState.APPROVED: VersionCause.APPROVED,
    MinutesState.PUBLISHED: VersionCause.PUBLISHED,
}


def minutes_of_meetings(scene: Scene) -> None:
    """Of the planning group on 11 November 2019, and of the March meetings in Liberec."""
    planning = _event(scene, PLANNING)
    items = [
        ItemBody(
            title=one.item.title,
            agenda_item_id=one.item.id,
            text=text,
            discussion=[HOSPITAL] if place == 1 else [],
        )
        for place, (one, text) in enumerate(zip(agenda_of(scene.session, planning), TEXTS, strict=True))
    ]
    items.append(ItemBody(title="Další jednání", text="13. 1. 2020 v 15.00."))
    _keep(scene, planning, MinutesState.PUBLISHED, items)
    for title, state in MARCH:
        event = _event(scene, title)
        _keep(
            scene,
            event,
            state,
            [_item(one.item.id, one.item.title) for one in agenda_of(scene.session, event)],
        )
        if title in DECIDED:
            _decide(scene, event, *DECIDED[title])


def minutes_of_the_rest(scene: Scene) -> None:
    """Of the other meetings and round tables, approved; those of the finished project are published."""
    written = select(Minutes.event_id)
    held = (
        select(Event)
        .where(col(Event.kind).in_((EventKind.MEETING, EventKind.ROUND_TABLE)), col(Event.id).not_in(written))
        .where(Event.status == EventStatus.HELD, col(Event.ends_at) < clock.now() - WRITTEN_WITHIN)
        .order_by(col(Event.starts_at), col(Event.id))
    )
    for event in scene.session.exec(held).all():
        if event.kind == EventKind.MEETING:
            items = [_item(one.item.id, one.item.title) for one in agenda_of(scene.session, event)]
            items = items or [_item(None, "Průběh jednání")]
        else:
            items = [ItemBody(title=title, text=text) for title, text in TABLE]
        is_old = event.kind == EventKind.ROUND_TABLE and clock.day_of(event.ends_at or scene.now).year < 2020
        _keep(scene, event, MinutesState.PUBLISHED if is_old else MinutesState.APPROVED, items)


def _decide(scene: Scene, event: Event, title: str, in_favour: int, against: int, abstained: int) -> None:
    """By a vote, with a task that comes from it."""
    day, session = clock.day_of(event.ends_at or scene.now), scene.session
    first = select(MinutesItem.id).join(Minutes, col(Minutes.id) == col(MinutesItem.minutes_id))
    first = first.where(col(Minutes.event_id) == event.id).order_by(col(MinutesItem.position)).limit(1)
    body = DecisionCreate(
        group_id=event.group_id or 0,
        event_id=event.id,
        item_id=session.exec(first).one(),
        title=title,
        mode=DecisionMode.VOTE,
        valid_from=day,
    )
    number = propose(session, SYSTEM, body).id
    votes = Votes.model_validate({"for": in_favour, "against": against, "abstained": abstained})
    adopt(session, SYSTEM, number, Adoption(votes=votes))
    decision = session.get_one(Decision, number)
    decision.decided_at = event.ends_at
    asked = "Připravit podklady k rozhodnutí skupiny"
    scene.keep(
        Task(
            partnership_id=event.partnership_id,
            group_id=event.group_id,
            event_id=event.id,
            decision_id=number,
            title=asked,
            due=day + timedelta(days=30),
            state=TaskState.DONE,
            done_at=(event.ends_at or scene.now) + timedelta(days=20),
            note="Podklady mají členové v poště.",
            folded_text=fold(asked),
        )
    )


def _item(agenda_item_id: int | None, title: str) -> ItemBody:
    text = "Skupina téma probrala. Výstup se doplní po připomínkách členů."
    return ItemBody(
        title=title, agenda_item_id=agenda_item_id, text=text, internal=title.startswith("Pravidla")
    )


def _event(scene: Scene, title: str) -> Event:
    """The first of this title."""
    found = select(Event).where(col(Event.title) == title).order_by(col(Event.starts_at)).limit(1)
    return scene.session.exec(found).one()


def _keep(scene: Scene, event: Event, state: MinutesState, items: list[ItemBody]) -> None:
    body = MinutesSave(
        minute_taker=MinutesPersonBody(name="Bc. Ludmila Vymyšlená"),
        file_number="ZAP 14/2019" if event.title == PLANNING else "",
        disposal="A/10" if event.title == PLANNING else "",
        items=items,
    )
    minutes = write.create(scene.session, SYSTEM, event.id, body)
    held = event.ends_at or scene.now
    if state == MinutesState.COMMENT:
        minutes.comment_until = clock.at(clock.today() + timedelta(days=14), 18)
    if state in (MinutesState.APPROVED, MinutesState.PUBLISHED):
        minutes.comment_until = held + timedelta(days=14)
        minutes.approved_at = held + timedelta(days=16)
    if state == MinutesState.PUBLISHED:
        minutes.published_at = held + timedelta(days=17)
    minutes.state = state
    if cause := CAUSES.get(state):
        _version(scene, minutes, cause)
    scene.session.flush()


def _version(scene: Scene, minutes: Minutes, cause: VersionCause) -> None:
    versions.keep(scene.session, SYSTEM, minutes, content.items_of(scene.session, minutes.id), cause)
