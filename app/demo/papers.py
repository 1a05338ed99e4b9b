"""Papers of events, templates of groups and programmes of the good-practice seminars, made at loading."""

import hashlib
import json
from io import BytesIO
from typing import Literal

import typst
from docx import Document
from sqlmodel import col, select

from app.attachments.content import type_of
from app.attachments.models import AboutType, Attachment, AttachmentVersion
from app.core.files import store
from app.decisions.models import Decision, DecisionState
from app.demo.scene import Region, Scene
from app.events.agenda_models import AgendaItem
from app.events.models import Event, Visibility
from app.events.programme_models import ProgrammeItem, ProgrammeKind, ProgrammePerson, ProgrammeRole
from app.minutes.models import Minutes, MinutesState
from app.needs.models import Effect, Need
from app.organisations.people_models import Person
from app.partnerships.group_models import WorkingGroup

PAGE = b"""#let d = json(bytes(sys.inputs.d))
#set page(paper: "a5")
#set text(lang: "cs", size: 11pt)
= #d.title
#for line in d.lines [#line \\ ]"""
PICTURE = b"""#let d = json(bytes(sys.inputs.d))
#set page(width: 160pt, height: 90pt, margin: 12pt, fill: rgb("#eef3f8"))
#text(lang: "cs", size: 12pt)[#d.title]"""
About = Event | WorkingGroup | AgendaItem | Decision | Need | Effect | Minutes
KINDS: dict[type[About], AboutType] = {
    Event: AboutType.EVENT,
    WorkingGroup: AboutType.GROUP,
    AgendaItem: AboutType.AGENDA_ITEM,
    Decision: AboutType.DECISION,
    Need: AboutType.NEED,
    Effect: AboutType.EFFECT,
    Minutes: AboutType.MINUTES,
}
TALK, BREAK, DISCUSSION = ProgrammeKind
PROGRAMME = (
    (0, 0, 30, BREAK, "Prezence a občerstvení", (), ""),
    (0, 30, 60, TALK, "Co se v kraji osvědčilo: čtyři roky kulatých stolů", (0,), ""),
    (0, 90, 90, TALK, "Rodina v sociálně vyloučené lokalitě", (1, 2), ""),
    (0, 180, 60, BREAK, "Oběd", (), ""),
    (0, 240, 60, TALK, "Videa projektu: OSPOD, pověřené osoby, SAS, NZDM", (3,), ""),
    (0, 300, 60, DISCUSSION, "Kdo co dělá, když se obrátí škola", (1, 4), "Moderátorka krajského úřadu"),
    (1, 0, 120, TALK, "Dílny: rozhovor s dítětem a případová konference", (4, 5), ""),
    (1, 120, 15, BREAK, "", (), ""),
    (1, 135, 105, DISCUSSION, "Potřeby pro krajský kulatý stůl", (), "Moderátorka krajského úřadu"),
)
"""Day, minutes after its start, length, kind, title, speakers by number, moderator."""


def attach_papers(scene: Scene, region: Region) -> None:
    seminars = select(Event).where(col(Event.title).contains("dobré praxe")).order_by(col(Event.id))
    for seminar in scene.session.exec(seminars):
        map_ = _attach(
            scene, seminar, "Jak se k nám dostanete", _pdf("Jak se k nám dostanete", WAY), "cesta.pdf"
        )
        _programme(scene, region, seminar, map_)
    first = scene.session.exec(seminars).first()
    if first is not None:
        _attach(scene, first, "Plánek sálu", _drawn(PICTURE, "Plánek sálu", (), "png"), "planek.png")
        inside = "Rozpočet občerstvení", _pdf("Rozpočet občerstvení", BUDGET), "rozpocet.pdf"
        _attach(scene, first, *inside, visibility=Visibility.INTERNAL)
    groups = select(WorkingGroup).order_by(col(WorkingGroup.id)).limit(3)
    for group in scene.session.exec(groups):
        _attach(scene, group, "Prohlášení nového člena", _docx("Prohlášení nového člena"), "prohlaseni.docx")
        members = "Vzor zápisu z jednání", _docx("Vzor zápisu z jednání"), "vzor-zapisu.docx"
        _attach(scene, group, *members, visibility=Visibility.MEMBERS)


