"""What is pressed beneath a list that was brought as a file: adding its people, logging it, mending the rest.

Who pressed, and the class as it is now, are asked about again; a list is used once.
"""

from __future__ import annotations

from dataclasses import replace

from commands.kit.blocks import aside, buttons, words
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.classes import class_name
from commands.language.grants import grant_and_award
from commands.language.logs import LogSaid
from commands.language.pasting import WITHOUT
from commands.training.adding import ADDING, PASTED
from commands.training.brought_lists import (
    class_held,
    class_of_list,
    logged_by,
    people_of,
    seen_of_log,
    shown_of_log,
)
from commands.training.brought_lists_views import (
    ADD_LISTED,
    LOG_LISTED,
    MEND_LISTED,
    ListOf,
    added,
    left_text,
    mend_button,
)
from commands.training.certificates_placing import attach_to_log
from commands.training.certificates_views import ON_THE_WAY
from commands.training.closing import refused
from commands.training.closing_views import Closing, close_button
from commands.training.form import filled_in
from commands.training.receipts import receipt
from commands.training.recording import record
from storage.attending import sign_in_all
from storage.brought_lists import BroughtList, ListState
from storage.class_turns import NotAsItIs
from storage.classes import Way
from words.problems import Problem

FROM_A_FILE = "a list brought as a file"
USED = "That list was used already: nothing is recorded twice."
GONE = "That list is not kept any more: please bring the file again. Nothing was recorded."


def add_listed(request: Request) -> Reply:
    """Adds everybody a list names to its class."""
    brought = _unused(request)
    held = class_of_list(request, brought, lock=True)
    people = people_of(request, brought)
    left = request.trail(f"added to {class_name(request.catalogue, held)}, from {FROM_A_FILE}")
    try:
        done = sign_in_all(
            request.session, held, [each.id for each in people], Way.ADDED, left, request.region.zone
        )
    except NotAsItIs as problem:
        raise refused(request, problem) from None
    brought.state = ListState.USED
    said = f"{class_name(request.catalogue, held)}. {added(people, done)}"
    return _done(brought, Message([words(said), *buttons(close_button(held, "Open the list"))]))


def log_listed(request: Request) -> Reply:
    """Logs the class of a list for its people; shows it anew where it would record something else by now."""
    brought = _unused(request)
    logged = logged_by(brought)
    held = class_held(request, logged, people_of(request, brought))
    seen = seen_of_log(request, brought, held)
    if seen.fingerprint(held) != brought.shown:
        brought.shown = seen.fingerprint(held)
        return Reply(message=shown_of_log(brought, seen, held), replaces=True)
    if request.carried(ListOf).without_lately:
        had = {each.id for each in seen.had_it}
        held = replace(held, people=[each for each in held.people if each.id not in had])
    held = replace(held, recorded_from=FROM_A_FILE)
    done = record(request, held)
    attach_to_log(request, held, done, logged.files)
    brought.state = ListState.USED
    said = receipt(request, held, done)
    if logged.files:
        said = Message([*said.blocks, aside(f"The certificate goes with it. {ON_THE_WAY}")])
    return _done(brought, said)


def mend(request: Request) -> Reply:
    """The form with the lines of a list that are asked about, and what else was filled in."""
    brought = _theirs(request)
    if brought.class_id is not None:
        held = class_of_list(request, brought)
        asked = [each for each in ADDING.fields if each is not WITHOUT]
        above = [words(f"Who is meant, of those who were at {class_name(request.catalogue, held)}?")]
        shown = {PASTED.name: left_text(brought)}
        return Reply(modal=ADDING.view(shown, Closing(class_id=held.id), above, only=asked))
    logged = logged_by(brought)
    held_class = class_held(request, logged, ())
    grant, award = grant_and_award(logged.funding)
    said = LogSaid(
        course=held_class.course.id,
        day=logged.day,
        hours=logged.hours,
        named=True,
        result=logged.result,
        expires_on=logged.expires_on,
    )
    filled: dict[str, str | None] = {
        "names": left_text(brought),
        "provider": logged.provider or None,
        "instructor": logged.instructor or None,
        "grant": grant or None,
        "award": award or None,
        "evidence": logged.evidence or None,
    }
    return Reply(modal=filled_in(request, said, shown=filled))


def _done(brought: BroughtList, said: Message) -> Reply:
    """What was done, in the place of the question; what was asked about can still be mended."""
    rest = mend_button(brought)
    return Reply(message=Message([*said.blocks, *buttons(rest)]) if rest else said, replaces=True)


def _unused(request: Request) -> BroughtList:
    """The list a button is about, which is theirs and was not used yet. Raises Problem and Refused."""
    brought = _theirs(request, lock=True)
    if brought.state is not ListState.READ:
        raise Problem(USED)
    return brought


def _theirs(request: Request, lock: bool = False) -> BroughtList:
    key = request.carried(ListOf).list
    brought = request.session.get(BroughtList, key, with_for_update=lock or None, populate_existing=True)
    if brought is None:
        raise Problem(GONE)
    if (brought.workspace, brought.slack_user) != (request.member.workspace, request.member.user):
        raise Refused(
            "That list was brought by somebody else. Nothing was recorded.", "Who can: whoever brought it."
        )
    return brought


ENTRIES: tuple[Declared, ...] = (
    Click(ADD_LISTED, add_listed, changes=True),
    Click(LOG_LISTED, log_listed, changes=True),
    Click(MEND_LISTED, mend),
)
