"""What a letter says to leads of people without Slack: that they have news, a line with a count, and of whom.

What was left for the letters of people who can't be written to is told to who leads them; where nobody does
in Slack, to the emergency managers. Then it is settled: one of them has it to tell. What is for nobody else
(`storage.letters.NOT_FOR_OTHERS`) is not counted and not named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from commands.kit.about import Agencies
from commands.kit.blocks import button, paragraphs, words
from commands.kit.letter_rights import Candidates, is_told_of_the_region, leads, left_to_managers, managers
from commands.kit.letters import Asking, LetterPart, Line, Reader, Round
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from readiness.records import AgencyId, PersonId
from storage import letters
from storage.accounts import has_no_slack
from storage.answers import names_of
from storage.letters import NOT_FOR_OTHERS, STALE, TOLD_FOR_OTHERS, LetterLine
from storage.people import AffiliationRecord, Grant
from storage.rights import led_in_slack
from storage.roster import is_on_roster
from words.amounts import listing, plural

NEWS, WHOM = "news without Slack", "letters.news"
MOST = 30
"""People who are named at once."""

SAID = {
    letters.CLASS_MOVED: ("class moved", "classes moved"),
    letters.CLASS_CANCELLED: ("class cancelled", "classes cancelled"),
    letters.CLASS_SEAT: ("seat that came free", "seats that came free"),
    letters.CLASS_WAITS: ("class with fewer seats", "classes with fewer seats"),
    letters.CLASS_TO_TEACH: ("class to teach", "classes to teach"),
    letters.CLASS_UNCLOSED: ("class to close", "classes to close"),
    letters.CLASS_LEFT_OVER: ("class with a record to confirm", "classes with a record to confirm"),
    letters.MEETING_MOVED: ("meeting moved", "meetings moved"),
    letters.MEETING_CHANGED: ("meeting changed", "meetings changed"),
    letters.MEETING_CANCELLED: ("meeting cancelled", "meetings cancelled"),
    letters.MEETING_LEFT: ("meeting that goes on without them", "meetings that go on without them"),
    letters.MEETING_NUDGE: ("meeting to answer", "meetings to answer"),
    letters.MEETING_OPEN_SEATS: ("meeting with open seats", "meetings with open seats"),
    letters.CREDITED: ("record credited", "records credited"),
    letters.LOGGED: ("record logged", "records logged"),
    letters.VERIFIED: ("record verified", "records verified"),
    letters.REJECTED: ("record not confirmed", "records not confirmed"),
    letters.TAKEN_BACK: ("record taken back", "records taken back"),
    letters.ABSENCE_RECORDED: ("leave or waiver recorded", "leaves or waivers recorded"),
    letters.ABSENCE_ENDED: ("leave or waiver ended", "leaves or waivers ended"),
    letters.CHECKLIST_HANDED: ("checklist handed out", "checklists handed out"),
    letters.SCORECARD_ASKED: ("scorecard to answer for", "scorecards to answer for"),
    letters.ITEM_GIVEN: ("checklist item given", "checklist items given"),
    letters.ITEM_NEAR: ("checklist item due soon", "checklist items due soon"),
    letters.ITEM_DUE: ("checklist item due or overdue", "checklist items due or overdue"),
}
OF_NO_LEAD = "of the people without Slack, in agencies without a lead who has it,"
OTHER = ("other matter", "other matters")
AT_ONCE = (
    letters.CLASS_MOVED,
    letters.CLASS_CANCELLED,
    letters.CLASS_SEAT,
    letters.CLASS_WAITS,
    letters.MEETING_MOVED,
    letters.MEETING_CHANGED,
    letters.MEETING_CANCELLED,
    letters.MEETING_LEFT,
    letters.ITEM_DUE,
)
"""What is urgent to the one it is about, and so to who is to tell them."""


class NewsOf(BaseModel):
    """Whose news a button shows: those told on a day of an agency's people; 0: of all that nobody leads."""

    agency: AgencyId = 0
    day: date


@dataclass(frozen=True, slots=True)
class News:
    """One line that was left for somebody without Slack."""

    line: int
    person: PersonId
    matter: str
    about: int


def those_who_tell(asking: Asking) -> Iterator[Candidates]:
    """Leads of people without Slack for whom something waits; emergency managers, where there are any."""
    waiting = _left(asking.now, asking.day).with_only_columns(AffiliationRecord.agency_id).order_by(None)
    yield leads().where(Grant.agency_id.in_(waiting))
    if asking.session.scalar(waiting.limit(1)) is not None:
        yield from managers(asking.region)


def news(round_: Round) -> Iterator[Line]:
    """How many of each led agency's people have news, and which; to managers those of no lead in Slack."""
    managing = [each for each in round_.readers.values() if is_told_of_the_region(each.member)]
    if not (round_.by_agency or managing) or not (found := _news(round_)):
        return
    names = round_.catalogue.agencies
    for agency, readers in sorted(round_.by_agency.items()):
        for reader in readers if agency in found else ():
            if _may_name(reader, agency, round_.day):
                yield _line(round_, reader, _at(names[agency].name), agency, found[agency])
    unled = sorted(found.keys() - led_in_slack(round_.session, round_.day))
    for reader in managing:
        others = left_to_managers(reader.member, unled)
        theirs = {each.line: each for agency in others for each in found[agency]}
        if theirs:
            yield _line(round_, reader, OF_NO_LEAD, 0, list(theirs.values()))


