"""Needs raised at the first round of tables and taken over by the regional one; effects of a town's plan."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import col, select

from app.core import clock, text
from app.courses.models import EventKind
from app.demo.round_tables import FIRST_ROUND, REGIONAL
from app.demo.scene import Region, Scene
from app.events.models import Event, RoundTable, RoundTableLevel
from app.needs.models import Effect, Need, NeedState, NeedStep, NeedWeight, RoundTableResult, StepKind
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership


class Raised(NamedTuple):
    """A need of one table, with what the regional table answered; empty: nothing yet."""

    code: str
    title: str
    target_group: str
    answer: str = ""
    passed: bool = True
    weight: NeedWeight = NeedWeight.CORE


FAMILIES, CHILDREN = "Rodiny s dětmi", "Děti ohrožené ve svém vývoji"
RAISED = (
    Raised(
        "5102",
        "Terénní služba pro rodiny v malých obcích",
        FAMILIES,
        "Kraj zařadí rozšíření sociálně aktivizačních služeb do sítě na další rok.",
    ),
    Raised(
        "5103",
        "Dostupný dětský psychiatr",
        CHILDREN,
        "Kraj jedná s nemocnicemi; do té doby platí dohoda o přednostním objednání.",
    ),
    Raised(
        "5107",
        "Bydlení pro rodiny po odchodu z azylového domu",
        FAMILIES,
        "Téma převezme krajská pracovní skupina pro bydlení.",
    ),
    Raised("5105", "Společná porada OSPOD, škol a nízkoprahových klubů", CHILDREN),
    Raised("5110", "Nízkoprahový klub v Železném Brodě", "Dospívající", passed=False),
    Raised(
        "5108",
        "Doprava na setkání pěstounů",
        "Pěstounské rodiny",
        passed=False,
        weight=NeedWeight.MARGINAL,
    ),
)

RESULTS = {
    "5102": (
        ["OSPOD: případové konference", "SAS: práce v rodinách", "Škola: včasné upozornění"],
        ["Pravidelné schůzky OSPOD a SAS"],
        ["Služby v malých obcích", "Dětský psycholog"],
        ["Záškoláctví", "Rodiny ve dluzích"],
    ),
    "5103": (
        ["OSPOD: přijímá upozornění", "NZDM: volný čas a poradenství"],
        ["Společné výjezdy s terénními pracovníky", "Informační leták pro školy"],
        ["Dětský psychiatr", "Krizová lůžka"],
        ["Děti s psychiatrickou diagnózou"],
    ),
    "5107": (
        ["Město: sociální byty", "Azylový dům: doprovázení"],
        ["Dohoda města s poskytovateli o dluzích na nájmu"],
        ["Navazující bydlení"],
        ["Bydlení rodin", "Spolupráce se školami"],
    ),
}
"""Competences, good practice, gaps, and the programme of the next table, by ORP."""

SOURCE = "Komunitní plán sociálních služeb Trhové Sviny"
EFFECTS = (
    (
        "Z klientů sociálně terapeutické dílny jsou zaměstnanci chráněných dílen",
        "Klienti sociálně terapeutické dílny se stávají zaměstnanci chráněných dílen.",
        35,
        "klientů",
    ),
    ("Ubytovna", "Ubytovna s 16 lůžky.", 16, "lůžek"),
    ("Nový klub", "Nový klub otevřený roku 2014.", None, ""),
)


def needs_of_the_first_round(scene: Scene, region: Region) -> None:
    """The regional table of 30. 11. 2017 took over most of them and answered some."""
    tables = _tables(scene, region)
    regional = _regional(scene, region)
    for raised in RAISED:
        _raise(scene, region, raised, tables[raised.code], regional)
    for code, parts in RESULTS.items():
        competences, good_practice, gaps, next_programme = parts
        scene.keep(
            RoundTableResult(
                partnership_id=region.id,
                event_id=tables[code].id,
                competences=competences,
                good_practice=good_practice,
                gaps=gaps,
                next_programme=next_programme,
            )
        )


def _tables(scene: Scene, region: Region) -> dict[str, Event]:
    """The table of the first round by the code of its ORP."""
    days = {clock.at(day, 9): code for code, day in FIRST_ROUND.items()}
    statement = select(Event).where(
        col(Event.partnership_id) == region.id,
        col(Event.kind) == EventKind.ROUND_TABLE,
        col(Event.starts_at).in_(days),
    )
    return {days[event.starts_at]: event for event in scene.session.exec(statement) if event.starts_at}


def _regional(scene: Scene, region: Region) -> Event:
    statement = (
        select(Event)
        .join(RoundTable, col(RoundTable.id) == col(Event.id))
        .where(RoundTable.level == RoundTableLevel.REGIONAL, col(Event.partnership_id) == region.id)
    )
    return scene.session.exec(statement.order_by(col(Event.starts_at)).limit(1)).one()


def _raise(scene: Scene, region: Region, raised: Raised, table: Event, regional: Event) -> None:
    state = NeedState.RAISED
    if raised.passed:
        state = NeedState.ANSWERED if raised.answer else NeedState.ESCALATED
    need = scene.keep(
        Need(
            partnership_id=region.id,
            event_id=table.id,
            territory_id=scene.place(raised.code),
            escalated_event_id=regional.id if raised.passed else None,
            title=raised.title,
            target_group=raised.target_group,
            weight=raised.weight,
            state=state,
            raised_on=FIRST_ROUND[raised.code],
            answer=raised.answer,
            folded_target_group=text.fold(raised.target_group),
            folded_text=text.fold(f"{raised.title} {raised.target_group}"),
        )
    )
    if raised.passed:
        _step(scene, need, StepKind.ESCALATED, REGIONAL, event_id=regional.id)
    if raised.answer:
        _step(scene, need, StepKind.ANSWERED, REGIONAL + timedelta(days=14), text=raised.answer)


def _step(
    scene: Scene,
    need: Need,
    kind: StepKind,
    day: date,
    *,
    text: str = "",
    event_id: int | None = None,
    group_id: int | None = None,
) -> None:
    step = NeedStep(
        need_id=need.id,
        partnership_id=need.partnership_id,
        kind=kind,
        at=clock.at(day, 12),
        text=text,
        event_id=event_id,
        group_id=group_id,
    )
    scene.keep(step)


def effects_of_trhove_sviny(scene: Scene) -> None:
    named = select(Partnership).where(col(Partnership.name) == "Komunitní plánování Trhové Sviny")
    partnership = scene.session.exec(named).one()
    need = _need_of_trhove_sviny(scene, partnership)
    for title, words, quantity, unit in EFFECTS:
        scene.keep(
            Effect(
                partnership_id=partnership.id,
                title=title,
                text=words,
                since=date(2014, 1, 1),
                quantity=quantity,
                unit=unit,
                need_id=need.id if title == EFFECTS[0][0] else None,
                source=SOURCE,
                folded_text=text.fold(f"{title} {words} {SOURCE}"),
            )
        )


def _need_of_trhove_sviny(scene: Scene, partnership: Partnership) -> Need:
    """Raised in a group, passed to the steering group and answered; the first effect follows from it."""
    groups = select(WorkingGroup).where(WorkingGroup.partnership_id == partnership.id)
    by_name = {group.name: group for group in scene.session.exec(groups)}
    title, target = "Práce pro lidi ze sociálně terapeutické dílny", "Osoby se zdravotním postižením"
    answer = "Dílna připraví klienty na přechod do chráněných dílen v okolí."
    need = scene.keep(
        Need(
            partnership_id=partnership.id,
            group_id=by_name[target].id,
            escalated_group_id=by_name["Řídící skupina"].id,
            territory_id=scene.place("3113"),
            title=title,
            target_group=target,
            state=NeedState.ANSWERED,
            raised_on=date(2012, 10, 1),
            answer=answer,
            folded_target_group=text.fold(target),
            folded_text=text.fold(f"{title} {target}"),
        )
    )
    steering = by_name["Řídící skupina"].id
    _step(scene, need, StepKind.ESCALATED, date(2012, 11, 12), group_id=steering)
    _step(scene, need, StepKind.ANSWERED, date(2013, 3, 4), text=answer)
    return need
