"""`/muster absent`: who is on leave or waived, recorded and ended by leads and emergency managers.

What it does is shown before it is recorded, whether it was said or filled in. One without an end is recorded
only where that was said. Everybody may read their own; of others it is for their lead and a manager, reasons
too.
"""

from __future__ import annotations

from datetime import timedelta

from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, title
from commands.kit.forms import Modal, opened
from commands.kit.may import Action, may, whom_for
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.roster.absences_effects import asked_again, effect, wrong_with
from commands.roster.absences_form import (
    FIELDS,
    LAST_DAY,
    absence_filled,
    first_values,
    last_day_first,
)
from commands.roster.absences_listing import listed
from commands.roster.absences_views import (
    END,
    OPEN,
    RECORD,
    SHOW,
    UNTIL_ENDED,
    AbsenceNamed,
    AbsenceSaid,
    AbsencesPage,
    absence_words,
)
from commands.roster.absences_words import EXAMPLE, absence_said
from readiness.dates import ONE_DAY
from readiness.records import Absence, AbsenceKind
from storage.absences import (
    Wanted,
    absence_of,
    end_absence,
    locked_absence,
    record_absence,
)
from storage.people import Person, lock_people
from storage.training import AbsenceRecord
from words.days import spoken
from words.problems import Problem, Unclear

SOON = timedelta(days=60)
"""So far ahead the list looks."""
NOT_YET = "Nothing was recorded."
GONE = "That was ended or taken back meanwhile. Nothing was changed."
WHOSE = "Who can: that person, their agency's lead (training officer), an emergency manager."


def absent(request: Request) -> Reply:
    """Who is away or waived; one person's; or what was said, with what it would do, to be recorded."""
    if not request.text.strip():
        return Reply(message=listed(request, AbsencesPage()))
    if request.text.strip().casefold() in ("me", "mine", "my"):
        return Reply(message=listed(request, AbsencesPage(person=request.member.person_id)))
    said = absence_said(request)
    if said.starts_on is None:
        return Reply(message=listed(request, AbsencesPage(person=said.person)))
    return _previewed(request, said)


def show(request: Request) -> Reply:
    """The leaves and waivers a button asks for, or the next of them."""
    page = request.carried(AbsencesPage)
    return Reply(message=listed(request, page), replaces=page.start > 0)


def open_form(request: Request) -> Reply:
    """The form, filled in with what was said."""
    said = request.carried(AbsenceSaid)
    view = ABSENCE_FORM.view(first_values(request, said))
    return opened(request, view, "Whose, which days, and why?", button("Record one", OPEN, said))


def preview(request: Request) -> Reply:
    """What the filled-in form would do, in its place."""
    said = absence_filled(request, ABSENCE_FORM)
    person, wanted = _wanted(request, said)
    if wrong := wrong_with(request, person, wanted.absence):
        raise ABSENCE_FORM.wrong(wrong)
    above = paragraphs(_preview_lines(request, person, wanted))
    return Reply(updated=CONFIRM_FORM.view(carried=said, above=above))


def confirm(request: Request) -> Reply:
    """Records what was previewed in the form."""
    return _recorded(request, request.carried(AbsenceSaid), closes=True)


def record(request: Request) -> Reply:
    """Records what was previewed in a message."""
    return _recorded(request, request.carried(AbsenceSaid), closes=False)


def open_end(request: Request) -> Reply:
    """Asks for the last day of one, and shows what is asked again after it."""
    found = request.session.get(AbsenceRecord, request.carried(AbsenceNamed).absence)
    if found is None or found.voided_at is not None:
        raise Problem(GONE)
    person = _person(request, found.person_id)
    _may_end(request, found)
    absence = absence_of(found)
    first = last_day_first(request, absence)
    said = [
        f"{person.name}: {absence_words(request.catalogue, absence)}.",
        asked_again(request, person, absence, first),
        "What was recorded stays readable.",
    ]
    above = paragraphs([each for each in said if each])
    view = END_FORM.view({LAST_DAY.name: first}, AbsenceNamed(absence=found.id), above=above)
    opener = button("End it", END, AbsenceNamed(absence=found.id))
    return opened(request, view, "Which day is its last?", opener)


