"""The set-up list: what a region needs before its first digest, what is done, and what is next."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import aside, button, buttons, plain, says, title, words
from storage.region import Region
from words.amounts import plural

LOCAL_POLICY = (
    "How long each course lasts is local policy: the starting catalogue's figures are assumptions to begin "
    "with. Change them to yours by importing rules."
)


class Nothing(BaseModel):
    """What a button carries that needs nothing carried."""


@dataclass(frozen=True)
class SetUp:
    """How far a region is."""

    agencies: int
    without_lead: int
    people: int
    linked: int
    courses: int
    requirements: int
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
        return bool(self.is_begun and self.linked and self.digests and not self.without_lead)


@dataclass(frozen=True)
class Step:
    """One step: what it is, how it stands, and the way to do it."""

    name: str
    standing: str
    done: bool
    way: ButtonElement | None = None

    def words(self, following: bool) -> str:
        """The step in one line; `following` marks the one to do next."""
        mark = "Done" if self.done else "Next" if following else "To do"
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
            says("Import", "muster import", "set up import"),
        ),
        Step(
            "Courses and who must hold them",
            _catalogue_words(state),
            bool(state.courses and state.requirements),
            says("Import requirements", "muster import requirements", "set up requirements")
            if state.courses
            else button("Load the starting catalogue", "setup.catalogue", Nothing(), confirm=LOCAL_POLICY),
        ),
        Step(
            "Agency leads",
            "every agency has one."
            if state.agencies and not state.without_lead
            else f"{state.without_lead:,} of {plural(state.agencies, 'agency has', 'agencies have')} none.",
            bool(state.agencies) and not state.without_lead,
            says("Name leads", "muster rights", "set up leads") if state.people else None,
        ),
        Step(
            "People linked in Slack",
            f"{state.linked:,} of {state.people:,}"
            + (f"; {without_slack:,} not on Slack, or under another e-mail." if without_slack else "."),
            bool(state.people) and not without_slack,
            says("Who is not", "muster people", "set up people") if without_slack else None,
        ),
        Step(
            "First digest",
            f"{plural(state.digests, 'channel gets one', 'channels get one')} every week."
            if state.digests
            else "no channel gets one yet.",
            bool(state.digests),
            says("Set up a digest", "readiness digest", "set up digest"),
        ),
        Step(
            "Positions for exercises",
            f"{plural(state.positions, 'position')}."
            if state.positions
            else "none yet; they say how many full teams could be fielded.",
            bool(state.positions),
            says("Positions", "muster positions", "set up positions"),
        ),
    ]


def set_up_blocks(state: SetUp, region: Region) -> list[Block]:
    """The list as blocks, for an answer and for Home."""
    blocks: list[Block] = [title("Setting up Muster")]
    for step, line in zip(steps(state), _lines(state), strict=True):
        blocks.append(SectionBlock(text=plain(line), accessory=step.way) if step.way else words(line))
    blocks.append(aside(settings_words(region)))
    return blocks


def next_step_words(state: SetUp) -> str:
    """How far the list is, and what is next on it, in a line."""
    listed = steps(state)
    done = sum(step.done for step in listed)
    following = next((step for step in listed if not step.done), None)
    said = f"Setting up Muster: {done} of {len(listed)} done."
    return said if following is None else f"{said} {following.words(True)}"


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


def _lines(state: SetUp) -> list[str]:
    listed = steps(state)
    following = next((step for step in listed if not step.done), None)
    return [step.words(step is following) for step in listed]


def _catalogue_words(state: SetUp) -> str:
    if not state.courses:
        return (
            "no courses yet. A starting catalogue can be loaded; "
            "how long each course lasts in it is local policy, to be changed."
        )
    if not state.requirements:
        return (
            f"{plural(state.courses, 'course')}, and nobody is asked to hold any: "
            "import requirements to say who must."
        )
    return f"{plural(state.courses, 'course')}, {plural(state.requirements, 'requirement')}."
