"""`/exercise`: what is coming and what was, how far it reached; and one exercise on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, SectionBlock
from sqlalchemy import Select, and_, or_, select

from commands.exercises.planning_views import (
    names_in_short,
    objectives_count,
    show_button,
    steps,
    why_it_took_place,
)
from commands.kit.blocks import aside, buttons, paragraphs, plain, says, title, words
from commands.kit.may import WHOSE_EXERCISE, Action, counting_aloud, is_own_exercise, may
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.exercises import (
    SHOW,
    ExercisePicked,
    exercise_name,
    exercise_of,
    exercise_said,
    fitting_exercises,
    held,
    what_it_is,
)
from commands.language.grants import grant_and_award
from commands.language.planning import PlanSaid, plan_button
from commands.language.reach import NOBODY_YET, reach_in_short, reach_lines
from storage.answers import names_of
from storage.exercise_plans import Attendance, attendance, invited_to, objectives_of
from storage.exercises import COUNTS, ExerciseRecord, ExerciseState
from storage.exercising import reach_of
from words.amounts import listing, plural
from words.classes import listed

ROWS = 8
RECENT = 3
"""Exercises on one screen, and how many of them at least were held, where so many were."""
CHANGING = listed("cancel change edit move postpone reschedule")
"""With these it is asked to change an exercise; a button does, where it is seen which."""
MOST_NAMES = 25
TOOK_PLACE = (
    "It took place: {why}. It can't be cancelled any more; "
    "a part that is wrong is voided with /exercise verify."
)
NOTHING = "No exercise is planned or on record yet."


def exercises(request: Request) -> Reply:
    """What is coming and what was lately; or the exercise that stands behind the command."""
    if request.text.strip():
        return show(request)
    there = select(ExerciseRecord).where(COUNTS)
    over = or_(
        ExerciseRecord.held_on < request.today,
        and_(ExerciseRecord.held_on == request.today, ExerciseRecord.state == ExerciseState.CONFIRMED),
    )
    ahead = there.where(~over).order_by(ExerciseRecord.held_on, ExerciseRecord.id)
    back = there.where(over).order_by(ExerciseRecord.held_on.desc(), ExerciseRecord.id)
    recent = _some(request, back, ROWS)
    coming = _some(request, ahead, ROWS - min(len(recent), RECENT))
    recent = recent[: ROWS - len(coming)]
    blocks: list[Block] = [] if coming or recent else [words(NOTHING)]
    blocks += _listed(request, "Coming exercises", coming)
    blocks += _listed(request, "Lately", recent)
    plans = request.member.may(Needs.LEAD)
    blocks += buttons(
        plan_button("Plan one", PlanSaid()) if plans else None,
        says("Log one I played", "exercise log", "log"),
        says("Review one", "exercise review", "review") if _reviews(request, [*coming, *recent]) else None,
    )
    return Reply(message=Message(blocks))


def show(request: Request) -> Reply:
    """The exercise that was named; with it stands what is to be pressed to change it or to cancel it."""
    first, _, rest = request.text.strip().partition(" ")
    changes = first.lower() in CHANGING and not fitting_exercises(request)(request.text)
    record = exercise_said(request, rest if changes else request.text)
    if changes:
        verdict = may(request.member, Action.EXERCISE, held(record), record.held_on, request.today)
        why = why_it_took_place(request, record) if first.lower() == "cancel" else []
        if verdict and why:
            return Reply(message=_one(request, record, TOOK_PLACE.format(why=listing(why))))
        said = f"Nothing was changed yet. {'Press it below.' if verdict else WHOSE_EXERCISE}"
        return Reply(message=_one(request, record, said))
    return Reply(message=_one(request, record))


def show_picked(request: Request) -> Reply:
    """The exercise a button carries."""
    return Reply(message=_one(request, exercise_of(request, request.carried(ExercisePicked).exercise)))


def _reviews(request: Request, records: Sequence[ExerciseRecord]) -> bool:
    """Whether one of them was held and is the speaker's to review."""
    today, member = request.today, request.member
    return any(
        each.held_on <= today and may(member, Action.EXERCISE, held(each), each.held_on, today)
        for each in records
    )


def _some(request: Request, query: Select[ExerciseRecord], most: int) -> list[ExerciseRecord]:
    return list(request.session.scalars(query.limit(most)))


def _listed(request: Request, head: str, records: Sequence[ExerciseRecord]) -> list[Block]:
    return [title(head), *exercise_rows(request, records)] if records else []


