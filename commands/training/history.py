"""`/training history`: a person's record, newest first, with what was corrected and what was taken back.

Classes and exercises stand in it together; before them, which positions were played and walked last. Whoever
was written down by somebody else reads it here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from slack_sdk.models.blocks import Block, SectionBlock
from sqlalchemy import select

from commands.kit.about import Whom, Written
from commands.kit.blocks import aside, button, buttons, paragraphs, plain, says, shown_of, title, words
from commands.kit.may import Action, may, may_about, whom_for
from commands.kit.problems import Refused
from commands.kit.registry import Click, Entry, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.scopes import HISTORY, HistoryPage, person_said, shown
from commands.language.taking_part import position_lines
from commands.training.certificates import shown_certificates
from commands.training.certificates_views import ShownCertificate, certificate_words, ways_to
from commands.training.correcting import PICK
from commands.training.history_views import part_line
from commands.training.record_views import OfRecord
from commands.training.tracing import TRACE
from commands.training.transcript import DOWNLOAD, TranscriptAsked
from commands.training.views import history_line
from readiness.due import Scope
from storage.certificates import certificates_of
from storage.exercises import ExerciseRecord, ParticipationRecord
from storage.people import Person
from storage.tracing import rejected_among
from storage.training import CompletionRecord
from words.names import Match
from words.problems import Offer

ROWS = 15
WHOSE = "A record is for that person, their agency's lead and an emergency manager."


@dataclass(frozen=True)
class Dated:
    """A line of a record, with the day it is about.

    `completion`: which it is of, where it is of one; `certificates`: those that can be given.
    """

    on: date
    line: str
    completion: int | None = None
    certificates: Sequence[ShownCertificate] = ()


def history(request: Request) -> Reply:
    """The record of the person named; one's own without a name."""
    said = request.text.strip()
    if said.lower() in ("", "me", "mine", "my"):
        if request.member.person_id is None:
            raise Refused("You are not on a roster, so you have no record.", WHOSE)
        return _page(request, HistoryPage(person=request.member.person_id))
    nobody = Refused(f"I don't find “{shown(said)}” among the people whose records you can see.", WHOSE)
    person = person_said(
        said, request.session, request.member, _offer, nobody, "/training history and an e-mail"
    )
    return _page(request, HistoryPage(person=person.id))


def show(request: Request) -> Reply:
    """The record of the person a button carries."""
    return _page(request, request.carried(HistoryPage))


def _offer(match: Match) -> Offer:
    return Offer(match.name, HISTORY, HistoryPage(person=int(match.key)))


def more(request: Request) -> Reply:
    """The next rows, in place of the ones before."""
    return _page(request, request.carried(HistoryPage), replaces=True)


def _page(request: Request, page: HistoryPage, replaces: bool = False) -> Reply:
    person = request.session.get(Person, page.person)
    if person is None:
        raise Refused("That record is not for you.", WHOSE)
    today = may_about(request, Action.READ, Scope.person(person.id))
    about = whom_for(request, [person.id])[person.id]
    parts = _parts(request, about)
    # Newest first; of one day what was recorded last stands first.
    records = sorted([*_classes(request, about), *_played(request, parts)], key=lambda each: each.on)[::-1]
    if not records:
        today.or_refuse()
    shown = records[page.start : page.start + ROWS]
    is_own = person.id == request.member.person_id
    head = "Your record" if is_own else f"The record of {person.name}"
    blocks: list[Block] = [title(head)]
    if page.start == 0:
        blocks += paragraphs(_positions(request, about))
    blocks += _shown(shown) if shown else [words("Nothing is on record yet.")]
    blocks += ways_to([each for row in shown for each in row.certificates])
    if not today:
        blocks.append(aside(today.why_not))
    last = page.start + len(shown)
    if said := shown_of(page.start, len(shown), len(records), "Records", "newest first"):
        blocks.append(aside(said))
    blocks += buttons(
        button("More", "history.more", page.model_copy(update={"start": last}))
        if last < len(records)
        else None,
        button("Correct", PICK, HistoryPage(person=person.id)) if _may_mend(request, about) else None,
        says("Log training", "training", "log"),
        says("Attach certificate", "training certificate", "certificate"),
        says("What I am due for", "due", "mine") if is_own else None,
        button("Download transcript", DOWNLOAD, TranscriptAsked(person=person.id)),
    )
    return Reply(message=Message(blocks), replaces=replaces)


