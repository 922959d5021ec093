"""Help in scenes: what somebody would say for what they are about, with their own agency and its courses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from commands.kit.blocks import styled, words
from commands.kit.may import agencies_led
from commands.kit.member import Member, Needs
from commands.kit.ours import own_agencies
from commands.kit.slash import locally
from readiness.records import Agency
from storage.catalogue import Catalogue, Course
from storage.region import Region

HEADINGS = {
    Needs.RESPONDER: "",
    Needs.LEAD: "As an agency lead",
    Needs.MANAGER: "As an emergency manager",
}
"""Over the scenes that are for some: responders' stand first, and for all."""


@dataclass(frozen=True)
class Scene:
    """What somebody is about, and sentences that do it: a command, or their own words."""

    heading: str
    says: Sequence[str]
    needs: Needs = Needs.RESPONDER


def scene_blocks(member: Member, catalogue: Catalogue, region: Region) -> Iterator[Block]:
    """The scenes that are for somebody, those of a lead and of an emergency manager apart."""
    told = list(scenes(member, catalogue))
    for needs, heading in HEADINGS.items():
        theirs = [each for each in told if each.needs is needs and each.says and member.may(needs)]
        if theirs and heading:
            yield styled(f"*{heading}*")
        # Names are other people's words: they stand in plain text.
        lines = [
            f"{each.heading}: {' · '.join(_as_called(said, region) for said in each.says)}" for each in theirs
        ]
        if lines:
            yield words("\n".join(lines))


def _as_called(said: str, region: Region) -> str:
    """A sentence with its command as it is called here; what names follow is not ours to change."""
    command, space, rest = said.partition(" ")
    return f"{locally(command, region)}{space}{rest}" if command.startswith("/") else f"“{said}”"


def scenes(member: Member, catalogue: Catalogue) -> Iterator[Scene]:
    """Every scene, with the names that somebody knows; a sentence that lacks one is left out."""
    agency, course = _agency(member, catalogue), None
    if catalogue.courses:
        course = _course(agency, catalogue)
    yield Scene(
        "To log a class",
        [f"/training log {course.code} yesterday", f"I took {course.title} yesterday"] if course else (),
    )
    yield Scene("To see what you are due for", ["/due", "am I current?"])
    yield Scene("To ask", [f"how often is {course.title} due?", "what can I say?"] if course else ())
    yield Scene("To take part", ["/training classes", "/exercise"])
    there = agency.name if agency else "everyone"
    yield Scene("To see how we stand", [f"/readiness {there}", "how ready are we?"], Needs.LEAD)
    yield Scene("To see who is due", [f"/due {there} in 90 days"], Needs.LEAD)
    yield Scene("To verify what people logged", ["/training verify"], Needs.LEAD)
    yield Scene("To tell a channel", ["/readiness digest"], Needs.LEAD)
    yield Scene("To bring a spreadsheet", ["/muster import roster", "/muster setup"], Needs.MANAGER)
    yield Scene(
        "To see what is missing", ["/readiness gaps", "what should our next exercise be?"], Needs.MANAGER
    )


def _agency(member: Member, catalogue: Catalogue) -> Agency | None:
    """Their own agency, one they lead before all others; an emergency manager of none is shown the first."""
    theirs = agencies_led(member) or sorted(own_agencies(member)) or sorted(catalogue.agencies)
    return next((catalogue.agencies[key] for key in theirs if key in catalogue.agencies), None)


def _course(agency: Agency | None, catalogue: Catalogue) -> Course:
    """A course their agency's people must hold, or one that is there."""
    disciplines = frozenset(agency.disciplines) if agency else frozenset()
    asked = {
        each.course
        for each in catalogue.rulebook.requirements
        if not each.disciplines or each.disciplines & disciplines
    }
    there = [course for key, course in catalogue.courses.items() if key in asked]
    return min(there or catalogue.courses.values(), key=lambda course: course.code)
