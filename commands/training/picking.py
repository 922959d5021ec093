"""`/training correct`: which record is to be corrected or taken back, of those the speaker may mend."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ExternalDataSelectElement, SectionBlock
from slack_sdk.models.views import View
from sqlalchemy import select

from commands.kit.about import Written
from commands.kit.blocks import aside, button, buttons, plain, shown_of, words
from commands.kit.forms import opened
from commands.kit.may import Action, may, people_for, whom_for
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form, Search, in_form
from commands.kit.reply import Reply
from commands.kit.request import Door, Request, record_id
from commands.language.choosing import people_options
from commands.language.naming import find_people, lexicon_of
from commands.language.scopes import HistoryPage, Offering, person_match, shown, the_one
from commands.training.correcting import PICK
from commands.training.form import PEOPLE_OFFERED
from commands.training.record_views import OfRecord, what_of
from commands.training.tracing import CORRECT, TRACE, VOID
from storage.people import Person
from storage.responders import records_of
from storage.training import CompletionRecord
from words.names import Kind, Match
from words.problems import Offer

ROWS = 8
EXAMPLE = "/training correct Ben Flores, ASIM Basic"
WHOSE = (
    "A record is corrected by that person until it is confirmed, or by their agency's lead or an emergency "
    "manager."
)
ME = ("", "me", "mine", "my", "myself")
ACTION = "whose"


class Picking(HistoryPage):
    """Whose records are shown to be corrected, from which on; of one course, where one was named."""

    course: int | None = None


def pick(request: Request) -> Reply:
    """The records of whoever is named, of one course where one is named; one's own without a name."""
    page = _said(request)
    text = "Choose the record to correct or take back."
    return opened(request, _view(request, page), text, button("Choose it", PICK, page))


def show(request: Request) -> Reply:
    """Those of the person a button carries; the next ones."""
    _refuse_strangers(request, request.carried(Picking).person)
    view = _view(request, request.carried(Picking))
    return Reply(updated=view) if request.door is Door.MODAL else Reply(modal=view)


def choose_person(request: Request) -> Reply:
    """Somebody was chosen above the list."""
    chosen = record_id(request.text)
    person = request.session.get(Person, chosen) if chosen is not None else None
    if person is None:
        raise Refused("I don't find that person any more.", WHOSE)
    _refuse_strangers(request, person.id)
    return Reply(updated=_view(request, Picking(person=person.id)))


def search_people(request: Request) -> Reply:
    """Those whose records may be the speaker's to correct."""
    people = find_people(request.session, request.text, request.member, most=PEOPLE_OFFERED)
    return Reply(options=people_options(request, people))


def _said(request: Request) -> Picking:
    """Whose records, and of which course, a text names. Raises Refused for nobody, Unclear for several."""
    said = request.text.strip()
    own = Picking(person=request.member.person_id or 0)
    if said.lower() in ME:
        return own
    tokens = said.replace(",", " ").split()
    for length in range(len(tokens), -1, -1):
        for first, rest in ((tokens[:length], tokens[length:]), (tokens[length:], tokens[:length])):
            course = _course(request, rest) if rest else None
            if rest and course is None:
                continue
            name = " ".join(first)
            if name.lower() in ME:
                return own.model_copy(update={"course": course})
            people = find_people(request.session, name, request.member)
            if people:
                the_one([person_match(each) for each in people], name, _offering(course), example=EXAMPLE)
                return Picking(person=people[0].id, course=course)
    raise Refused(f"I don't find “{shown(said)}” among the people whose records you can correct.", WHOSE)


def _refuse_strangers(request: Request, person_id: int) -> None:
    """Raises Refused for somebody who is not to be named to the speaker, whatever a button carries."""
    asked = people_for(request.member)
    if not person_id or asked is None:
        return
    if request.session.scalar(select(Person.id).where(Person.id == person_id, asked)) is None:
        raise Refused("I don't find that person any more.", WHOSE)


def _offering(course: int | None) -> Offering:
    def offer(match: Match) -> Offer:
        return Offer(match.name, PICK, Picking(person=int(match.key), course=course))

    return offer


def _course(request: Request, said: Sequence[str]) -> int | None:
    """The one course that all of some words name; None for none, and for several."""
    found = lexicon_of(request.catalogue).find(said, [Kind.COURSE])
    if found is None or found.words < len(said) or len(found.matches) != 1:
        return None
    return int(found.matches[0].key)


def _view(request: Request, page: Picking) -> View:
    person = request.session.get(Person, page.person)
    for_others = request.member.may(Needs.LEAD)
    records = [] if person is None else _records(request, person, page.course)
    start = page.start if page.start < len(records) else 0
    rows = records[start : start + ROWS]
    blocks: list[Block] = []
    if for_others:
        blocks.append(
            SectionBlock(
                block_id=ACTION,
                text=plain("Whose record"),
                accessory=ExternalDataSelectElement(
                    action_id=ACTION,
                    placeholder=plain("Type a name", 150),
                    min_query_length=1,
                    initial_option=None if person is None else people_options(request, [person])[0],
                ),
            )
        )
    for each in rows:
        pressed = OfRecord(record=each.id)
        state = "verified" if each.verified else "not verified"
        blocks.append(words(f"{what_of(request, each)}, {state}"))
        blocks += buttons(
            button("Correct", f"{CORRECT}:{each.id}", pressed),
            button("Take it back", f"{VOID}:{each.id}", pressed),
            button("How it came about", f"{TRACE}:{each.id}", pressed),
        )
    if not rows:
        blocks.append(words(_nothing(request, person, page)))
    if said := shown_of(start, len(rows), len(records), "Records", "newest first"):
        blocks.append(aside(said))
    following = page.model_copy(update={"start": start + len(rows)})
    blocks += buttons(
        button("More", f"{PICK}:more", following) if following.start < len(records) else None,
        button("All courses", f"{PICK}:all", Picking(person=page.person)) if page.course else None,
    )
    return View(
        type="modal",
        callback_id=PICK,
        title=plain("Correct a record", 24),
        close=plain("Close", 24),
        blocks=blocks,
        private_metadata=page.model_dump_json(exclude_defaults=True),
    )


def _nothing(request: Request, person: Person | None, page: Picking) -> str:
    """Why there is nothing to choose."""
    course = request.catalogue.courses.get(page.course or 0)
    of = f" of {course.title}" if course is not None else ""
    if person is None:
        return "Choose whose record it is."
    if person.id == request.member.person_id:
        return (
            f"You have no record{of} that is yours to correct: once it is confirmed, your agency's lead or "
            "an emergency manager corrects it."
        )
    return f"{person.name} has no record{of} that is yours to correct."


def _records(request: Request, person: Person, course: int | None) -> list[CompletionRecord]:
    """The records of somebody that stand and are the speaker's to correct, newest first."""
    about = whom_for(request, [person.id])[person.id]
    member, today = request.member, request.today
    return [
        each
        for each in records_of(request.session, [person.id], [] if course is None else [course])
        if may(member, Action.CORRECT, Written(about, each.verified), each.completed_on, today)
    ]


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training correct",
        pick,
        what="correct a record, or take it back; what it said before stays readable",
        example=EXAMPLE,
        takes="[PERSON] [COURSE]",
    ),
    Click(PICK, show),
    Click(in_form(PICK, ACTION), choose_person),
    Search(in_form(PICK, ACTION), search_people),
)
