"""The set-up list: what a region needs before its first digest, what is done, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import aside, button, buttons, plain, says, title, words
from commands.kit.reply import Message
from storage.region import Region
from words.amounts import listing, plural

LOCAL_POLICY = (
    "How long each course lasts is local policy: the starting catalogue's figures are assumptions to begin "
    "with. Change them to yours by importing rules."
)


class Nothing(BaseModel):
    """What a button carries that needs nothing carried."""


NAMED = 3
"""Agencies without a lead that are named."""


@dataclass(frozen=True)
class SetUp:
    """How far a region is. `without_lead` are the agencies that nobody leads, by name."""

    agencies: int
    without_lead: Sequence[str]
    people: int
    linked: int
    courses: int
    requirements: int
    completions: bool
    digests: int
    positions: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was brought yet."""
        return not (self.agencies or self.people or self.courses)

    @property
    def is_begun(self) -> bool:
        """Whether there is a region to look at: people of whom something is asked."""
        return bool(self.agencies and self.people and self.courses and self.requirements)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to set up; some people may never be in Slack, and exercises can wait."""
        has_records = self.is_begun and self.completions
        return bool(has_records and self.linked and self.digests and not self.without_lead)


@dataclass(frozen=True)
class Step:
    """One step: what it is, how it stands, and the way to do it; `ends`: it is done at some time.

    With a way that imports goes the template to fill in; `also` is a way by hand. Linking goes on for as long
    as people come and go: it is told how far it is, and holds up no other step.
    """

    name: str
    standing: str
    done: bool
    way: ButtonElement | None = None
    ends: bool = True
    template: str = ""  # the kind of file it is done with
    also: ButtonElement | None = None

    @property
    def ways(self) -> list[ButtonElement]:
        """The ways to do it: by hand, by a file, with the template to fill in."""
        if self.way is None:
            return []
        by_hand = [] if self.also is None else [self.also]
        return [*by_hand, self.way, *([_template_button(self.template)] if self.template else [])]

    def words(self, following: bool) -> str:
        """The step in one line; `following` marks the one to do next."""
        mark = "Next" if following else "To do" if self.ends else "Goes on"
        return f"{mark} · {self.name}: {self.standing}"


def steps(state: SetUp) -> list[Step]:
    """The steps in the order they are best done."""
    without_slack = state.people - state.linked
    return [
        Step(
            "Agencies and people",
            f"{plural(state.agencies, 'agency', 'agencies')} and {plural(state.people, 'person', 'people')} "
            "on the roster.",
            bool(state.agencies and state.people),
            says("Import the roster", "muster import roster", "set up roster")
            if state.agencies
            else says("Import agencies", "muster import agencies", "set up agencies"),
            template="roster" if state.agencies else "agencies",
        ),
        Step(
            "Courses",
            f"{plural(state.courses, 'course')}."
            if state.courses
            else "none yet. A starting catalogue can be loaded; "
            "how long each course lasts in it is local policy, to be changed.",
            bool(state.courses),
            button("Load the starting catalogue", "setup.catalogue", Nothing(), confirm=LOCAL_POLICY),
        ),
        Step(
            "Who must hold what",
            f"{plural(state.requirements, 'requirement')}."
            if state.requirements
            else "nobody has to hold any course yet. Open a course and press Ask it of somebody, or import "
            "requirements.",
            bool(state.requirements),
            says("Import requirements", "muster import requirements", "set up requirements")
            if state.courses
            else None,
            template="requirements",
            also=says("Open the courses", "training courses", "set up courses"),
        ),
        Step(
            "Training already done",
            "on record." if state.completions else "none on record: so far everybody looks untrained.",
            state.completions,
            says("Import completions", "muster import completions", "set up completions")
            if state.people and state.courses
            else None,
            template="completions",
        ),
        Step(
            "Agency leads",
            _lead_words(state),
            bool(state.agencies) and not state.without_lead,
            says("Name leads", "muster rights", "set up leads") if state.people else None,
        ),
        Step(
            "People linked in Slack",
            f"{state.linked:,} of {state.people:,}"
            + (f"; {without_slack:,} not on Slack, or under another e-mail." if without_slack else "."),
            bool(state.people) and not without_slack,
            says("Who is not", "muster people", "set up people") if without_slack else None,
            ends=not state.linked,
        ),
        Step(
            "Positions for exercises",
            f"{plural(state.positions, 'position')}."
            if state.positions
            else "none yet; they say how many full teams could be fielded.",
            bool(state.positions),
            says("Positions", "muster positions", "set up positions"),
        ),
        Step(
            "First digest",
            f"{plural(state.digests, 'channel gets', 'channels get')} one."
            if state.digests
            else "no channel gets one yet.",
            bool(state.digests),
            says("Set up a digest", "readiness digest", "set up digest"),
        ),
    ]


def set_up_blocks(state: SetUp, region: Region) -> list[Block]:
    """The list, for an answer and for Home: what is left with its ways, what is done in one line."""
    listed = steps(state)
    left, following = [step for step in listed if not step.done], _following(listed)
    blocks: list[Block] = [title("Setting up Muster")]
    for step in left:
        line = step.words(step is following)
        if step.way and step.template:
            blocks += [words(line), *buttons(*step.ways)]
        else:
            blocks.append(SectionBlock(text=plain(line), accessory=step.way) if step.way else words(line))
    if done := [f"{step.name}: {step.standing}" for step in listed if step.done]:
        blocks.append(aside(f"Done · {' '.join(done)}"))
    blocks.append(aside(settings_words(region)))
    return blocks


def _template_button(kind: str) -> ButtonElement:
    return says(f"Template for {kind}", f"muster import template {kind}", f"set up {kind} template")


def first_welcome(state: SetUp, region: Region) -> Message:
    """What the emergency manager of a region reads first, before anything was brought."""
    text = (
        "Welcome. I am running, and the settings name you as an emergency manager here. I keep who was "
        "trained on what and when, say who is due, and can show how I know. To begin with I need what is "
        "listed below, in its order: a spreadsheet at a time, and nothing is written before you have seen "
        "what would change. The list is in my Home, too, until it is done."
    )
    return Message([words(text), *set_up_blocks(state, region), *onward()])


def next_step_blocks(state: SetUp) -> list[Block]:
    """How far the list is, and what is next on it; a file that is to come next is brought right there."""
    listed = steps(state)
    done = sum(step.done for step in listed)
    following = _following(listed)
    said = f"Setting up Muster: {done} of {len(listed)} done."
    whole = says("Set up", "muster setup", "setup")
    if following is None:
        return [SectionBlock(text=plain(said), accessory=whole)]
    said = f"{said} Next: {following.name}."
    if not (following.way and following.template):
        return [SectionBlock(text=plain(said), accessory=whole)]
    return [words(said), *buttons(*following.ways, whole)]


def onward() -> list[Block]:
    """The ways on from the list."""
    return list(
        buttons(
            says("The people", "muster people", "people"),
            says("The agencies", "muster agencies", "agencies"),
            says("Help", "help", "help"),
        )
    )


def settings_words(region: Region) -> str:
    """The settings in force, and where they are changed."""
    order = "month first (12/3/2026 is 3 December)" if region.date_order == "mdy" else ""
    order = order or "day first (12/3/2026 is 12 March)"
    mark = f"“{region.handling_mark}”" if region.handling_mark else "none"
    return (
        f"Settings in force: time zone {region.timezone}; dates {order}; handling mark {mark}. "
        "They are changed where Muster runs (MUSTER_TIMEZONE, MUSTER_DATE_ORDER, MUSTER_HANDLING_MARK)."
    )


def _following(listed: Sequence[Step]) -> Step | None:
    """The one to do next."""
    return next((step for step in listed if step.ends and not step.done), None)


def _lead_words(state: SetUp) -> str:
    if state.agencies and not state.without_lead:
        return "every agency has one."
    lacking = plural(state.agencies, "agency has", "agencies have")
    named = f": {listing(state.without_lead, NAMED)}" if state.without_lead else ""
    return f"{len(state.without_lead):,} of {lacking} none{named}."
