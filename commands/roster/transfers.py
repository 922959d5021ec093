"""`/muster transfer`: somebody leaves one agency for another; what is asked of them then is shown first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from slack_sdk.models.blocks import Block, InputInteractiveElement, Option
from slack_sdk.models.views import View
from sqlalchemy import select

from commands.kit.blocks import aside, button, buttons, cut, option, title, words
from commands.kit.forms import CantTake, Field, Modal, day_field, one_of, opened, searched_field, text_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form, Undoes
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request, record_id
from commands.language.choosing import find_named, person_option
from commands.language.fields import agency_option, read_agency, search_agencies
from commands.language.logs import UNDO_NOTE, refuse_late_undo
from commands.language.scopes import agencies_fitting, shown
from commands.roster.fields import PERSON
from commands.roster.transfers_views import (
    Moved,
    Standings,
    TransferDraft,
    moved_words,
    standings_words,
    still_held,
)
from readiness.dates import ONE_DAY
from readiness.records import Affiliation
from readiness.standing import all_asked
from storage.audit import AuditKind, AuditRow
from storage.base import is_active
from storage.people import AffiliationRecord, Person
from storage.responders import load_responders
from storage.rights import leads_by_agency
from storage.roster import memberships
from storage.transferring import (
    BeforeJoined,
    ChangedSince,
    NotThere,
    ThereAlready,
    Transfer,
    judge,
    take_back_transfer,
    transfer,
)
from words.classes import listed, plain_word
from words.days import read_day, spoken
from words.problems import Problem

EXAMPLE = "/muster transfer Ben Flores to Birch Police on 1 Dec"
GONE = "I no longer know that person. Nothing was changed."
NONE = "0"
TO_WORD = re.compile(r"\s+(?:to|into)\s+", re.IGNORECASE)
"""What parts whom from where to."""
STARTS = listed("on from as of since starting beginning begins effective with effect")
"""Words that stand before the first day, after a comma or without one."""
MOST_SAID = 80
"""Characters of an agency's name nobody knows, as the form carries it."""


def transfer_said(request: Request) -> Reply:
    """The form, filled in with whom, where to and from when, as far as they were said."""
    said = request.text.strip()
    draft, unclear = _understood(request, said) if said else (TransferDraft(), "")
    return _form(request, draft, unclear)


def open_form(request: Request) -> Reply:
    """The form, for the person a button carries."""
    return _form(request, request.carried(TransferDraft), "")


def submit(request: Request) -> Reply:
    """Shows what the move would be, and asks which membership ends."""
    filled = FORM.read(request)
    person, to, on = filled[PERSON], filled[TO], filled[FIRST_DAY]
    draft = TransferDraft(person=person.id, to=to or 0, on=on, role=filled[ROLE], rank=filled[RANK])
    if to is None and (unknown := request.carried(TransferDraft).unknown):
        raise Wrong(
            {
                "to": f"You named an agency, “{shown(unknown)}”, and I don't know which: choose it. To end "
                "their membership and begin none, say /muster transfer and the person alone."
            }
        )
    there = _there(request, draft)
    if not there and to is None:
        raise Wrong({"to": f"{person.name} belongs to no agency on {spoken(on - ONE_DAY)}: say where to."})
    if len(there) == 1:
        draft = draft.model_copy(update={"leaves": there[0].id})
    elif not there:
        draft = draft.model_copy(update={"leaves": 0})
    return Reply(updated=_confirming(request, draft))


def choose(request: Request) -> Reply:
    """Another membership was chosen to end: what the move would be then."""
    draft = request.carried(TransferDraft)
    chosen = record_id(request.typed(replace(ENDS, turn=draft.turn).place)) or 0
    return Reply(updated=_confirming(request, draft.model_copy(update={"leaves": chosen})))


def confirm(request: Request) -> Reply:
    """Moves them, as was shown."""
    draft = request.carried(TransferDraft)
    chosen = draft.leaves
    if _there(request, draft):
        chosen = CONFIRM.turned(draft.turn).read(request)[ENDS]
    draft = draft.model_copy(update={"leaves": chosen})
    number = _move(request, draft)
    told = moved_words(request.catalogue, _facts(request, draft))
    left = _left_agency(request, draft)
    still_leads = left is not None and draft.person in leads_by_agency(request.session).get(left, ())
    notes = still_held(request.catalogue, left) if left is not None and still_leads else ""
    undo = button("Undo", "transfer.undo", Moved(transfer=number))
    message = Message([words(told), *([words(notes)] if notes else []), aside(UNDO_NOTE), *buttons(undo)])
    return Reply(message=message, closes=True)