def end(request: Request) -> Reply:
    """Ends one on the day that was chosen."""
    last_day = END_FORM.read(request)[LAST_DAY]
    found = locked_absence(request.session, request.carried(AbsenceNamed).absence)
    if found is None:
        raise Problem(GONE)
    person = _person(request, found.person_id)
    _may_end(request, found)
    absence = absence_of(found)
    if absence.ends_on is not None and last_day >= absence.ends_on:
        longer = (
            f"It ends on {spoken(absence.ends_on)} by itself. For more days, record another from then on."
        )
        raise END_FORM.wrong({LAST_DAY.name: longer})
    shorter = end_absence(request.session, found, last_day, request.trail(), request.today)
    done = (
        f"Taken back, as it never began: {absence_words(request.catalogue, absence)}."
        if shorter is None
        else f"Ended: {person.name}'s {absence_words(request.catalogue, absence_of(shorter))}."
    )
    last_day = absence.starts_on - ONE_DAY if shorter is None else last_day
    again = asked_again(request, person, absence, last_day)
    lines = [each for each in (done, again) if each]
    return Reply(message=listed(request, AbsencesPage(person=person.id), lines), closes=True)


def _previewed(request: Request, said: AbsenceSaid) -> Reply:
    """What was said, with what it would do and the button that records it; or what is missing, asked for."""
    form = button("Open the form", OPEN, said)
    if missing := _missing(said):
        forever = said.ends_on is None and not said.is_open
        heads = [f"I understood: {_understood(request, said)}.", *missing, NOT_YET]
        ways = button("Until somebody ends it", SAID, said.model_copy(update={"is_open": True}))
        kinds = _kinds(request, said) if said.kind is None else []
        row = buttons(form, *kinds, ways if forever and not kinds else None)
        return Reply(message=Message([*paragraphs(heads), *row]))
    person, wanted = _wanted(request, said)
    if wrong := wrong_with(request, person, wanted.absence):
        raise Unclear(
            not_understood=f"{' '.join(wrong.values())} {NOT_YET}",
            understood=_understood(request, said),
            example=EXAMPLE,
        )
    lines = _preview_lines(request, person, wanted)
    return Reply(
        message=Message(
            [
                title("Is that right?"),
                *paragraphs(lines),
                aside("Nothing is recorded until you say so."),
                *buttons(button("Record it", RECORD, said, style="primary"), button("Change it", OPEN, said)),
            ]
        )
    )


def said_further(request: Request) -> Reply:
    """The same once more, with what a button added to what was said."""
    reply = _previewed(request, request.carried(AbsenceSaid))
    return Reply(message=reply.message, replaces=True)


def _missing(said: AbsenceSaid) -> list[str]:
    asked = []
    if said.kind is None:
        asked.append("Leave or a waiver? A leave is for all courses; a waiver for one, or for all.")
    if said.ends_on is None and not said.is_open:
        asked.append(f"Until when? Say a day, or that it goes on {UNTIL_ENDED}.")
    if not said.reason:
        asked.append("Why? A few words are enough; they are for the person, their lead and a manager.")
    return asked


def _kinds(request: Request, said: AbsenceSaid) -> list[ButtonElement]:
    """The two ways a kind that was not said may be meant."""
    course = request.catalogue.courses.get(said.course or 0)
    leave = said.model_copy(update={"kind": AbsenceKind.LEAVE, "course": None})
    waiver = said.model_copy(update={"kind": AbsenceKind.WAIVER})
    of = cut(course.title, 40) if course else "all courses"
    return [button("Leave", f"{SAID}:leave", leave), button(f"Waiver for {of}", f"{SAID}:waiver", waiver)]


