"""One word of welcome in the first letter of somebody who was linked by their e-mail; a right given; and who
is linked by an address the roster names no more.

Who is linked by hand, or given a right in Slack, is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from commands.kit.blocks import says
from commands.kit.letters import LetterPart, Line, Round
from commands.kit.may import agencies_led
from commands.kit.member import Member, Needs
from commands.kit.registry import Declared
from commands.roster.rights_views import given_words
from storage.audit import who_did_something
from storage.letters import FORMER_ADDRESS, RIGHT_GIVEN, WELCOME, LetterLine
from storage.people import Person, RightKind
from words.amounts import listing


def welcomes(round_: Round) -> Iterator[Line]:
    """A welcome for who was linked, and what each right is for that was given; each once.

    Who has done something here since they were linked needs no welcome any more.
    """
    linked = round_.left(WELCOME)
    by = [round_.readers[line.person_id].member.label for line in linked]
    since = min((line.noted_at for line in linked), default=round_.now)
    at_home = who_did_something(round_.session, by, since) if linked else set()
    for line in linked:
        member = round_.readers[line.person_id].member
        is_new = member.label not in at_home and member.may(Needs.RESPONDER)
        said = _welcome(round_, member) if is_new else ""
        yield Line.of_left(line, said, button=says("What can I say?", "muster help", "welcome"))
    for line in round_.left(RIGHT_GIVEN):
        said = _right(round_, line)
        yield Line.of_left(line, said, button=says("The people", "muster people", f"right {line.id}"))
    former = round_.left(FORMER_ADDRESS)
    about = select(Person).where(Person.id.in_({line.about_id for line in former}))
    names = {person.id: person.name for person in round_.session.scalars(about)} if former else {}
    for line in former:
        said = _former(round_, line, names[line.about_id])
        yield Line.of_left(line, said, button=says("Who is linked", "muster people", f"former {line.id}"))


def _welcome(round_: Round, member: Member) -> str:
    agencies = round_.catalogue.agencies
    names = sorted(agencies[key].name for key in member.agencies if key in agencies)
    where = f" for {listing(names)}" if names else ""
    return (
        f"Welcome to Muster. You are on the roster{where}. I keep what you were trained on, and write when "
        "something is due. You can ask me here, in your own words: “what am I due for?”."
    )


def _former(round_: Round, line: LetterLine, name: str) -> str:
    """Who is linked by an address the roster names no more; told to emergency managers, the link stays."""
    if not round_.readers[line.person_id].member.may(Needs.MANAGER):
        return ""
    return (
        f"{name} is linked in Slack by an e-mail the roster no longer lists. The link and their rights stay; "
        "if the address is somebody else’s now, link them again."
    )


def _right(round_: Round, line: LetterLine) -> str:
    """What a right is for, while it is held; the agency it is about, or 0 for the region."""
    member = round_.readers[line.person_id].member
    kind = RightKind.LEAD if line.about_id else RightKind.MANAGER
    is_held = line.about_id in agencies_led(member) if line.about_id else member.may(Needs.MANAGER)
    if not is_held:
        return ""
    agency = round_.catalogue.agencies[line.about_id].name if line.about_id else ""
    return given_words(kind, agency)


ENTRIES: tuple[Declared, ...] = (LetterPart(3, welcomes),)