def undo(request: Request) -> Reply:
    """Takes a move back, for ten minutes."""
    row = request.session.scalars(
        select(AuditRow).where(
            AuditRow.id == request.carried(Moved).transfer, AuditRow.kind == AuditKind.TRANSFERRED.value
        )
    ).one_or_none()
    if row is None or "on" not in row.detail:
        raise Problem("I no longer know that move. Nothing was changed.")
    refuse_late_undo(request, row.at, "A further /muster transfer moves them back.")
    try:
        done = take_back_transfer(
            request.session, row, "undone by the one who made it", request.trail(), request.today
        )
    except ChangedSince:
        raise Problem("Their memberships were changed since then. Nothing was changed.") from None
    if not done:
        raise Problem("It was taken back already; nothing changed.")
    return say("Taken back: they belong where they did. The record says both.", replaces=True)


def _last_move(rows: Sequence[AuditRow]) -> Moved | None:
    """The move that `undo` takes back; None where it was one that took another back."""
    return Moved(transfer=rows[0].id) if "on" in rows[0].detail else None


def _understood(request: Request, said: str) -> tuple[TransferDraft, str]:
    """Whom, where to and from when; and what of it was not understood, in a sentence."""
    who, *to = TO_WORD.split(said, 1)
    draft, unclear = TransferDraft(), []
    place, day = _day_at_the_end(request, to[0].split() if to else [])
    whom, before = _day_at_the_end(request, who.split())
    day, name = day or before, " ".join(whom)
    found = find_named(request, name, 2)
    if len(found) == 1:
        draft = draft.model_copy(update={"person": found[0].id})
    else:
        unclear.append(
            f"{'Several people are called' if found else 'Nobody here is called'} “{shown(name)}”."
        )
    if day is not None:
        draft = draft.model_copy(update={"on": day})
    if place:
        named = " ".join(place)
        agencies = agencies_fitting(named, request.catalogue)
        if len(agencies) == 1:
            draft = draft.model_copy(update={"to": int(agencies[0].key)})
        else:
            several = "Several agencies match" if agencies else "I can't find any agency called"
            unclear.append(f"{several} “{shown(named)}”.")
            draft = draft.model_copy(update={"unknown": cut(named, MOST_SAID)})
    return draft, " ".join(unclear)


def _day_at_the_end(request: Request, spoken_words: list[str]) -> tuple[list[str], date | None]:
    """The words before a day that ends them, and the day: the latest past one where it is "since" then."""
    for start in range(len(spoken_words)):
        left = spoken_words[:start]
        while left and plain_word(left[-1]) in STARTS:
            left.pop()
        leads = {plain_word(word) for word in spoken_words[len(left) : start]}
        read = read_day(spoken_words[start:], request.reading(looks_back="since" in leads))
        if read is not None and start + read[1] == len(spoken_words):
            return [" ".join(left).rstrip(" ,;")] if left else [], read[0]
    return spoken_words, None


def _form(request: Request, draft: TransferDraft, unclear: str) -> Reply:
    head: list[Block] = [words(unclear)] if unclear else []
    first = {
        "person": person_option(request, draft.person or None),
        "to": agency_option(request, draft.to),
        "on": draft.on or request.today,
    }
    text = " ".join(part for part in (unclear, "Say who moves, where to, and from which day on.") if part)
    return opened(
        request, FORM.view(first, draft, above=head), text, button("Open the form", "transfer.open", draft)
    )


def _confirming(request: Request, draft: TransferDraft) -> View:
    """What the move would be. Raises Wrong, or Problem, for one that can't be made."""
    person = request.session.get(Person, draft.person)
    if person is None:
        raise Problem(GONE)
    there, turn = _there(request, draft), draft.turn + 1
    above: list[Block] = [title(person.name)]
    if draft.leaves is None:
        above.append(words("They belong to several agencies. Choose which membership ends."))
    else:
        above.append(words(moved_words(request.catalogue, _facts(request, draft), is_done=False)))
        above.append(words(standings_words(request.catalogue, _tried(request, draft))))
    above.append(aside("Their record goes with them. Nothing is changed until you confirm it."))
    draft = draft.model_copy(update={"turn": turn})
    options = _ends_options(request, there)
    chosen = next((each for each in options if each.value == str(draft.leaves)), None)
    return CONFIRM.turned(turn).view(
        {ENDS.name: (options, chosen)}, draft, above=above, only=[ENDS] if there else []
    )


def _tried(request: Request, draft: TransferDraft) -> Standings:
    """What is asked of them, and how they stand: as it is, and as it would be after the move."""
    move = _transfer(request, draft)
    if move.leaves is None and move.to is None:
        raise Problem("Nothing ends and nothing begins: nothing would change.")
    with _problems(request, move):
        judge(request.session, move)
    day = max(move.on, request.today)
    [responder] = load_responders(request.session, [draft.person])
    rulebook = request.catalogue.rulebook
    terms = [
        replace(each, left_on=move.on - ONE_DAY) if each.key == move.leaves else each
        for each in responder.affiliations
    ]
    if move.to is not None:
        terms.append(Affiliation(move.to, move.on, None, move.role))
    moved = replace(responder, affiliations=terms)
    return Standings(
        day, list(all_asked(rulebook, [responder], day)), list(all_asked(rulebook, [moved], day))
    )


