"""Who took part in an exercise, written down after the fact: by person, or by agency and headcount.

Whose exercise it is writes down everybody; others their own part. One's own is self-reported until it is
confirmed by somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from commands.exercises.taking_part_views import UNDO, receipt
from commands.kit.about import Verdict, Whom
from commands.kit.blocks import button, buttons, option, plain, says, words
from commands.kit.exercise_rights import writes_exercises_down
from commands.kit.forms import (
    Field,
    Modal,
    choice_field,
    searched_field,
    several_searched_field,
    text_field,
)
from commands.kit.may import WHOSE_EXERCISE, Action, may
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Refused, Wrong
from commands.kit.registry import Click, Declared, Undoes
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.choosing import people_options
from commands.language.exercises import (
    exercise_name,
    exercise_option,
    held,
    read_exercise,
    search_held,
)
from commands.language.fields import (
    POSITION,
    RUN,
    agency_option,
    people_among,
    position_option,
    read_agency,
    search_agencies,
)
from commands.language.lists import wrong_lines
from commands.language.logs import MOST_PEOPLE, NOT_YET, refuse_late_undo
from commands.language.pasting import (
    LOG_WITHOUT,
    asked_again,
    is_asked,
    kept_words,
    left_out,
    with_found_before,
)
from commands.language.players import (
    agencies_then,
    agency_for,
    asked_which_agency,
    cant_be_logged,
    counted_agencies,
    listed_players,
    players_among,
    search_players,
    seen_by,
)
from commands.language.taking_part import OPEN, PLAN, PartSaid
from readiness.records import AgencyId
from readiness.vocabulary import Role
from storage.audit import AuditKind, AuditRow
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.improving import runs_of
from storage.people import Person, lock_people
from storage.taking_part import (
    Part,
    Taken,
    lock_exercise,
    lock_parts,
    standing_parts,
    take_part,
    void_part,
)
from words.amounts import plural
from words.problems import Problem

LONGEST_LIST = 3000
IN_WORDS, IN_THE_FORM = "their own words", "the form"
"""Where rows of participation are recorded from."""
OWN_AGENCY = "Of your own part only: an agency you belonged to on that day."


class UndoParts(BaseModel):
    """What one log recorded: an exercise, and the first and the last of its rows."""

    exercise: int
    first: int
    last: int


def record(
    request: Request, exercise: ExerciseRecord, parts: Sequence[Part], recorded_from: str
) -> list[Taken]:
    """Records who took part: one's own as one's own word, others' as confirmed by whose exercise it is.

    Raises Refused for somebody else's part in an exercise that is not the speaker's.
    """
    mine = [each for each in parts if each.person_id == request.member.person_id]
    others = [each for each in parts if each not in mine]
    if others:
        decides(request, exercise).or_refuse()
    left = request.trail(recorded_from)
    lock_exercise(request.session, exercise)
    lock_people(request.session, [each.person_id for each in parts if each.person_id is not None])
    taken = take_part(request.session, exercise, mine, left, self_reported=True) if mine else []
    if others:
        taken += take_part(request.session, exercise, others, left, verified=True)
    return taken


def decides(request: Request, exercise: ExerciseRecord) -> Verdict:
    """Whether the exercise is the speaker's to write down."""
    return may(request.member, Action.EXERCISE, held(exercise), exercise.held_on, request.today)


def recorded(request: Request, exercise: ExerciseRecord, taken: Sequence[Taken], note: str = "") -> Message:
    """What is said once it is on record, with its undo; a note on what is not."""
    new = [each.record.id for each in taken if each.is_new]
    undo = UndoParts(exercise=exercise.id, first=min(new), last=max(new)) if new else None
    return receipt(request, exercise, taken, undo, decides=bool(decides(request, exercise)), note=note)


def filled_in(request: Request, said: PartSaid, warnings: Sequence[str] = ()) -> View:
    """The form, filled in with what was said; at its head what was not understood, then the warnings."""
    for_others = writes_exercises_down(request.session, request.member)
    found = None if said.exercise is None else request.session.get(ExerciseRecord, said.exercise)
    if found is not None and cant_be_logged(request, found):
        found = None
    people = seen_by(request, said.people) if said.named else []
    head = [*([said.unclear] if said.unclear else []), *warnings, *kept_words(request, said)]
    above: list[Block] = [SectionBlock(block_id="warning", text=plain("\n".join(head)))] if head else []
    plan = buttons(says("Not in the list? Plan it", PLAN)) if request.member.may(Needs.LEAD) else []
    return LOG_FORM.turned(said.turn, NAMES, LOG_WITHOUT).view(
        {
            "exercise": None if found is None else exercise_option(found),
            "people": people_options(request, people) if for_others else None,
            "role": said.role.value,
            "position": position_option(request, said.position),
            "agency": agency_option(request, said.agency),
            "run": ("1", None if said.run is None else str(said.run)),
        },
        carried=said,
        above=[*above, *plan],
        only=[each for each in FIELDS if each is not LOG_WITHOUT and (for_others or each not in FOR_OTHERS)],
    )


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    return Reply(modal=filled_in(request, request.carried(PartSaid)))