def exercise_rows(request: Request, records: Sequence[ExerciseRecord]) -> list[Block]:
    """Some exercises, each with what it is, how far it reached, and what shows it."""
    if not records:
        return []
    ids = [each.id for each in records]
    invited, found = invited_to(request.session, ids), reach_of(request.session, ids)
    blocks: list[Block] = []
    for each in records:
        said = reach_in_short(found[each.id])
        if said == NOBODY_YET and each.held_on >= request.today:
            guests = [key for key in invited[each.id] if key in request.catalogue.agencies]
            said = f"Invited: {plural(len(guests), 'agency', 'agencies')}." if guests else ""
        own = "Yours: " if is_own_exercise(request.member, held(each)) else ""
        text = "\n".join(
            (f"{own}{exercise_name(each)}", f"{what_it_is(request.catalogue, each)}. {said}".strip())
        )
        blocks.append(SectionBlock(text=plain(text), accessory=show_button(each)))
    return blocks


def _one(request: Request, record: ExerciseRecord, said: str = "") -> Message:
    """One exercise on one screen; first what is to be said of what was asked for."""
    is_theirs = may(request.member, Action.EXERCISE, held(record), record.held_on, request.today)
    lines = [f"{record.code} · {what_it_is(request.catalogue, record)}."]
    if record.state is ExerciseState.CANCELLED:
        lines.insert(0, "It was cancelled.")
    if said and record.state is not ExerciseState.CANCELLED:
        lines.insert(0, said)
    lines += _told(request, record)
    blocks: list[Block] = [title(exercise_name(record)), words("\n".join(lines)), *_tasks(request, record)]
    if record.state is not ExerciseState.CANCELLED:
        blocks += paragraphs(_took_part(request, record, bool(is_theirs)))
    if is_theirs:
        blocks += buttons(*steps(request, record))
    else:
        blocks += buttons(says("All exercises", "exercise", "exercises"))
    return Message(blocks)


def _told(request: Request, record: ExerciseRecord) -> list[str]:
    """What else is known of it, a line each."""
    guests = invited_to(request.session, [record.id])[record.id]
    facts = [
        ("Invited", names_in_short(request, guests) if guests else ""),
        ("Plan", request.catalogue.revision_called(record.revision_id)),
        ("Scenario", record.scenario),
        ("Threat", record.threat),
        ("Mission area", record.mission_area.capitalize()),
        ("Core capabilities", record.capabilities.replace(";", "; ")),
        ("Sponsor", record.sponsor),
        ("Grant" if grant_and_award(record.funding)[0] else "Award", record.funding),
    ]
    return [f"{name}: {fact}" for name, fact in facts if fact]


def _tasks(request: Request, record: ExerciseRecord) -> list[Block]:
    objectives = objectives_of(request.session, record.id)
    lines = [
        line
        for each in objectives
        for line in ([each.objective] * bool(each.objective) + [f"   – {task}" for task in each.tasks])
    ]
    return [aside(objectives_count(objectives)), *paragraphs(lines)] if lines else []


def _took_part(request: Request, record: ExerciseRecord, may_name: bool) -> list[str]:
    """Who took part: for those whose exercise it is by name, for others in counts that name nobody."""
    there = attendance(request.session, record.id)
    if not there:
        return ["Nobody is on record yet."] if record.held_on <= request.today else []
    lines = _by_name(request, there) if may_name else _in_counts(request, there)
    return [*reach_lines(request, record), *lines]


def _by_name(request: Request, there: dict[int, Attendance]) -> list[str]:
    names = names_of(request.session, {person for each in there.values() for person in each.people})
    lines = []
    for key, each in sorted(there.items(), key=lambda item: request.catalogue.agencies[item[0]].name):
        people = [names[key].name for key in sorted(each.people, key=lambda one: (names[one].sort_key, one))]
        shown = people[:MOST_NAMES]
        more = len(people) - len(shown)
        said = [*shown]
        if more:
            said.append(f"{more} more")
        if each.counted:
            said.append(f"{each.counted} counted")
        lines.append(f"{request.catalogue.agencies[key].name} ({each.number}): {', '.join(said)}")
    return lines


def _in_counts(request: Request, there: dict[int, Attendance]) -> list[str]:
    """Agencies of which many took part with their number, the others without: a small count is a name."""
    least = counting_aloud(request.region)
    agencies = request.catalogue.agencies
    ordered = sorted(there.items(), key=lambda item: agencies[item[0]].name)
    many = [f"{agencies[key].name} {each.number}" for key, each in ordered if each.number >= least]
    few = [agencies[key].name for key, each in ordered if each.number < least]
    lines = [f"Took part: {', '.join(many)}."] if many else []
    if few:
        lines.append(f"{'Also there' if many else 'Took part'}: {listing(few)}.")
    return lines


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise",
        exercises,
        what="exercises to come and those held, with how far they reached",
        example="/exercise",
        takes="[plan TITLE DAY] | [signin, close, log, verify, review, report or show EXERCISE] | "
        "[run NUMBER] | actions | suggest | trend | ladder | help",
    ),
    Form(
        "exercise show",
        show,
        what="one exercise: what, when, who took part",
        example="/exercise show Vine drill",
        takes="EXERCISE",
    ),
    Click(SHOW, show_picked),
)