def _move(request: Request, draft: TransferDraft) -> int:
    """Makes the move. Raises Problem with why it can't be made."""
    move = _transfer(request, draft)
    with _problems(request, move):
        return transfer(request.session, move, request.trail(), request.today)


def _transfer(request: Request, draft: TransferDraft) -> Transfer:
    return Transfer(
        draft.person,
        draft.leaves or None,
        draft.to or None,
        draft.on or request.today,
        draft.role,
        draft.rank,
    )


@contextmanager
def _problems(request: Request, move: Transfer) -> Iterator[None]:
    """Says why a move can't be made."""
    try:
        yield
    except NotThere:
        said = f"They do not belong there on {spoken(move.on - ONE_DAY)}, the day before."
    except ThereAlready:
        assert move.to is not None
        name = request.catalogue.agencies[move.to].name
        said = f"They belong to {name} already on {spoken(move.on)}, or will later."
    except BeforeJoined as joined:
        said = (
            f"They joined the agency they leave on {spoken(joined.joined_on)}: the first day at the new one "
            "comes after that."
        )
    else:
        return
    raise Problem(f"{said} Nothing was changed.")


def _there(request: Request, draft: TransferDraft) -> list[AffiliationRecord]:
    """Where they belong on the day before the move."""
    day = (draft.on or request.today) - ONE_DAY
    belongs = memberships(request.session, [draft.person]).get(draft.person, [])
    return [each for each in belongs if is_active(each.joined_on, each.left_on, day)]


def _left_agency(request: Request, draft: TransferDraft) -> int | None:
    leaving = request.session.get(AffiliationRecord, draft.leaves) if draft.leaves else None
    return None if leaving is None else leaving.agency_id


def _facts(request: Request, draft: TransferDraft) -> tuple[str, int | None, int | None, date, bool]:
    person = request.session.get(Person, draft.person)
    if person is None:
        raise Problem(GONE)
    on = draft.on or request.today
    return person.name, _left_agency(request, draft), draft.to or None, on, on < request.today


def _ends_options(request: Request, there: list[AffiliationRecord]) -> list[Option]:
    agencies = request.catalogue.agencies
    said = [option(f"{agencies[each.agency_id].name} ends", str(each.id)) for each in there]
    return [*said, option("None ends: they belong there as well", NONE)]


def _draw_ends(initial: tuple[list[Option], Option | None] | None) -> InputInteractiveElement:
    assert initial is not None
    options, chosen = initial
    return one_of("ends", options, "Which membership ends", chosen)


def _read_ends(request: Request, field: str) -> int:
    said = request.typed(field)
    if said == NONE:
        return 0
    draft = request.carried(TransferDraft)
    chosen = record_id(said)
    if chosen is None or chosen not in {each.id for each in _there(request, draft)}:
        raise CantTake("Choose which membership ends, or that none does.")
    return chosen


TO: Field[int | None] = searched_field(
    "to",
    "To which agency",
    "An agency",
    read_agency,
    search_agencies,
    hint="Empty: they go nowhere here; the membership that ends is all.",
    optional=True,
)
FIRST_DAY = day_field("on", "First day there", "Choose the first day at the new agency.")
ROLE = text_field("role", "Role there", 80, hint="As requirements name roles; empty where none matters.")
RANK = text_field("rank", "Rank there", 80)
ENDS: Field[int] = Field("ends", "Which membership ends", _draw_ends, _read_ends, change=choose)
FORM = Modal(
    "transfer",
    "Move somebody",
    "Go on",
    (PERSON, TO, FIRST_DAY, ROLE, RANK),
    submit,
    needs=Needs.MANAGER,
    does=Action.TRANSFER,
)
CONFIRM = Modal(
    "transfer.confirm", "Move somebody", "Move", (ENDS,), confirm, needs=Needs.MANAGER, does=Action.TRANSFER
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster transfer",
        transfer_said,
        what="move somebody from one agency to another",
        example=EXAMPLE,
        needs=Needs.MANAGER,
        does=Action.TRANSFER,
        takes="[PERSON to AGENCY on DAY]",
    ),
    Click("transfer.open", open_form, needs=Needs.MANAGER, does=Action.TRANSFER),
    Undoes(AuditKind.TRANSFERRED, "transfer.undo", _last_move),
    Click("transfer.undo", undo, needs=Needs.MANAGER, does=Action.TRANSFER, changes=True),
    *FORM.entries(),
    *CONFIRM.entries(),
)
