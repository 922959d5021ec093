"""Templates of checklists: what they are made of, and changing them.

A template's revision grows with each change of its lines. What a line said is never overwritten: one that is
changed is taken back, and another stands in its place; lists that were begun with the old one keep it until
somebody brings them up to date (`storage.handing_out`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.catalogue import lock_catalogue, share_catalogue
from storage.checklists import OwnerRight, TemplateItem, TemplateRecord

MOST_LINES = 60
"""Lines of one template."""
LONGEST_TITLE = 60
LONGEST_ABOUT = 400
LONGEST_STEP = 80
LONGEST_LINE = 300
LONGEST_AHEAD = 3650
"""Days after it is handed out that a line may be due."""
MOST_MONTHS = 120

CHANGED = "another line stands in its place"
TAKEN_OUT = "taken out of the template"


class TitleTaken(Exception):
    """Another template that stands has that title, or a key made of it."""


class NoName(Exception):
    """A title has no letter and no digit by which a command could name the template."""


class TooManyLines(Exception):
    """A template would have more than MOST_LINES."""


class NoLongerThere(Exception):
    """The template, or the line of it, was changed or taken out meanwhile."""


@dataclass(frozen=True, slots=True)
class LineSaid:
    """A line of a template as it is to be: what is to be done, under which heading, by whose right, by when.

    `due_after_days`: from the day it is handed out; None: without a due day. `every_months` None: done once.
    """

    text: str
    step: str = ""
    owner_right: OwnerRight = OwnerRight.LEAD
    due_after_days: int | None = None
    every_months: int | None = None
    needs_evidence: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in."""
        return {
            "text": self.text,
            "step": self.step,
            "owner_right": self.owner_right,
            "due_after_days": self.due_after_days,
            "every_months": self.every_months,
            "needs_evidence": self.needs_evidence,
        }


@dataclass(frozen=True, slots=True)
class TemplateSaid:
    """A template as it is to be. `key` names it in a command; made of the title where it is empty."""

    title: str
    about: str = ""
    for_agencies: bool = True
    key: str = ""


def key_of(title: str) -> str:
    """ "Agency readiness" is named by "agency-readiness". Raises NoName where nothing is left of it."""
    key = "-".join("".join(each if each.isalnum() else " " for each in fold(title)).split())
    if not key:
        raise NoName
    return key


def said_in(line: TemplateItem) -> LineSaid:
    """What a line says."""
    return LineSaid(
        line.text,
        line.step,
        OwnerRight(line.owner_right),
        line.due_after_days,
        line.every_months,
        line.needs_evidence,
    )


def templates_of(session: Session) -> list[TemplateRecord]:
    """The templates that stand, the region's first, by title."""
    query = select(TemplateRecord).where(TemplateRecord.voided_at.is_(None))
    return list(session.scalars(query.order_by(TemplateRecord.for_agencies, TemplateRecord.title)))


def template_by_key(session: Session, key: str) -> TemplateRecord | None:
    """The template of a key, if it stands."""
    query = select(TemplateRecord).where(TemplateRecord.key == key, TemplateRecord.voided_at.is_(None))
    return session.scalar(query)


def lines_of(session: Session, template_id: int) -> list[TemplateItem]:
    """The lines of a template in their order; what was taken out is left out."""
    query = select(TemplateItem).where(
        TemplateItem.template_id == template_id, TemplateItem.voided_at.is_(None)
    )
    return list(session.scalars(query.order_by(TemplateItem.place, TemplateItem.id)))


def lock_template(session: Session, template: TemplateRecord) -> None:
    """Makes those who change or hand out one template take turns; it is as it is now.

    The catalogue is shared before it, checklists and people are locked after it. Raises NoLongerThere for
    one that was taken out meanwhile.
    """
    session.flush()
    share_catalogue(session)
    session.refresh(template, with_for_update=session.get_bind().dialect.name != "sqlite" or None)
    if template.voided_at is not None:
        raise NoLongerThere


def write_template(
    session: Session, said: TemplateSaid, lines: Iterable[LineSaid], trail: Trail, is_ours: bool = False
) -> TemplateRecord:
    """A new template with its lines. One that was taken out, and has its key, comes back as it is said here.

    Raises NoName, TitleTaken and TooManyLines.
    """
    lock_catalogue(session)
    key = said.key or key_of(said.title)
    _refuse_taken(session, said.title, None)
    there = session.scalar(select(TemplateRecord).where(TemplateRecord.key == key))
    if there is not None and there.voided_at is None:
        raise TitleTaken
    wanted = list(lines)
    if len(wanted) > MOST_LINES:
        raise TooManyLines
    if there is None:
        there = TemplateRecord(key=key, recorded_at=trail.now, revision=0)
        session.add(there)
    else:
        there.voided_at = there.voided_by = there.void_reason = None
    there.title, there.about, there.for_agencies = said.title, said.about, said.for_agencies
    there.is_ours, there.recorded_by = is_ours, trail.by
    session.flush()
    before = _those_before(session, there, wanted)
    session.add_all(
        _line(there, line, place, trail, follows)
        for place, (line, follows) in enumerate(zip(wanted, before, strict=True), 1)
    )
    there.revision += 1
    _note(session, there, trail, "written", lines=len(wanted))
    return there