def _recorded(request: Request, said: AbsenceSaid, closes: bool) -> Reply:
    person, wanted = _wanted(request, said)
    lock_people(request.session, [person.id])
    if wrong := wrong_with(request, person, wanted.absence):
        raise Problem(f"{' '.join(wrong.values())} {NOT_YET}")
    made = record_absence(request.session, wanted, request.trail(), request.today)
    done = f"Recorded: {person.name}, {absence_words(request.catalogue, absence_of(made))}."
    message = listed(request, AbsencesPage(person=person.id), [done])
    return Reply(message=message, closes=closes, replaces=not closes)


def _preview_lines(request: Request, person: Person, wanted: Wanted) -> list[str]:
    by = f" Approved by {wanted.approved_by}." if wanted.approved_by else ""
    return [
        f"{person.name}: {absence_words(request.catalogue, wanted.absence)}. Why: {wanted.reason}.{by}",
        *effect(request, person, wanted.absence),
    ]


def _understood(request: Request, said: AbsenceSaid) -> str:
    person = request.session.get(Person, said.person or 0)
    parts = [person.name if person else "", said.kind.value if said.kind else ""]
    course = request.catalogue.courses.get(said.course or 0)
    parts.append(f"for {course.title}" if course else "")
    parts.append(f"from {spoken(said.starts_on)}" if said.starts_on else "")
    parts.append(f"to {spoken(said.ends_on)}" if said.ends_on else UNTIL_ENDED if said.is_open else "")
    parts.append(f"why: {said.reason}" if said.reason else "")
    return ", ".join(part for part in parts if part)


def _wanted(request: Request, said: AbsenceSaid) -> tuple[Person, Wanted]:
    """Whose, and what is wanted. Raises Problem for what a button carries and is not there any more."""
    person = _person(request, said.person)
    if said.kind is None or said.starts_on is None or (said.ends_on is None and not said.is_open):
        raise Problem(f"Its days are missing. {NOT_YET}")
    if said.course is not None and said.course not in request.catalogue.courses:
        raise Problem(f"That course is no longer there. {NOT_YET}")
    course = said.course if said.kind is AbsenceKind.WAIVER else None
    absence = Absence(said.kind, said.starts_on, said.ends_on, course)
    return person, Wanted(person.id, absence, said.reason, said.approved_by)


def _person(request: Request, key: int | None) -> Person:
    person = None if key is None else request.session.get(Person, key)
    if person is None:
        raise Problem(f"I no longer know that person. {NOT_YET}")
    return person


def _may_end(request: Request, found: AbsenceRecord) -> None:
    about = whom_for(request, [found.person_id])[found.person_id]
    day = max(found.starts_on, request.today)
    may(request.member, Action.ABSENCE, about, day, request.today).or_refuse()


SAID = "absent.said"
ABSENCE_FORM = Modal("absent.form", "Leave or waiver", "Next", FIELDS, preview, needs=Needs.LEAD)
CONFIRM_FORM = Modal("absent.confirm", "Is that right?", "Record it", (), confirm, needs=Needs.LEAD)
END_FORM = Modal("absent.ended", "End it", "End it", (LAST_DAY,), end, needs=Needs.LEAD)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster absent",
        absent,
        what="who is on leave or waived, and since when; record one, or end it",
        example=EXAMPLE,
        takes="[PERSON [leave | waiver COURSE] DAYS REASON]",
    ),
    *ABSENCE_FORM.entries(),
    *CONFIRM_FORM.entries(),
    *END_FORM.entries(),
    Click(SHOW, show),
    Click(OPEN, open_form, needs=Needs.LEAD),
    Click(SAID, said_further, needs=Needs.LEAD),
    Click(RECORD, record, needs=Needs.LEAD, changes=True),
    Click(END, open_end, needs=Needs.LEAD),
)
