"""How the roster is shown: counts, lists of people and of agencies, one person with all that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, buttons, pairs, title, words
from commands.kit.reply import Message
from commands.language.choosing import PersonCard, option_label
from readiness.records import Agency
from storage.people import AffiliationRecord, SlackIdentity
from storage.rights import Rights
from storage.roster import RosterCounts
from words.amounts import plural
from words.days import spoken

ROWS = 20
"""People or agencies in one answer; the rest come with More."""


class PeoplePage(BaseModel):
    """What a button carries: what was asked, or whom or which agency it is about, and from which row on."""

    said: str = ""
    start: int = 0
    agency: int | None = None  # its people
    person: int | None = None  # everything about them


def counts_message(
    counts: RosterCounts, everywhere: bool, lines: Sequence[str], shown: str, *elements: ButtonElement | None
) -> Message:
    """The roster in counts, then those nobody is linked to. Strangers are said of the whole region only."""
    head = plural(counts.people, "person is", "people are") + " on the roster"
    head += f", {counts.linked:,} of them linked in Slack."
    facts = []
    if counts.guests:
        facts.append(f"{counts.guests:,} linked only as a guest or from another organization")
    if counts.deactivated:
        facts.append(f"{counts.deactivated:,} linked only to a deactivated account")
    if everywhere and counts.strangers:
        facts.append(f"{plural(counts.strangers, 'Slack user', 'Slack users')} linked to nobody")
    said = [head, *([f"{'; '.join(facts)}."] if facts else [])]
    blocks: list[Block] = [title("The roster"), words("\n".join(said))]
    if lines:
        blocks.append(words("\n".join(["Not in Slack:", *lines])))
    if shown:
        blocks.append(aside(shown))
    return Message([*blocks, *buttons(*elements)])


def people_message(head: str, lines: Sequence[str], shown: str, *elements: ButtonElement | None) -> Message:
    """A list of people, a line each."""
    blocks: list[Block] = [title(head), words("\n".join(lines) or "Nobody.")]
    if shown:
        blocks.append(aside(shown))
    return Message([*blocks, *buttons(*elements)])


def person_message(
    card: PersonCard, agencies: Mapping[int, Agency], today: date, *elements: ButtonElement | None
) -> Message:
    """One person. FEMA SID and phone are in it: it is for an answer only its reader sees."""
    person = card.person
    places = belonging_lines(card.belongs, agencies, today)
    facts = [
        ("E-mail", person.email or ""),
        ("Member id", person.member_id or ""),
        ("FEMA SID", person.fema_sid),
        ("Phone", person.phone),
        ("Slack", slack_words(card.identities)),
        ("Rights", rights_words(card.rights, agencies)),
    ]
    facts = [(name, fact) for name, fact in facts if fact]
    blocks = [title(person.name), words("\n".join(places)), pairs(facts), *buttons(*elements)]
    return Message(blocks)


def person_line(
    card: PersonCard, agencies: Mapping[int, Agency], today: date, with_slack: bool = True
) -> str:
    """One person of a list: the name, where they belong today, the e-mail, whether Slack knows them."""
    known = ", ".join(part for part in (card.person.email, card.person.member_id) if part)
    linked = not with_slack or any(not each.is_deactivated for each in card.identities)
    return (
        option_label(card, agencies, today)
        + (f": {known}" if known else "")
        + ("" if linked else ", not in Slack")
    )


def belonging_lines(
    belongs: Sequence[AffiliationRecord], agencies: Mapping[int, Agency], today: date
) -> list[str]:
    """A line an affiliation: agency, role, rank, and from when to when."""
    return [_belonging(row, agencies, today) for row in belongs] or ["Belongs to no agency."]


def slack_words(identities: Sequence[SlackIdentity]) -> str:
    """Which Slack users somebody is, in words."""
    return ", ".join(slack_name(each) for each in identities) or "not linked"


def slack_name(identity: SlackIdentity) -> str:
    """A Slack user by the name they go by, with what is particular about the account."""
    marks = [
        mark
        for mark, applies in (
            ("deactivated", identity.is_deactivated),
            ("guest", identity.is_guest),
            ("another organization", identity.is_outside),
        )
        if applies
    ]
    return f"{identity.real_name or identity.user}{' (' + ', '.join(marks) + ')' if marks else ''}"


def rights_words(rights: Rights, agencies: Mapping[int, Agency]) -> str:
    """What somebody may do, in words."""
    return rights.said({key: agency.name for key, agency in agencies.items()}) or "responder"


def _belonging(row: AffiliationRecord, agencies: Mapping[int, Agency], today: date) -> str:
    does = ", ".join(part for part in (row.role, row.rank) if part)
    since = f" since {spoken(row.joined_on)}" if row.joined_on else ""
    if row.joined_on and row.joined_on > today:
        since = f" from {spoken(row.joined_on)} on"
    until = f" until {spoken(row.left_on)}" if row.left_on else ""
    return f"{agencies[row.agency_id].name}{': ' + does if does else ''}{since}{until}"