def change_template(session: Session, template: TemplateRecord, said: TemplateSaid, trail: Trail) -> bool:
    """Calls a template something else; whose it is stays, and so does its key. Whether that is a change.

    Raises NoLongerThere, NoName and TitleTaken.
    """
    key_of(said.title)
    lock_template(session, template)
    _refuse_taken(session, said.title, template.id)
    before = {"title": template.title, "about": template.about}
    now = {"title": said.title, "about": said.about}
    if before == now:
        return False
    template.title, template.about, template.is_ours = said.title, said.about, False
    _note(session, template, trail, "renamed", was=before, now=now)
    return True


def take_template_out(session: Session, template: TemplateRecord, trail: Trail) -> None:
    """Takes a template out: it is handed out no more, and the lists it began stay. Raises NoLongerThere."""
    lock_template(session, template)
    for each in lines_of(session, template.id):
        each.take_back(trail.now, trail.by, TAKEN_OUT)
    template.take_back(trail.now, trail.by, "taken out")
    _note(session, template, trail, "taken out")


def add_line(
    session: Session, template: TemplateRecord, said: LineSaid, trail: Trail, place: int | None = None
) -> TemplateItem:
    """Adds a line at a place (from 1), else behind the last one of its step.

    Raises NoLongerThere and TooManyLines.
    """
    lock_template(session, template)
    there = lines_of(session, template.id)
    if len(there) >= MOST_LINES:
        raise TooManyLines
    line = _line(template, said, len(there) + 1, trail)
    session.add(line)
    session.flush()
    _put(there, line, _end_of_step(there, said.step) if place is None else place)
    _settle(session, template, trail, "line added", text=said.text)
    return line


def change_line(
    session: Session,
    template: TemplateRecord,
    line: TemplateItem,
    said: LineSaid,
    trail: Trail,
    place: int | None = None,
) -> TemplateItem:
    """Says something else in a line's place, or puts it elsewhere; the line that stands there now.

    Raises NoLongerThere for one that was changed or taken out meanwhile.
    """
    lock_template(session, template)
    there = _with(session, template, line)
    standing = line
    if said != said_in(line):
        standing = _line(template, said, line.place, trail)
        standing.follows_id = line.id
        line.take_back(trail.now, trail.by, CHANGED)
        session.add(standing)
        session.flush()
        there[there.index(line)] = standing
    moved = place is not None and _put(there, standing, place)
    if standing is not line:
        _settle(session, template, trail, "line changed", text=said.text, was=line.text)
    elif moved:
        _settle(session, template, trail, "line moved", text=said.text)
    return standing


def take_line_out(session: Session, template: TemplateRecord, line: TemplateItem, trail: Trail) -> None:
    """Takes a line out of a template: what stands on lists of it stays there. Raises NoLongerThere."""
    lock_template(session, template)
    _with(session, template, line)
    line.take_back(trail.now, trail.by, TAKEN_OUT)
    _settle(session, template, trail, "line taken out", text=line.text)


def _refuse_taken(session: Session, title: str, but: int | None) -> None:
    if any(fold(each.title) == fold(title) and each.id != but for each in templates_of(session)):
        raise TitleTaken


def _line(
    template: TemplateRecord, said: LineSaid, place: int, trail: Trail, follows: int | None = None
) -> TemplateItem:
    return TemplateItem(
        template_id=template.id, place=place, follows_id=follows, recorded_at=trail.now, **said.columns
    )


def _those_before(session: Session, template: TemplateRecord, lines: Sequence[LineSaid]) -> list[int | None]:
    """Of a template that comes back, the line each takes the place of: that of the same words, if any.

    Lists it began before then have those lines already.
    """
    rows = list(session.scalars(select(TemplateItem).where(TemplateItem.template_id == template.id)))
    followed = {each.follows_id for each in rows}
    last = {fold(each.text): each.id for each in rows if each.id not in followed}
    return [last.pop(fold(each.text), None) for each in lines]


def _with(session: Session, template: TemplateRecord, line: TemplateItem) -> list[TemplateItem]:
    """The lines of a template, one of which is that line. Raises NoLongerThere."""
    session.refresh(line)
    there = lines_of(session, template.id)
    if line not in there:
        raise NoLongerThere
    return there


def _end_of_step(there: Sequence[TemplateItem], step: str) -> int:
    """The place behind the last line of a step; the last of all, where there is none of it."""
    last = [number for number, each in enumerate(there, 1) if fold(each.step) == fold(step)]
    return last[-1] + 1 if last else len(there) + 1


def _put(there: Sequence[TemplateItem], line: TemplateItem, place: int) -> bool:
    """Puts a line at a place (from 1) among the others. Whether any stands elsewhere now."""
    others = [each for each in there if each is not line]
    ordered = [*others[: max(0, place - 1)], line, *others[max(0, place - 1) :]]
    moved = ordered != list(there)
    for number, each in enumerate(ordered, 1):
        each.place = number
    return moved


def _settle(session: Session, template: TemplateRecord, trail: Trail, what: str, **detail: Any) -> None:
    """What follows from a change of its lines: the next revision, and an audit row."""
    template.revision += 1
    template.is_ours = False
    _note(session, template, trail, what, **detail)


def _note(session: Session, template: TemplateRecord, trail: Trail, what: str, **detail: Any) -> None:
    session.flush()
    trail.note(
        session,
        AuditKind.TEMPLATE_CHANGED,
        template.subject,
        of=[template, *lines_of(session, template.id)],
        what=what,
        template=template.key,
        revision=template.revision,
        **detail,
    )
