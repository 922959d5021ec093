"""What is asked of whom, and how often: "how often do I need BLS?", "what is asked of Cedar Fire?".

The first line answers. A word that names nothing is named, and no other question is answered for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from commands.kit.blocks import meant
from commands.kit.registry import Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.courses import Asking, asked_about
from commands.language.naming import lexicon_of
from commands.language.scopes import several, shown
from commands.training.courses import courses, standing_of
from commands.training.courses_views import OPEN, CoursePage, asked_message, named
from readiness.asked import is_active, is_in_force
from readiness.expiry import versions_in_force
from readiness.records import Affiliation, CourseId, Requirement, Responder, RuleVersion
from readiness.standing import Outlook, Status, outlooks
from storage.responders import load_responders
from words.amounts import plural
from words.classes import listed, plain_word
from words.days import spoken
from words.names import Kind, Match
from words.problems import Offer, Unclear
from words.refreshers import asked_of, how_often

EXAMPLE = "how often do I need BLS?"
MINE = "training courses mine"
WHETHER = listed("is are do does must should am")
NOTS = listed("not never no or which who what when how")
OF_YOU = "What is asked of you"


def asked(request: Request) -> Reply:
    """What is asked of the speaker, or of those who were named, and how often; of all courses, or of some.

    Raises Unclear where nothing that was named is known, or a name fits several.
    """
    about = asked_about(request.text, request.catalogue)
    _refuse(request, about)
    if about.scopes:
        return Reply(message=_of_scope(request, about))
    if about.everybody and not about.courses:
        return courses(replace(request, text=""))
    if request.member.person_id is None:
        return Reply(message=_of_nobody(request, about))
    return Reply(message=_of_speaker(request, about))


def _refuse(request: Request, about: Asking) -> None:
    """Raises Unclear for a question of which nothing is known, and for one whose names fit several."""
    for said, matches in about.scopes:
        if len(matches) > 1:
            raise several(matches, said, _asks_of)
    if len(about.scopes) > 1:
        names = " and ".join(matches[0].name for _, matches in about.scopes)
        raise Unclear(
            not_understood=f"One at a time, please: {names}.",
            example=EXAMPLE,
            offers=[_asks_of(matches[0]) for _, matches in about.scopes[:5]],
        )
    if about.unknown and not about.courses:
        near = lexicon_of(request.catalogue).near(about.unknown[0], [Kind.COURSE])
        raise Unclear(
            not_understood=_unknown(about),
            example=EXAMPLE,
            offers=[Offer(each.name, OPEN, CoursePage(course=int(each.key))) for each in near],
        )


def _asks_of(match: Match) -> Offer:
    return meant(MINE, f"what is asked of {match.name}")


def _unknown(about: Asking) -> str:
    said = "” or “".join(shown(each) for each in about.unknown)
    return f"I don't know a course, agency or discipline called “{said}”." if about.unknown else ""


def _of_nobody(request: Request, about: Asking) -> Message:
    """How often courses are asked of those who hold them, for a speaker who is on no roster.

    Raises Unclear where no course was named: nothing is asked of who is on none.
    """
    if not about.courses:
        raise Unclear(
            not_understood=f"{_unknown(about)} I can't find you on the roster: name an agency.".strip(),
            example="what is asked of Cedar Fire?",
        )
    rows = request.catalogue.rulebook.requirements
    asked = {row.course for row in rows if is_in_force(row, request.today)}
    lines = [
        f"{named(request.catalogue.courses[course])}: {_how_often(request, course)}."
        if course in asked
        else f"{named(request.catalogue.courses[course])} is not asked of anybody today."
        for course in about.courses
    ]
    unknown = [_unknown(about)] if about.unknown else []
    heading = "How often courses are asked"
    return asked_message(heading, lines[0], [*unknown, *lines[1:]], [], request.region.handling_mark)


def _of_speaker(request: Request, about: Asking) -> Message:
    """What is asked of the one who asks: of the courses that were named, or of all."""
    assert request.member.person_id is not None
    [responder] = load_responders(request.session, [request.member.person_id])
    today, wanted = request.today, about.courses
    held = outlooks(request.catalogue.rulebook, responder, today)
    coming = [line for course, line in _coming(request, responder) if not wanted or course in wanted]
    if wanted:
        lines: list[str] = []
        for course in wanted:
            is_asked, sign = course in held, _sign(request, about, course in held)
            told = _one(request, course, *held[course]) if is_asked else [_not_asked(request, course)]
            lines += [f"{sign}{told[0]}", *told[1:]]
        head = _unknown(about) or lines.pop(0)
    else:
        lines = [_own_line(request, course, *held[course]) for course in _by_title(request, held)]
        head = "No course is asked of you today."
        if held:
            head = f"{plural(len(held), 'course is', 'courses are')} asked of you today."
    return asked_message(OF_YOU, head, lines, coming, request.region.handling_mark)


def _of_scope(request: Request, about: Asking) -> Message:
    """What is asked of the people of an agency, of a unit or a place, or of a discipline."""
    [(_, [scope])], wanted, today = about.scopes, about.courses, request.today
    rows = [row for row in _fitting(request, scope) if not wanted or row.course in wanted]
    now = [row for row in rows if is_in_force(row, today)]
    by_course: dict[CourseId, list[Requirement]] = {}
    for row in now:
        by_course.setdefault(row.course, []).append(row)
    whom = f"those of {scope.name}"
    lines = [
        f"{named(request.catalogue.courses[course])}: {_how_often(request, course)}. "
        f"Of {asked_of(by_course[course], today)}."
        for course in _by_title(request, by_course)
    ]
    lines += [
        f"{named(request.catalogue.courses[each])} is not required of {scope.name} today."
        for each in wanted
        if each not in by_course
    ]
    count = plural(len(by_course), "course is", "courses are") if by_course else "No course is"
    sign = _sign(request, about, bool(by_course))
    head = f"{sign}{lines.pop(0)}" if len(wanted) == 1 else f"{count} asked of {whom} today."
    coming = [
        f"{named(request.catalogue.courses[row.course])}: from {spoken(row.effective_on)}, of "
        f"{asked_of([row], today).rpartition(', ')[0]}."
        for row in sorted(rows, key=lambda row: (row.effective_on or date.min, row.course))
        if row.effective_on is not None and row.effective_on > today and row.course not in by_course
    ]
    unknown = [_unknown(about)] if about.unknown else []
    heading = f"What is asked of {scope.name}"
    return asked_message(heading, head, [*unknown, *lines], coming, request.region.handling_mark)


def _fitting(request: Request, scope: Match) -> Iterable[Requirement]:
    """The requirements, in force or not, that may fit somebody there, whatever their role."""
    rulebook, catalogue = request.catalogue.rulebook, request.catalogue
    match scope.kind:
        case Kind.DISCIPLINE:
            disciplines = {str(scope.key)}
        case Kind.UNIT:
            disciplines = set(rulebook.agencies[catalogue.units[int(scope.key)].agency].disciplines)
        case Kind.AGENCY:
            disciplines = set(rulebook.agencies[int(scope.key)].disciplines)
        case _:
            there = (each for each in rulebook.agencies.values() if each.jurisdiction == scope.name)
            disciplines = {code for each in there for code in each.disciplines}
    return [row for row in rulebook.requirements if not row.disciplines or row.disciplines & disciplines]


def _by_title(request: Request, keys: Collection[CourseId]) -> list[CourseId]:
    there = request.catalogue.courses
    return sorted(keys, key=lambda key: (there[key].title.casefold(), key))


def _how_often(request: Request, course: CourseId) -> str:
    versions = versions_in_force(request.catalogue.rulebook.versions.get(course, ()), request.today)
    return how_often(versions[-1]) if versions else "nothing is said yet of how often"


def _one(
    request: Request, course: CourseId, holding: Sequence[Affiliation], outlook: Outlook
) -> tuple[str, str]:
    """One course as its question is answered: how often, and where they stand; then by whom it is asked."""
    name, said = named(request.catalogue.courses[course]), standing_of(outlook, request.today)
    is_over = outlook.status(request.today) in (Status.EXPIRED, Status.GRACE)
    stands = f"yours {said}" if is_over else f"you are {said}"
    often = _how_often(request, course)
    return f"{name}: {often}; {stands}.", f"Asked of you {_by_whom(request, course, holding)}."


def _sign(request: Request, about: Asking, is_asked: bool) -> str:
    """ "Yes: " or "No: " before the one course of which it is asked whether it is required; else nothing."""
    begins, *rest = [plain_word(each) for each in request.text.split()]
    plainly = len(about.courses) == 1 and not about.unknown and begins in WHETHER
    if not plainly or not NOTS.isdisjoint(rest):
        return ""
    return "Yes: " if is_asked else "No: "


def _own_line(request: Request, course: CourseId, holding: Sequence[Affiliation], outlook: Outlook) -> str:
    """One course of all that are asked of somebody."""
    first, second = _one(request, course, holding, outlook)
    return f"{first} {second}"


def _by_whom(request: Request, course: CourseId, holding: Sequence[Affiliation]) -> str:
    """At which agencies a course is asked of somebody, of whom there, and since when."""
    rulebook, today = request.catalogue.rulebook, request.today
    by = []
    for each in holding:
        rows = [
            row
            for row in rulebook.requirements_fitting(each)
            if row.course == course and is_in_force(row, today)
        ]
        by.append(f"at {request.catalogue.agencies[each.agency].name} (of {asked_of(rows, today)})")
    return "; ".join(by)


def _not_asked(request: Request, course: CourseId) -> str:
    versions = versions_in_force(request.catalogue.rulebook.versions.get(course, ()), request.today)
    often = f" Anyone who must hold it: {how_often(versions[-1])}." if versions else ""
    return f"{named(request.catalogue.courses[course])} is not required of you today.{often}"


def _coming(request: Request, responder: Responder) -> Iterator[tuple[CourseId, str]]:
    """What is still to be asked of somebody, or to last otherwise, each with its day."""
    rulebook, today = request.catalogue.rulebook, request.today
    fitting: dict[Requirement, None] = {}
    for each in responder.affiliations:
        if is_active(each, today):
            fitting |= dict.fromkeys(rulebook.requirements_fitting(each))
    asked = {row.course for row in fitting if is_in_force(row, today)}
    coming = [
        (row.effective_on, row.course, "it is asked of you, too")
        for row in fitting
        if row.effective_on is not None and row.effective_on > today and row.course not in asked
    ]
    changes: list[tuple[date, CourseId, RuleVersion]] = [
        (version.effective_on, course, version)
        for course in asked
        for version in rulebook.versions.get(course, ())
        if version.effective_on > today
    ]
    coming += [(day, course, how_often(version)) for day, course, version in changes]
    for day, course, what in sorted(coming):
        yield course, f"{named(request.catalogue.courses[course])}: from {spoken(day)} {what}."


ENTRIES: tuple[Declared, ...] = (
    Form(
        MINE,
        asked,
        what="what is asked of you, or of an agency, how often, and where you stand",
        example=EXAMPLE,
    ),
)
