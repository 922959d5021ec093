"""Which classes are asked for: of a course, a time, an agency, one's own: "BLS classes in January"."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from commands.kit.request import Request
from commands.language.records_asked import Own, Said, nothing_offered, records_asked, refuse
from commands.language.records_meant import RecordsAsked, agencies_asked, scopes_said, span_said
from readiness.due import ScopeKind
from storage.classes import ClassRecord, ClassState, Coming, ComingRecord
from words.amounts import plural

EXAMPLE = "/training classes BLS in January"
NEXT, LAST, COMING, PAST, CANCELLED, TAUGHT = "next", "last", "coming", "past", "cancelled", "taught"
OWN = Own(
    called="classes",
    example=EXAMPLE,
    marks={
        "": "class | classes | course | courses | training | trainings | session | sessions | scheduled | "
        "list | there | held | hold | holding | still on | still | sign up | sign up for | offered | run | "
        "offering | ran | running | take place | took place | going on | take | taken | taking | schedule | "
        "calendar | all | every",
        NEXT: "next",
        LAST: "last | latest | most recent",
        COMING: "coming up | coming | upcoming | planned | ahead | come | comes | future",
        PAST: "past | previous | recent | lately | recently | so far | already",
        CANCELLED: "cancelled | canceled | called off",
        TAUGHT: "teach | teaches | teaching | taught | taught by | instruct | instructs | instructing",
    },
    looks_back=frozenset((LAST, PAST)),
    ours=frozenset((TAUGHT,)),
    takes=frozenset((ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION, ScopeKind.PERSON)),
    courses=True,
)


class ClassesAsked(RecordsAsked):
    """Which classes: of which courses, whose and when.

    `mine`: those one comes to or teaches; `taught`: taught by those who are named. `one`: the earliest or the
    latest alone.
    """

    mine: bool = False
    taught: bool = False
    cancelled: bool = False
    one: bool = False
    latest_first: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing but what is coming is asked for."""
        return not (self.is_anything or self.mine or self.cancelled or self.one or self.latest_first)


def classes_asked(request: Request) -> ClassesAsked:
    """What was said. Raises Unclear for what is not understood."""
    said = records_asked(request, OWN, nothing_offered)
    asked, marks = said.asked, said.marks
    if asked.people and TAUGHT not in marks:
        refuse(request, OWN, "I tell classes by who teaches them, and by whose they are.")
    if asked.without and not asked.scopes:
        refuse(request, OWN, "Whose classes, without theirs?")
    if said.is_mine and request.member.person_id is None:
        refuse(request, OWN, "You are not on a roster, so you are in no class.")
    back = bool(marks & {LAST, PAST})
    if back and marks & {NEXT, COMING}:
        refuse(request, OWN, "Those to come, or those before?")
    since, by = asked.since, asked.by
    if back:
        by = min(by or request.today, request.today)
    elif marks & {NEXT, COMING} and since is not None:
        since = max(since, request.today)
    if since is not None and by is not None and since > by:
        refuse(request, OWN, "That time ends before it begins.")
    told = said.is_past and since is None and by is None
    return ClassesAsked(
        scopes=asked.scopes,
        without=asked.without,
        courses=asked.courses,
        since=since,
        by=request.today if told and not marks & {NEXT, COMING} else by,
        mine=said.is_mine,
        taught=TAUGHT in marks,
        cancelled=CANCELLED in marks,
        one=_is_one(said),
        latest_first=back or told,
    )


def _is_one(said: Said) -> bool:
    return not said.how_many and bool(said.marks & {NEXT, LAST})


def classes_that_fit(request: Request, asked: ClassesAsked) -> list[ClassRecord]:
    """The classes it asks for, in the order in which they are told; without any time said, those to come."""
    held = ClassRecord.held_on
    conditions: list[ColumnElement[bool]] = []
    if asked.since is not None or asked.by is None:
        conditions.append(held >= (asked.since or request.today))
    if asked.by is not None:
        conditions.append(held <= asked.by)
        if asked.since is None and not asked.latest_first and asked.by >= request.today:
            conditions.append(held >= request.today)
    if asked.courses:
        conditions.append(ClassRecord.course_id.in_(asked.courses))
    is_off = ClassRecord.state == ClassState.CANCELLED
    conditions.append(is_off if asked.cancelled else ~is_off)
    conditions += _whose(request, asked)
    order = (held.desc(), ClassRecord.id.desc()) if asked.latest_first else (held, ClassRecord.id)
    found = list(request.session.scalars(select(ClassRecord).where(*conditions).order_by(*order)))
    return found[:1] if asked.one else found


def _whose(request: Request, asked: ClassesAsked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    me = request.member.person_id
    if asked.mine:
        comes = select(ComingRecord.class_id).where(
            ComingRecord.person_id == me, ComingRecord.answer != Coming.NOT_COMING
        )
        own = [ClassRecord.instructor_id == me]
        found.append(or_(*own, *([] if asked.taught else [ClassRecord.id.in_(comes)])))
    if asked.people:
        found.append(ClassRecord.instructor_id.in_(asked.people))
    rest = [key for key in asked.scopes if not key.startswith(f"{ScopeKind.PERSON.value}:")]
    if rest:
        agencies = agencies_asked(request, RecordsAsked(scopes=rest, without=asked.without))
        if agencies is not None:
            found.append(ClassRecord.agency_id.in_(sorted(agencies)))
    return found


def head_said(request: Request, asked: ClassesAsked, count: int) -> str:
    """ "2 classes of Basic Life Support, between 1 Jan 2027 and 31 Jan 2027."."""
    called = plural(count, "class", "classes") if count else "No class"
    state = " is cancelled" if asked.cancelled and count < 2 else " are cancelled" if asked.cancelled else ""
    courses = " or ".join(request.catalogue.courses[each].title for each in asked.courses)
    parts = [
        f"{called}{f' of {courses}' if courses else ''}",
        f"{'taught by' if asked.people else 'of'} {scopes_said(request, asked)}" if asked.scopes else "",
        "that you teach"
        if asked.mine and asked.taught
        else "that you come to or teach"
        if asked.mine
        else "",
    ]
    head = " ".join(part for part in parts if part) + state
    when = span_said(asked.since, asked.by)
    if not when:
        return f"{head}, from today on."
    return f"{head}, {when}."
