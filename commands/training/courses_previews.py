"""A change of what is asked, before its last word: whom it moves, from what to what; and how it is undone.

What is confirmed is what was shown: where anything of what is asked became another meanwhile, it is shown
anew. Within ten minutes the last change can be undone; later a further change, dated from its day, mends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.views import View

from commands.kit.blocks import button, words
from commands.kit.forms import Field, Modal
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.moves_views import moves_words
from commands.kit.problems import AskedBack, Refused, Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.training.courses import course_keyed, course_shown
from commands.training.courses_views import counts_line, named
from readiness.records import CourseId
from storage.audit import AuditRow
from storage.catalogue import catalogue_of, lock_catalogue
from storage.course_changes import undo as undo_change
from storage.course_changes import write
from storage.course_drafts import CourseDraft, Draft, EquivalentDraft, RequirementDraft, RuleDraft
from storage.course_records import Gone, Taken
from storage.moves import Moves, most_moved, moves_between
from words.amounts import listing
from words.days import spoken
from words.problems import Problem
from words.refreshers import allowances, how_often, of_whom

UNDO_MINUTES = 10
MOST_COUNTED = 20_000
"""For more people than these a change is not counted while somebody waits: Slack waits three seconds."""
TOO_MANY = (
    "It moves {most:,} people at most: everybody of whom it is asked, before or after. From what to what is "
    "counted in the background for so many: bring the same as a file (/muster import), and its preview says."
)
CHANGED_SINCE = "What is asked was changed since you looked. Nothing was recorded; this is how it is now."
NOT_YET = (
    f"Nothing is changed until you confirm it. Undo is available for {UNDO_MINUTES} minutes, until somebody "
    "changes anything else of what is asked; after that, make a further change and date it."
)
WENT = "That is not there any more. Nothing was changed."
EVERY_DAY = "What counts for what has no day of its own: what is answered about past days changes, too."


class Previewed(BaseModel):
    """One change, and the version of what is asked by which it was shown."""

    seen: int = 0
    course: CourseDraft | None = None
    rule: RuleDraft | None = None
    requirement: RequirementDraft | None = None
    equivalent: EquivalentDraft | None = None

    @classmethod
    def of(cls, draft: Draft, seen: int) -> Previewed:
        """A change as it is carried along."""
        match draft:
            case CourseDraft():
                return cls(seen=seen, course=draft)
            case RuleDraft():
                return cls(seen=seen, rule=draft)
            case RequirementDraft():
                return cls(seen=seen, requirement=draft)
            case EquivalentDraft():
                return cls(seen=seen, equivalent=draft)

    @property
    def draft(self) -> Draft:
        """The change. Raises Problem where there is none."""
        found = self.course or self.rule or self.requirement or self.equivalent
        if found is None:
            raise Problem(WENT)
        return found


class Undoable(BaseModel):
    """The change that Undo takes back, by its audit row; and the course it is about."""

    change: int
    course: int


def preview(request: Request, draft: Draft, note: str = "") -> Reply:
    """What a change would be and whom it moves, in place of its form. Raises Problem for what is gone."""
    return Reply(updated=_view(request, draft, note))


def preview_if_free(request: Request, draft: Draft, field: Field[Any]) -> Reply:
    """The same. Raises Wrong at a field of the form where what it says stands already."""
    try:
        draft.refuse_taken(request.session)
    except Taken as taken:
        raise Wrong({field.name: str(taken)}) from None
    return preview(request, draft)


def confirm(request: Request) -> Reply:
    """Makes the change that was shown; shows it anew where what is asked is another by now."""
    carried = request.carried(Previewed)
    draft = carried.draft
    lock_catalogue(request.session)
    try:
        if carried.seen != request.catalogue.number:
            raise AskedBack(preview(request, draft, CHANGED_SINCE))
        row = write(request.session, draft, request.trail(), request.today)
    except Gone:
        raise Problem(WENT) from None
    except Taken as taken:
        raise Problem(f"{taken} Nothing was changed.") from None
    return Reply(message=after(request, draft, row), closes=True)


def after(request: Request, draft: Draft, row: AuditRow | None) -> Message:
    """The course as it is after a change, with Undo."""
    key = page_of(draft)
    if row is None:
        return course_shown(request, key, "That is how it was already: nothing was changed.")
    undo_it = button("Undo", "courses.undo", Undoable(change=row.id, course=key))
    return course_shown(request, key, f"Recorded. {_sentence(request, draft)}", undo_it)


def undo(request: Request) -> Reply:
    """Takes the last change back, within its minutes."""
    carried = request.carried(Undoable)
    row = request.session.get(AuditRow, carried.change)
    mend = "Make a further change of it, and date it."
    if row is None:
        raise Problem(WENT)
    if request.now > row.at + timedelta(minutes=UNDO_MINUTES):
        raise Refused(f"Undo is available for {UNDO_MINUTES} minutes. After that the change stays.", mend)
    try:
        undo_change(request.session, row, request.trail(), request.today)
    except Gone:
        raise Refused("What is asked was changed since, or that was undone already.", mend) from None
    done = "Undone: it is as it was before, and both stay readable under Who changed what."
    return Reply(message=course_shown(request, carried.course, done), replaces=True)


def page_of(draft: Draft) -> CourseId:
    """The course whose page a change belongs to."""
    return draft.counts_for if isinstance(draft, EquivalentDraft) else draft.course


def whom_it_moves(request: Request, draft: Draft) -> tuple[list[date], Sequence[Moves]]:
    """The days on which a change shows, and whom it moves on each. Raises Gone."""
    before = catalogue_of(request.session).rulebook
    after_it = draft.after(request.session, before)
    days = draft.days(request.session, request.today)
    return days, moves_between(request.session, before, after_it, days, draft.concerned())


def too_many(request: Request, draft: Draft) -> int | None:
    """How many people a change moves at most, where they are too many to look at each in time."""
    before = catalogue_of(request.session).rulebook
    after_it = draft.after(request.session, before)
    most = most_moved(request.session, before, after_it, draft.concerned(), request.today)
    return most if most > MOST_COUNTED else None


def _view(request: Request, draft: Draft, note: str) -> View:
    try:
        most = too_many(request, draft)
        days, moves = whom_it_moves(request, draft) if most is None else ([], ())
    except (Gone, ValueError):
        raise Problem(WENT) from None
    said = moves_words(moves)
    if most is not None:
        said = TOO_MANY.format(most=most)
    elif not said:
        said = f"It moves nobody: on {listing([spoken(day) for day in days])} everybody would stand as now."
    elif all(each.on != request.today for each in moves):
        said = f"{said}\nToday it moves nobody."
    texts = [note, _sentence(request, draft), *_notes(draft, request.today), said, NOT_YET]
    carried = Previewed.of(draft, request.catalogue.number)
    return CONFIRM.view(carried=carried, above=[words(each) for each in texts if each])


def _sentence(request: Request, draft: Draft) -> str:
    """What a change is, in a sentence."""
    course = named(course_keyed(request, draft.course))
    match draft:
        case CourseDraft():
            plan = request.catalogue.plans.get(draft.plan or 0)
            teaches = f" It teaches {plan.name}." if plan else " It teaches no plan."
            return f"{draft.title} ({draft.code}).{teaches}"
        case RuleDraft(out=True):
            return f"{course}: the version of {spoken(draft.effective_on)} is taken back."
        case RuleDraft():
            version = draft.version
            besides = f" ({allowances(version)})" if allowances(version) else ""
            return f"{course}: from {spoken(draft.effective_on)} {how_often(version)}{besides}."
        case RequirementDraft(requirement=0):
            since = "since ever" if draft.effective_on is None else f"from {spoken(draft.effective_on)} on"
            return f"{course} is asked of {of_whom(draft.asked)}, {since}."
        case RequirementDraft():
            return f"{course} is no longer asked of {of_whom(draft.asked)}."
        case EquivalentDraft():
            counted = named(course_keyed(request, draft.counts_for))
            source = counts_line(course_keyed(request, draft.course), draft.relation)
            verb = "no longer counts" if draft.equivalent else "counts"
            return f"For {counted} {verb}: {source}."


def _notes(draft: Draft, today: date) -> list[str]:
    """What a change does to the answers about past days."""
    match draft:
        case CourseDraft():
            return ["Which plan a course teaches has no day of its own: past days are judged by it, too."]
        case RuleDraft(out=True) if draft.effective_on <= today:
            return [_past(draft.effective_on, "It was in force on days that are over.")]
        case RuleDraft() if draft.effective_on < today:
            return [_past(draft.effective_on, f"{spoken(draft.effective_on)} is over.")]
        case RequirementDraft(requirement=0, effective_on=None):
            return [
                "No day was given, so it is asked from the start: what is answered about past days says so, "
                "too, and the time to take it first counts from the day somebody joined, however long ago. "
                "With a day it is asked from that day on, and the time counts from it."
            ]
        case RequirementDraft(requirement=0, effective_on=date() as day) if day < today:
            return [_past(day, f"{spoken(day)} is over.")]
        case RequirementDraft() if draft.requirement:
            return [
                "What is asked has no last day: ended, it counts as never asked, and what is answered about "
                "past days changes, too. It stays readable under Who changed what."
            ]
        case EquivalentDraft():
            return [EVERY_DAY]
        case _:
            return []


def _past(day: date, why: str) -> str:
    return f"{why} What is answered about days from {spoken(day)} on changes, too."


CONFIRM = Modal(
    "courses.confirm",
    "Is this right?",
    "Confirm",
    (),
    confirm,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)

ENTRIES: tuple[Declared, ...] = (
    *CONFIRM.entries(),
    Click("courses.undo", undo, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=True),
)
