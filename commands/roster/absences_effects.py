"""What a leave or a waiver does, shown before it is recorded: what is not asked then, and what runs out.

And what stands against it: days in the wrong order, somebody who is not there then, one there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from commands.kit.may import Action, may, whom
from commands.kit.request import Request
from commands.roster.absences_views import absence_words, days_words, what_words
from readiness.dates import ONE_DAY
from readiness.due import Scope
from readiness.records import Absence, AbsenceKind
from readiness.standing import Asked
from storage.absences import has_whole, overlapping
from storage.answers import asked_on
from storage.people import Person
from words.amounts import listing, plural
from words.days import spoken
from words.standing import standing_words


def wrong_with(request: Request, person: Person, wanted: Absence) -> dict[str, str]:
    """What stands against a leave or a waiver, by the form's field; nothing where it may be recorded.

    Raises Refused where it is not the speaker's to record.
    """
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        return {
            "ends_on": f"It would end on {spoken(wanted.ends_on)}, before it begins on "
            f"{spoken(wanted.starts_on)}."
        }
    about = whom(request.session, [person.id])[person.id]
    may(request.member, Action.ABSENCE, about, wanted.starts_on, request.today).or_refuse()
    if not any(_meets(wanted, term.joined_on, term.left_on) for term in about.terms):
        return {"person": _not_there(person, [term.left_on for term in about.terms], wanted)}
    for each in overlapping(request.session, person.id, wanted):
        if has_whole(each, wanted):
            there = Absence(AbsenceKind(each.kind), each.starts_on, each.ends_on, each.course_id)
            return {
                "starts_on": f"{person.name} has that already: {absence_words(request.catalogue, there)}. "
                "For other days, end that one first, or begin on another day."
            }
    return {}


def effect(request: Request, person: Person, wanted: Absence) -> list[str]:
    """What it would do, a line a matter."""
    return [
        *_about_days(request, wanted),
        *_about_courses(request, person, wanted),
        *_about_others(request, person, wanted),
    ]


def asked_again(request: Request, person: Person, wanted: Absence, last_day: date) -> str:
    """What is asked again once it has ended on a day, with where the person stands with it then."""
    day = max(last_day + ONE_DAY, request.today)
    asked = _asked(request, person, wanted, day)
    if not asked:
        return ""
    return f"Asked again from {spoken(day)}: {_standing(request, asked, day)}."


def _meets(wanted: Absence, joined_on: date | None, left_on: date | None) -> bool:
    begins_in_time = joined_on is None or wanted.ends_on is None or joined_on <= wanted.ends_on
    return begins_in_time and (left_on is None or left_on >= wanted.starts_on)


def _not_there(person: Person, left: Sequence[date | None], wanted: Absence) -> str:
    gone = max((each for each in left if each is not None), default=None)
    if gone is not None and gone < wanted.starts_on:
        return f"{person.name} left on {spoken(gone)}: nothing is asked of them from then on."
    return f"{person.name} belongs to no agency on those days: nothing is asked of them then."


def _about_days(request: Request, wanted: Absence) -> list[str]:
    if wanted.ends_on is None:
        return ["It has no end: it goes on until somebody ends it, and stays on the list until then."]
    if wanted.ends_on < request.today:
        return ["It is in the past: it changes what was asked on those days, and nothing today."]
    if wanted.starts_on < request.today:
        return [f"It began before today: it changes what was asked since {spoken(wanted.starts_on)}, too."]
    return []


def _about_courses(request: Request, person: Person, wanted: Absence) -> list[str]:
    on = max(wanted.starts_on, min(request.today, wanted.ends_on or request.today))
    asked = _asked(request, person, wanted, on)
    if not asked:
        return [f"Nothing of that is asked of {person.name} on {spoken(on)}."]
    is_leave = wanted.kind is AbsenceKind.LEAVE
    counted = "no coverage and no team" if is_leave else "no coverage of it"
    lines = [
        f"Not asked meanwhile: {_standing(request, asked, on)}.",
        f"No reminders of {'these' if len(asked) > 1 else 'it'} go out on those days, and they count in "
        f"{counted}.",
    ]
    runs_out = [
        f"{request.catalogue.courses[each.course].title} on {spoken(due)}"
        for each in asked
        if (due := replace(each.outlook, hold=None).due_on(on)) is not None
        and due >= wanted.starts_on
        and (wanted.ends_on is None or due <= wanted.ends_on)
    ]
    if runs_out:
        then = "" if wanted.ends_on is None else f"; it is due again from {spoken(wanted.ends_on + ONE_DAY)}"
        lines.append(f"Runs out meanwhile: {listing(runs_out)}. This extends no expiry{then}.")
    return lines


def _about_others(request: Request, person: Person, wanted: Absence) -> list[str]:
    others = overlapping(request.session, person.id, wanted)
    if not others:
        return []
    said = [
        days_words(Absence(AbsenceKind(each.kind), each.starts_on, each.ends_on, each.course_id))
        for each in others
    ]
    what = what_words(request.catalogue, wanted)
    return [f"It shares days with {plural(len(others), what)} on record: {listing(said)}. Both stand."]


def _asked(request: Request, person: Person, wanted: Absence, on: date) -> list[Asked]:
    courses = None if wanted.course is None else [wanted.course]
    return asked_on(request.session, on, Scope.person(person.id), courses)


def _standing(request: Request, asked: Sequence[Asked], on: date) -> str:
    """Each course with where the person would stand with it if nothing held it."""
    return listing(
        [
            f"{request.catalogue.courses[each.course].title} ({_said(each, on)})"
            for each in sorted(asked, key=lambda each: request.catalogue.courses[each.course].title)
        ]
    )


def _said(asked: Asked, on: date) -> str:
    bare = replace(asked.outlook, hold=None)
    return standing_words(bare.status(on), bare.due_on(on))