def choose_exercise(request: Request) -> Reply:
    """An exercise was chosen: the form carries it, so that whose it is finds everybody who may have come."""
    said = request.carried(PartSaid).model_copy(update={"exercise": request.typed_id(EXERCISE.name)})
    return Reply(updated=filled_in(request, said))


def submit(request: Request) -> Reply:
    """Records what the form says, or shows which of its fields can't be taken.

    Of a list with lines that name nobody those found are recorded when that is ticked.
    """
    said = request.carried(PartSaid)
    form = LOG_FORM.turned(said.turn, NAMES, LOG_WITHOUT)
    filled = form.read(request)
    exercise = filled[EXERCISE]
    if why_not := cant_be_logged(request, exercise):
        raise Wrong({"exercise": f"{why_not} {NOT_YET}"})
    listed = with_found_before(request, said, listed_players(request, filled[NAMES]))
    counted = counted_agencies(request, filled[HEADCOUNTS])
    unnamed = [] if filled[LOG_WITHOUT] else listed.wrong
    wrong = {
        field: wrong_lines(lines)
        for field, lines in (("names", unnamed), ("headcounts", counted.wrong))
        if lines
    }
    if counted.headcounts and filled[POSITION] is not None:
        wrong["position"] = (
            "A headcount holds no position: a person does. Name the people, or leave the position empty."
        )
    runs = runs_of(request.session, exercise)
    if filled[RUN] > runs and not decides(request, exercise):
        wrong["run"] = f"{exercise_name(exercise)} has {plural(runs, 'run')} on record: which one was it?"
    people = list({each.id: each for each in (*filled[PEOPLE], *listed.people)}.values())
    if not people and not counted.headcounts and not wrong:
        people = _myself(request, said, bool(listed.left))
    _refuse_others(request, exercise, people, bool(counted.headcounts), wrong)
    parts = _of_people(request, exercise, people, filled[AGENCY], filled[POSITION], wrong)
    if set(wrong) == {"names"} and decides(request, exercise) and is_asked(listed, filled):
        others = {
            "exercise": exercise_option(exercise),
            "people": people_options(request, filled[PEOPLE]),
            "role": filled[ROLE],
            "position": position_option(request, filled[POSITION]),
            "run": ("1", str(filled[RUN])),
            "agency": agency_option(request, filled[AGENCY]),
            "headcounts": filled[HEADCOUNTS] or None,
        }
        raise AskedBack(Reply(updated=asked_again(LOG_FORM, NAMES, listed, said, others)))
    if wrong:
        raise form.wrong(wrong)
    role, run = filled[ROLE], filled[RUN]
    chosen = [
        Part(agency, person.id, None, role, filled[POSITION], run)
        for person, agency in zip(people, parts, strict=True)
    ]
    chosen += [Part(agency, None, number, role, None, run) for agency, number in counted.headcounts]
    return Reply(
        message=recorded(request, exercise, record(request, exercise, chosen, IN_THE_FORM), left_out(listed)),
        closes=True,
    )


def take_back(request: Request) -> Reply:
    """Undo: takes back what that log recorded, for ten minutes, by the one who recorded it."""
    undo = request.carried(UndoParts)
    theirs = standing_parts(
        ParticipationRecord.exercise_id == undo.exercise,
        ParticipationRecord.id.between(undo.first, undo.last),
        ParticipationRecord.recorded_by == request.member.label,
    )
    rows = lock_parts(request.session, request.session.scalars(theirs).all())
    first = request.session.get(ParticipationRecord, undo.first)
    made_it = first is not None and first.recorded_by == request.member.label
    made_by = Whom((request.member.person_id or 0) if made_it else 0)
    may(request.member, Action.UNDO, made_by, request.today, request.today).or_refuse()
    assert first is not None
    refuse_late_undo(
        request,
        first.recorded_at,
        "The host's lead, the point of contact or an emergency manager can correct it.",
    )
    if not rows:
        raise Problem("It was taken back already, or another record has replaced it; nothing changed.")
    if any(each.self_reported and each.verified for each in rows):
        raise Refused("It was confirmed in the meantime, so it stays.", WHOSE_EXERCISE)
    for each in rows:
        void_part(request.session, each, "undone by the one who recorded it", request.trail("undo"))
    said = "Taken back." if len(rows) == 1 else f"Taken back, {len(rows)} records."
    text = f"{said} It stays readable in the history, with the reason."
    again = buttons(button("Log again", OPEN, _as_it_was(request, rows)))
    return Reply(message=Message([words(text), *again]), replaces=True)