def _may_mend(request: Request, about: Whom) -> bool:
    """Whether a record of theirs may be the speaker's to correct: one's own word, or one of their people."""
    today = request.today
    return bool(may(request.member, Action.CORRECT, Written(about), today, today))


def _shown(rows: Sequence[Dated]) -> Iterator[Block]:
    """The lines, a class with a press that tells how its record came about; the others together."""
    for number, of_one in groupby(rows, key=lambda each: each.completion):
        lines = [each.line for each in of_one]
        if number is None:
            yield from paragraphs(lines)
            continue
        for line in lines:
            how = button("Details", f"{TRACE}:{number}", OfRecord(record=number))
            yield SectionBlock(text=plain(line), accessory=how)


def _classes(request: Request, about: Whom) -> Iterator[Dated]:
    """The classes that are for the one who asks, oldest first."""
    records = _records(request, about)
    corrected = _corrected(request, records)
    certificates = certificates_of(request.session, records)
    rejected = rejected_among(request.session, [each.id for each in records if each.voided_at is not None])
    courses = request.catalogue.courses
    for each in records:
        line = history_line(
            each, courses[each.course_id], corrected.get(each.id), is_rejected=each.id in rejected
        )
        proof = certificates.get(each.id, ())
        given = () if each.id in corrected else shown_certificates(request, each, proof)
        said = "" if each.id in corrected else certificate_words(proof)
        yield Dated(each.completed_on, line + said, each.id, given)


def _records(request: Request, about: Whom) -> list[CompletionRecord]:
    """The completions that are for the one who asks: each by its own day."""
    records = request.session.scalars(
        select(CompletionRecord)
        .where(CompletionRecord.person_id == about.person)
        .order_by(CompletionRecord.completed_on, CompletionRecord.id)
    )
    member, today = request.member, request.today
    return [each for each in records if may(member, Action.READ, about, each.completed_on, today)]


def _corrected(request: Request, records: Sequence[CompletionRecord]) -> dict[int, CompletionRecord]:
    """What stands in the place of some records, by the record's id, on whatever day it is dated."""
    ids = [each.id for each in records]
    query = select(CompletionRecord).where(
        CompletionRecord.person_id.in_({each.person_id for each in records}),
        CompletionRecord.corrects_id.in_(ids),
        CompletionRecord.voided_at.is_(None),
    )
    found = request.session.scalars(query) if ids else ()
    return {each.corrects_id: each for each in found if each.corrects_id is not None}


def _parts(request: Request, about: Whom) -> list[tuple[ParticipationRecord, ExerciseRecord]]:
    """The exercises somebody took part in that are for the one who asks: each by its own day."""
    rows = request.session.execute(
        select(ParticipationRecord, ExerciseRecord)
        .join(ExerciseRecord, ExerciseRecord.id == ParticipationRecord.exercise_id)
        .where(ParticipationRecord.person_id == about.person)
        .order_by(ExerciseRecord.held_on, ParticipationRecord.id)
    )
    member, today = request.member, request.today
    return [(part, held) for part, held in rows if may(member, Action.READ, about, held.held_on, today)]


def _positions(request: Request, about: Whom) -> list[str]:
    """When the positions were played and walked last, on the days that are for the one who asks."""
    member, today = request.member, request.today
    return position_lines(
        request, about.person, lambda day: bool(may(member, Action.READ, about, day, today))
    )


def _played(request: Request, parts: Sequence[tuple[ParticipationRecord, ExerciseRecord]]) -> Iterator[Dated]:
    """The exercises among them, oldest first."""
    by_id = {part.id: part for part, _ in parts}
    for part, exercise in parts:
        line = part_line(request, part, exercise, by_id.get(part.replaced_by_id or 0))
        yield Dated(exercise.held_on, line)


ENTRIES: tuple[Entry, ...] = (
    Form(
        "training history",
        history,
        what="a record, newest first: yours, or a person's",
        example="/training history @colleague",
    ),
    Click(HISTORY, show),
    Click("history.more", more),
)
