"""Who reads what somebody tells, and what there is for a reader: asked anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from commands.asking.asking_views import Row
from commands.kit.about import Confided
from commands.kit.confided_rights import NOT_FOR_YOU, WHO_HEARS, agencies_of_teller, confided, to_be_confided
from commands.kit.may import Action, may
from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.kit.speaker import speakers
from storage.answers import names_of
from storage.confided import ConfidedRecord
from storage.confiding import told
from storage.rights import managers_in_slack
from storage.roster import terms_of
from words.amounts import listing
from words.problems import Problem

MOST_NAMED = 4
WHO_READS = "Emergency managers read it. Your agency's lead does not."


@dataclass(frozen=True)
class Readers:
    """The emergency managers in Slack, in any workspace: those who will read it, and those who never will.

    `about` is what is about to be told, as rights see it.
    """

    reading: Sequence[Member]
    never: Sequence[Member]
    about: Confided

    @property
    def said(self) -> str:
        """Who reads it and who does not, in words."""
        names = [each.name for each in self.reading]
        who = listing(names) if len(names) <= MOST_NAMED else f"{len(names)} people"
        lines = [f"{WHO_READS} Today it is read by {who}, and by nobody else."]
        if self.never:
            verb = "does" if len(self.never) == 1 else "do"
            lines.append(
                f"{listing([each.name for each in self.never])} {verb} not read it: an emergency manager who "
                "leads an agency of yours, or led one, never reads what you tell."
            )
        return " ".join(lines)


def readers_for(request: Request) -> Readers:
    """Who would read what the speaker tells now. Raises Problem where nobody would, and says why."""
    member, session = request.member, request.session
    users = managers_in_slack(session, request.region, None)
    accounts = [(each.workspace, each.user) for each in users]
    known = speakers(session, accounts, request.today, request.region).values()
    people = {each.person_id: each for each in known if each.person_id is not None}
    others = [each for key, each in sorted(people.items()) if key != member.person_id]
    theirs = agencies_of_teller(member)
    about = to_be_confided(session, request.region, member.person_id or 0, theirs, request.now)
    reading = [each for each in others if may_hear(request, each, about)]
    never = [each for each in others if each not in reading]
    if not reading:
        raise Problem(f"{_nobody_reads(never, is_one=len(others) < len(people))} Nothing was kept.")
    return Readers(reading, never, about)


def may_hear(request: Request, member: Member, about: Confided) -> bool:
    """Whether something is for a member to read and to answer."""
    return bool(may(member, Action.HEAR, about, request.today, request.today))


def heard_by(request: Request, *conditions: ColumnElement[bool]) -> list[ConfidedRecord]:
    """What people told that is for the speaker, oldest first, as far as the conditions say."""
    there = told(request.session, *conditions)
    about = confided(request.session, request.region, there)
    return [each for each in there if may_hear(request, request.member, about[each.id])]


def one_for(request: Request, key: int) -> ConfidedRecord:
    """One thing that was told, for the speaker to read. Raises Refused where it is not for them.

    What there is not is refused in the same words: nobody finds out by trying what was told.
    """
    found = request.session.get(ConfidedRecord, key)
    if found is None:
        raise Refused(NOT_FOR_YOU, WHO_HEARS)
    refuse_others(request, found)
    return found


def refuse_others(request: Request, found: ConfidedRecord) -> None:
    """Raises Refused where something that was told is not for the speaker, as things stand now."""
    about = confided(request.session, request.region, [found])[found.id]
    may(request.member, Action.HEAR, about, request.today, request.today).or_refuse()


def rows_of(request: Request, there: Sequence[ConfidedRecord]) -> list[Row]:
    """Some of what was told, each with who told it and where they belong."""
    people = {each.person_id for each in there}
    names, terms = names_of(request.session, people), terms_of(request.session, people)
    agencies = request.catalogue.agencies

    def row(each: ConfidedRecord) -> Row:
        if each.agencies:
            where = set(each.agencies)
        else:
            theirs = terms.get(each.person_id, ())
            where = {one.agency for one in theirs if one.left_on is None or one.left_on >= request.today}
        said = sorted(agencies[key].name for key in where if key in agencies)
        return Row(each, names[each.person_id].name, frozenset(where), ", ".join(said))

    return [row(each) for each in there]


def _nobody_reads(never: Sequence[Member], is_one: bool) -> str:
    """Why nobody would read it: who manages, and leads; `is_one`: the speaker is an emergency manager."""
    if not never and is_one:
        return "You are the only emergency manager in Slack here: nobody else would read it."
    if not never:
        return "No emergency manager is in Slack here yet, so nobody would read it."
    if len(never) == 1:
        other = "other " if is_one else ""
        who = f"The only {other}emergency manager, {never[0].name}, also leads an agency of yours, or led one"
    else:
        who = "Every emergency manager here also leads an agency of yours, or led one"
    return f"{who}: what you tell is never shown to your lead, so nobody would be left to read it."