def _as_it_was(request: Request, rows: Sequence[ParticipationRecord]) -> PartSaid:
    """What was taken back, for the form: its people, and the position and the run where all had the same."""
    first = rows[0]
    positions, runs = {each.position_id for each in rows}, {each.run for each in rows}
    people = [each.person_id for each in rows if each.person_id is not None]
    return PartSaid(
        exercise=first.exercise_id,
        position=first.position_id if len(positions) == 1 else None,
        role=Role(first.role),
        run=first.run if len(runs) == 1 and first.run > 1 else None,
        people=people if len(people) <= MOST_PEOPLE else [],
        named=bool(people) and writes_exercises_down(request.session, request.member),
    )


def _last_log(rows: Sequence[AuditRow]) -> UndoParts:
    """The log that `undo` takes back, by the rows it recorded."""
    keys = [each.subject_id or 0 for each in rows]
    return UndoParts(exercise=int(rows[0].detail["exercise"]), first=min(keys), last=max(keys))


def _myself(request: Request, said: PartSaid, is_listed: bool) -> list[Person]:
    person = request.session.get(Person, request.member.person_id)
    if said.named or is_listed:
        raise Wrong({"people": "You named somebody: choose who took part, yourself too if you did."})
    return [person] if person is not None else []


def _refuse_others(
    request: Request, exercise: ExerciseRecord, people: Sequence[Person], counts: bool, wrong: dict[str, str]
) -> None:
    """Notes what the speaker may not write down: others' parts in an exercise that is not theirs."""
    verdict = decides(request, exercise)
    if verdict:
        return
    why_not = f"{verdict.why_not} You can record your own part. {verdict.who_could} {NOT_YET}"
    if counts:
        wrong["headcounts"] = why_not
    if "names" in wrong:  # whom the list means is not theirs to learn either
        wrong["names"] = why_not
    if any(each.id != request.member.person_id for each in people):
        wrong["people"] = why_not


def _of_people(
    request: Request,
    exercise: ExerciseRecord,
    people: Sequence[Person],
    agency: AgencyId | None,
    position: int | None,
    wrong: dict[str, str],
) -> list[AgencyId]:
    """For which agency each was there; what has to be asked is noted at the field."""
    if agency is not None:
        alone = not decides(request, exercise)
        if alone and any(agency not in agencies_then(request, each.id, exercise) for each in people):
            wrong["agency"] = f"{OWN_AGENCY} {NOT_YET}"
        return [agency] * len(people)
    found = [(each, agency_for(request, each.id, exercise, position)) for each in people]
    unsure = [asked_which_agency(request, each, exercise) for each, theirs in found if theirs is None]
    if unsure:
        wrong["agency"] = f"{wrong_lines(unsure)} Choose it here; log those of another agency after it."
    return [theirs for _, theirs in found if theirs is not None]


EXERCISE: Field[ExerciseRecord] = searched_field(
    "exercise",
    "Exercise",
    "Type its title, code or day",
    read_exercise,
    search_held,
    change=choose_exercise,
)
PEOPLE: Field[Sequence[Person]] = several_searched_field(
    "people",
    "Who took part",
    "Type a name",
    people_among(players_among),
    search_players,
    MOST_PEOPLE,
    hint="Empty, here and below: yourself. Everyone on the roster, with Slack or without.",
)
NAMES = text_field(
    "names",
    "Or a list of names or e-mails",
    LONGEST_LIST,
    hint="One a line; a long list in parts.",
    lines=True,
)
AGENCY: Field[AgencyId | None] = searched_field(
    "agency",
    "For which agency",
    "An agency",
    read_agency,
    search_agencies,
    hint="Empty: the one each belonged to on that day.",
    optional=True,
)
HEADCOUNTS = text_field(
    "headcounts",
    "Or only how many, by agency",
    LONGEST_LIST,
    hint="One a line, such as Cedar Fire: 12. No names, no positions.",
    lines=True,
)
ROLE = choice_field(
    "role",
    "Role",
    [option(each.value.capitalize(), each.value) for each in Role],
    "A role",
    "Choose a role.",
)


FOR_OTHERS: tuple[Field[Any], ...] = (PEOPLE, NAMES, HEADCOUNTS)
FIELDS: tuple[Field[Any], ...] = (
    EXERCISE,
    PEOPLE,
    NAMES,
    LOG_WITHOUT,
    ROLE,
    POSITION,
    RUN,
    AGENCY,
    HEADCOUNTS,
)
LOG_FORM = Modal("exercise.log", "Log an exercise", "Log it", FIELDS, submit)

ENTRIES: tuple[Declared, ...] = (
    *LOG_FORM.entries(),
    Click(OPEN, open_form),
    Click(UNDO, take_back, changes=True),
    Undoes(AuditKind.TOOK_PART, UNDO, _last_log),
)
