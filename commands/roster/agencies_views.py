"""How agencies are shown: a list, one with all that is said of it, and what a change of it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, buttons, title, words
from commands.kit.reply import Message
from commands.roster.people_views import people_message
from readiness.records import Agency
from readiness.vocabulary import discipline_name
from words.amounts import listing, plural

UNITS = "agencies.units"
"""What a button that shows an agency's units is known by; it carries which agency."""


class AgencyShown(BaseModel):
    """Which agency a button is about; 0: one that is to be added."""

    agency: int = 0


class AgencyDraft(BaseModel):
    """What an agency is to be, shown before it is done."""

    agency: int = 0
    name: str = ""
    disciplines: list[str] = []
    jurisdiction: str = ""
    governance: str = ""
    strength: int | None = None
    aliases: list[str] = []


@dataclass(frozen=True)
class AgencyLine:
    """One agency of the list."""

    agency: Agency
    people: int
    led_by: Sequence[str]  # names; for those who may not read them, one empty text a lead
    aliases: Sequence[str] = ()


def agencies_message(lines: Sequence[AgencyLine], shown: str, *elements: ButtonElement | None) -> Message:
    """The agencies, a line each."""
    said = [_agency_words(line) for line in lines]
    return people_message("The agencies", said or ["None yet."], shown, *elements)


def agency_message(
    line: AgencyLine, facts: Sequence[str], done: str, notes: Sequence[str], *elements: ButtonElement | None
) -> Message:
    """One agency: what it is, how many people, who leads it, what is asked of it."""
    blocks: list[Block] = [words(done)] if done else []
    said = _agency_words(line).removeprefix(f"{line.agency.name}: ")
    blocks += [title(line.agency.name), words("\n".join([said[:1].upper() + said[1:], *facts]))]
    if notes:
        blocks.append(aside(*notes))
    return Message([*blocks, *buttons(*elements)])


def moves_of_agency(people: int, comes: Sequence[str], goes: Sequence[str], moves: str) -> str:
    """What other disciplines change of what is asked of an agency's people, by the courses' titles."""
    many = plural(people, "person", "people")
    lines = []
    if comes:
        lines.append(f"Asked of its {many} from then on: {listing(list(comes))}.")
    if goes:
        lines.append(f"No longer asked of its {many}: {listing(list(goes))}.")
    if not lines:
        return f"What is asked of its {many} stays the same."
    lines += [moves] if moves else []
    lines.append("Which disciplines an agency has, has no history: answers about earlier days change, too.")
    return "\n".join(lines)


def discipline_names(codes: Sequence[str]) -> str:
    """Some disciplines as people read them."""
    return listing([discipline_name(each) for each in sorted(codes)]) or "none"


def _agency_words(line: AgencyLine) -> str:
    agency = line.agency
    parts = [", ".join(sorted(map(discipline_name, agency.disciplines))) or "no discipline"]
    if line.aliases:
        parts.append(f"also called {', '.join(line.aliases)}")
    if agency.jurisdiction:
        parts.append(agency.jurisdiction)
    of_strength = f" of a strength of {agency.strength:,}" if agency.strength else ""
    parts.append(plural(line.people, "person", "people") + of_strength)
    named = [name for name in line.led_by if name]
    if not line.led_by:
        parts.append("no lead named")
    elif named:
        parts.append(f"{'lead' if len(named) == 1 else 'leads'}: {', '.join(named)}")
    else:
        parts.append("lead named")
    return f"{agency.name}: {'; '.join(parts)}"
