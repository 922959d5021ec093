"""`/training history`: a person's record, newest first, with what was corrected and what was taken back."""

from __future__ import annotations

from sqlalchemy import select

from commands.kit.blocks import aside, button, buttons, says, title, words
from commands.kit.problems import Refused
from commands.kit.registry import Click, Entry, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.scopes import HISTORY, HistoryPage, person_said, shown
from commands.training.views import history_line
from storage.people import AffiliationRecord, Person
from storage.training import CompletionRecord
from words.names import Match
from words.problems import Offer

ROWS = 15


def history(request: Request) -> Reply:
    """The record of the person named; one's own without a name."""
    said = request.text.strip()
    if said.lower() in ("", "me", "mine", "my"):
        assert request.member.person_id is not None
        return _page(request, HistoryPage(person=request.member.person_id))
    nobody = Refused(
        f"I know nobody “{shown(said)}” whose record is for you.",
        "A record is for that person, their agency's lead and an emergency manager.",
    )
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
    if person is None or not _may_read(request, person):
        raise Refused(
            "That record is not for you.",
            "A record is for that person, their agency's lead and an emergency manager.",
        )
    records = list(
        request.session.scalars(
            select(CompletionRecord)
            .where(CompletionRecord.person_id == person.id)
            .order_by(CompletionRecord.completed_on.desc(), CompletionRecord.id.desc())
        )
    )
    corrected = {r.corrects_id: r for r in records if r.corrects_id is not None and r.voided_at is None}
    courses = request.catalogue.courses
    shown = records[page.start : page.start + ROWS]
    lines = [history_line(each, courses[each.course_id], corrected.get(each.id)) for each in shown]
    head = "Your record" if person.id == request.member.person_id else f"The record of {person.name}"
    if not records:
        lines = ["Nothing is on record yet."]
    blocks = [title(head), words("\n".join(lines))]
    last = page.start + len(shown)
    if len(records) > ROWS:
        blocks.append(aside(f"Records {page.start + 1} to {last} of {len(records)}, newest first."))
    blocks += buttons(
        button("More", "history.more", page.model_copy(update={"start": last}))
        if last < len(records)
        else None,
        says("Log training", "training", "log"),
        says("What I am due for", "due", "mine"),
    )
    return Reply(message=Message("\n".join([f"{head}:", *lines]), blocks), replaces=replaces)


def _may_read(request: Request, person: Person) -> bool:
    """History stays visible to every agency the person is or was with."""
    if request.member.is_manager or person.id == request.member.person_id:
        return True
    agencies = select(AffiliationRecord.agency_id).where(
        AffiliationRecord.person_id == person.id, AffiliationRecord.voided_at.is_(None)
    )
    return bool(set(request.session.scalars(agencies)) & request.member.leads)


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