def _news(round_: Round) -> dict[AgencyId, list[News]]:
    """What waits for people without Slack, by their agencies; once for a turn, whose leads all read of it."""
    if NEWS not in round_.kept:
        query = _left(round_.now, round_.day, round_.day if round_.again else None)
        round_.kept[NEWS] = _by_agency(round_.session, query)
    found: dict[AgencyId, list[News]] = round_.kept[NEWS]
    return found


def _left(
    now: datetime, today: date, told_on: date | None = None
) -> Select[AgencyId, int, PersonId, str, int]:
    """The lines that wait for people without Slack who are on a roster, or were told for them on a day."""
    return (
        select(
            AffiliationRecord.agency_id,
            LetterLine.id,
            LetterLine.person_id,
            LetterLine.matter,
            LetterLine.about_id,
        )
        .join(AffiliationRecord, AffiliationRecord.person_id == LetterLine.person_id)
        .where(
            has_no_slack(LetterLine.person_id),
            LetterLine.told_on.is_(None) if told_on is None else LetterLine.told_on == told_on,
            LetterLine.noted_at >= now - STALE,
            LetterLine.matter.not_in(NOT_FOR_OTHERS),
            is_on_roster(today),
        )
        .order_by(LetterLine.id)
        .distinct()
    )


def _by_agency(
    session: Session, query: Select[AgencyId, int, PersonId, str, int]
) -> dict[AgencyId, list[News]]:
    found: defaultdict[AgencyId, list[News]] = defaultdict(list)
    for agency, line, person, matter, about in session.execute(query):
        found[agency].append(News(line, person, matter, about))
    return dict(found)


def _line(round_: Round, reader: Reader, where: str, agency: AgencyId, there: Sequence[News]) -> Line:
    people = len({each.person for each in there})
    verb = "has" if people == 1 else "have"
    return Line(
        reader.person_id,
        NEWS,
        agency,
        f"{people:,} {where} {verb} news: {_matters(there)}. I can't write to them, please tell them.",
        is_urgent=any(each.matter in AT_ONCE for each in there),
        button=button("See whom", f"{WHOM}:{agency}", NewsOf(agency=agency, day=round_.day)),
        figures={f"{TOLD_FOR_OTHERS} {agency}": sorted(each.line for each in there)},
    )


def _at(agency: str) -> str:
    return f"of your people at {agency} without Slack"


def _matters(there: Iterable[News]) -> str:
    """ "1 class moved and 2 records credited": what there is news of, each record once."""
    counts = Counter(SAID.get(matter, OTHER) for matter, _ in {(each.matter, each.about) for each in there})
    ordered = sorted(counts, key=[*SAID.values(), OTHER].index)
    return listing([plural(counts[each], *each) for each in ordered])


def settled(session: Session, day: date, told: Collection[Line], passed: Collection[Line]) -> None:
    """Notes of the lines of people without Slack that somebody was told of them."""
    for line in told:
        ids = line.figures[f"{TOLD_FOR_OTHERS} {line.about_id}"]
        waiting = LetterLine.id.in_(ids), LetterLine.told_on.is_(None)  # type: ignore[arg-type]
        session.execute(update(LetterLine).where(*waiting).values(told_on=day))


def whom(request: Request) -> Reply:
    """Who has news, and which, as far as they may be named to who asks."""
    asked, member = request.carried(NewsOf), request.member
    found = _by_agency(request.session, _left(request.now, request.today, asked.day))
    agencies = (
        [asked.agency]
        if asked.agency
        else sorted(found.keys() - led_in_slack(request.session, request.today))
    )
    theirs: defaultdict[PersonId, dict[int, News]] = defaultdict(dict)
    for agency in agencies:
        if may(member, Action.NAME, Agencies(frozenset([agency])), request.today, request.today):
            for each in found.get(agency, ()):
                theirs[each.person][each.line] = each
    if not theirs:
        return Reply(message=Message([words("Nobody there is without Slack and has news any more.")]))
    people = sorted(names_of(request.session, theirs).values(), key=lambda each: each.sort_key)
    lines = [f"{each.name}: {_matters(theirs[each.id].values())}." for each in people[:MOST]]
    if len(people) > MOST:
        lines.append(f"And {len(people) - MOST:,} more.")
    head = "I can't write to them; each one's record and classes have the details:"
    return Reply(message=Message([words(head), *paragraphs(lines)]))


def _may_name(reader: Reader, agency: AgencyId, day: date) -> bool:
    return bool(may(reader.member, Action.NAME, Agencies(frozenset([agency])), day, day))


ENTRIES: tuple[Declared, ...] = (
    LetterPart(45, news, those_who_tell, before_monday=True, settle=settled),
    Click(WHOM, whom, needs=Needs.LEAD),
)
