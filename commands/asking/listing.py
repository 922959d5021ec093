"""`/ask list`: what people told, for the emergency managers it is for; what waits first, by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from commands.asking.asking_views import PAGE, SHOW, ToldPage, counted, list_message
from commands.asking.hearing import heard_by, rows_of
from commands.kit.blocks import says
from commands.kit.confided_rights import agencies_half_heard, agencies_not_heard, not_to_hear_of
from commands.kit.home import REST, Urgency, Waits
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.scopes import agency_said
from storage.confided import WAITS, ConfidedRecord
from storage.confiding import counts
from words.amounts import listing, plural
from words.classes import listed, plain_word
from words.folding import fold
from words.names import Match
from words.problems import Offer

EXAMPLE = "/ask list Cedar Fire"
WAITING = listed("open waiting unanswered new")
FILLERS = listed("all of from in at the by what please for")
MOST_COUNTED = 6
"""Agencies whose counts stand at the head of the list."""


def list_told(request: Request) -> Reply:
    """What people told; of the agency that was named alone, or only what waits."""
    said = request.text.split()
    waiting = any(plain_word(word) in WAITING for word in said)
    rest = [word for word in said if plain_word(word) not in WAITING | FILLERS]
    agency = 0
    if rest:

        def offer(match: Match) -> Offer:
            return Offer(match.name, SHOW, ToldPage(agency=int(match.key), waiting=waiting))

        agency = agency_said(rest, request.catalogue, offer, EXAMPLE)
    return Reply(message=told_list(request, ToldPage(agency=agency, waiting=waiting)))


def show(request: Request) -> Reply:
    """The page a button asks for, in place of the one before."""
    return Reply(message=told_list(request, request.carried(ToldPage)), replaces=True)


def told_list(request: Request, page: ToldPage) -> Message:
    """A page of what is for the speaker. Raises Refused for an agency whose people's words never are."""
    if page.agency and not_to_hear_of(request.member, page.agency):
        raise Refused(
            "What that agency's people tell is not for you: you lead it, whatever else you are.",
            "Who can: an emergency manager who does not lead it.",
        )
    everything = heard_by(request)
    rows = rows_of(request, everything)
    if page.agency:
        rows = [row for row in rows if page.agency in row.agencies]
    shown = [row for row in rows if row.told.answered_at is None or not page.waiting]
    shown.sort(key=lambda row: (row.told.answered_at is not None, fold(row.where), row.told.told_at))
    start = min(page.start, max((len(shown) - 1) // PAGE * PAGE, 0))
    at = page.model_copy(update={"start": start})
    of = (
        f" from {request.catalogue.agencies[page.agency].name}"
        if page.agency in request.catalogue.agencies
        else ""
    )
    head = list(_head([row.told for row in rows], of))
    if not page.agency:
        head += _by_agency([row.where for row in rows if row.told.answered_at is None])
    return list_message(shown[start : start + PAGE], len(shown), head, at, request.region, _without(request))


def waiting_in_home(request: Request) -> Iterator[Waits]:
    """For an emergency manager: how much waits for an answer that is theirs to give."""
    if not request.member.may(Needs.MANAGER):
        return
    there = heard_by(request, WAITS)
    if there:
        things = plural(len(there), "thing")
        verb = "waits" if len(there) == 1 else "wait"
        said = f"{things} people told {verb} for an answer: {counted(counts(there))}."
        yield Waits(Urgency.ASKED, said, says("Read", "ask list", "told"))


def _head(there: Sequence[ConfidedRecord], of: str) -> Iterator[str]:
    waiting = [each for each in there if each.answered_at is None]
    answered = len(there) - len(waiting)
    if not there:
        yield f"Nothing that is yours to read was told{of}."
    elif waiting:
        yield f"{plural(len(waiting), 'waits', 'wait')} for an answer{of}: {counted(counts(waiting))}."
    else:
        yield f"Nothing that is yours to answer waits{of}."
    if answered:
        yield f"{answered:,} answered or noted."


def _by_agency(where: Sequence[str]) -> list[str]:
    """How much waits from where, most first."""
    found = Counter(each or "No agency" for each in where)
    if len(found) < 2:
        return []
    ranked = sorted(found.items(), key=lambda each: (-each[1], fold(each[0])))
    said = [f"{name} {count:,}" for name, count in ranked[:MOST_COUNTED]]
    if len(ranked) > MOST_COUNTED:
        said.append(f"{plural(len(ranked) - MOST_COUNTED, 'more agency', 'more agencies')}")
    return [f"From: {' · '.join(said)}"]


def _without(request: Request) -> str:
    """What is never in the list of who also leads, whatever there is."""
    agencies = request.catalogue.agencies
    names = [agencies[key].name for key in agencies_not_heard(request.member)]
    said = [f"What people of {listing(names)} tell is never in it: you lead there."] if names else []
    once = agencies_half_heard(request.session, request.member)
    if names := [agencies[key].name for key in once if key in agencies]:
        said.append(f"What people of {listing(names)} told while you led there is not in it either.")
    return " ".join(said)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "ask list",
        list_told,
        what="what people told, to read and to answer",
        example=EXAMPLE,
        needs=Needs.MANAGER,
        does=Action.HEAR,
        takes="[AGENCY] [open]",
    ),
    Click(SHOW, show, needs=Needs.MANAGER, does=Action.HEAR),
    HomePart(REST, waiting_in_home),
)