def attach_to_records(scene: Scene) -> None:
    """A paper of a decision, of points of an agenda, of a need, of an effect and of minutes."""
    items = (
        select(AgendaItem).where(col(AgendaItem.event_id).is_not(None)).order_by(col(AgendaItem.id).desc())
    )
    decided = select(Decision).where(Decision.state == DecisionState.ADOPTED).order_by(col(Decision.id))
    first: tuple[About | None, ...] = (
        scene.session.exec(decided).first(),
        scene.session.exec(items).first(),
        scene.session.exec(select(Need).order_by(col(Need.id))).first(),
        scene.session.exec(select(Effect).order_by(col(Effect.id))).first(),
    )
    titles = ("Důvodová zpráva", "Podklad k bodu", "Dotazník z kulatého stolu", "Zpráva o změně")
    for record, title in zip(first, titles, strict=True):
        if record is not None:
            _attach(scene, record, title, _pdf(title, GROUNDS), "podklad.pdf")
    for state in (MinutesState.PUBLISHED, MinutesState.APPROVED):
        found = select(Minutes).where(Minutes.state == state).order_by(col(Minutes.id))
        for minutes in scene.session.exec(found.limit(1)):
            _attach(
                scene,
                minutes,
                "Prezentace z jednání",
                _pdf("Prezentace z jednání", GROUNDS),
                "prezentace.pdf",
            )


GROUNDS = ("Ukázkový podklad: co se navrhuje, proč a koho se to týká.",)
WAY = ("Vlakem na hlavní nádraží, pak deset minut pěšky.", "Autem: parkoviště za budovou, zdarma.")
BUDGET = ("Káva a čaj: 60 osob.", "Obědy: dva dny.")


def _attach(
    scene: Scene,
    record: About,
    title: str,
    content: bytes,
    name: str,
    visibility: Visibility = Visibility.PUBLIC,
) -> int:
    attachment = scene.keep(
        Attachment(
            partnership_id=record.partnership_id,
            about_type=KINDS[type(record)],
            about_id=record.id,
            title=title,
            visibility=visibility,
        )
    )
    scene.keep(
        AttachmentVersion(
            attachment_id=attachment.id,
            partnership_id=record.partnership_id,
            number=1,
            file_name=name,
            media_type=type_of(content),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            stored=store.write(scene.session, content),
        )
    )
    return attachment.id


def _programme(scene: Scene, region: Region, seminar: Event, paper: int) -> None:
    """Speakers are people of the region; the first talk has the paper of the seminar."""
    speakers: list[Person] = [*region.facilitators, *region.lecturers, *region.workers]
    own = {"partnership_id": seminar.partnership_id}
    for position, (day, offset, minutes, kind, title, who, moderator) in enumerate(PROGRAMME):
        item = scene.keep(
            ProgrammeItem(
                event_id=seminar.id,
                position=position,
                day=day,
                start_offset=offset,
                minutes=minutes,
                kind=kind,
                title=title,
                attachment_ids=[paper] if position == 0 else [],
                **own,
            )
        )
        named = [(speakers[number % len(speakers)], place) for place, number in enumerate(who)]
        scene.keep_all(
            [
                ProgrammePerson(
                    item_id=item.id,
                    person_id=person.id,
                    name=person.name,
                    role=ProgrammeRole.SPEAKER,
                    position=place,
                    **own,
                )
                for person, place in named
            ]
        )
        if moderator:
            role = ProgrammeRole.MODERATOR
            scene.keep(ProgrammePerson(item_id=item.id, name=moderator, role=role, **own))


def _pdf(title: str, lines: tuple[str, ...]) -> bytes:
    return _drawn(PAGE, title, lines, "pdf")


def _drawn(source: bytes, title: str, lines: tuple[str, ...], kind: Literal["pdf", "png"]) -> bytes:
    facts = json.dumps({"title": title, "lines": lines})
    return bytes(typst.compile(source, format=kind, sys_inputs={"d": facts}))


def _docx(title: str) -> bytes:
    written, document = BytesIO(), Document()
    document.add_heading(title, level=1)
    document.add_paragraph("Ukázkový dokument: vyplňte, co se vás týká.")
    document.save(written)
    return written.getvalue()
