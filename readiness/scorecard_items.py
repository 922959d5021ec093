"""The items of the scorecard, by category, in their order: what each is, who says it, what raises it.

Ours, and local policy. See "Scorecard" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

REPORT_DAYS = 90
"""Within so many days of an exercise its after-action report is filed (local policy)."""


class Category(StrEnum):
    """The five categories. The value is what is stored, `text` its name, `label` the name of its bar."""

    text: str
    label: str

    def __new__(cls, value: str, text: str, label: str) -> Category:
        """A category of this stored value."""
        category = str.__new__(cls, value)
        category._value_ = value
        category.text, category.label = text, label
        return category

    POLICY = "policy", "Policy & Planning", "Policy"
    TRAINING = "training", "People & Training", "Training"
    EXERCISES = "exercises", "Exercises & Performance", "Exercises"
    COMMUNICATIONS = "communications", "Communications & Coordination", "Communications"
    DOCUMENTATION = "documentation", "Documentation & Governance", "Documentation"


class Asked(StrEnum):
    """Who says how an item stands. What the records say is asked of nobody."""

    NOBODY = "nobody"
    AGENCY = "agency"  # of each agency: its lead
    REGION = "region"  # the emergency manager


class Scale(StrEnum):
    """How points are given."""

    SHARE = "share"
    NUMBER = "number"  # so many points as there are, up to four
    REVIEW = "review"  # by how long ago
    LADDER = "ladder"  # by the highest rung
    SAID = "said"  # as said, 0 to 4


class Reason(StrEnum):
    """Why an item has no points, or none to count. The value says it."""

    NO_AGENCY = "no agency is on record"
    FEW_ANSWERED = "their mean is told once three have answered"
    FEW_AGENCIES = "there are fewer than three agencies, and their mean would tell what one of them said"
    NO_PLAN = "no shared plan is in force"
    NO_RADIO_PLAN = "no radio plan is in force"
    NOBODY_ASKED = "nobody is asked the basic course"
    TOO_FEW = "too few people to count without naming one"
    TEACHES_NO_PLAN = "the basic course teaches no plan that is in force"
    NO_TRAINERS = "no course says which course its trainers hold"
    NOTHING_DUE = "nothing falls due that has to be taught"
    NO_POSITIONS = "no position is needed for a team yet"
    CANT_SEAT = "one agency alone has not the disciplines for a full team"
    NO_EXERCISE = "no exercise in that time"
    NONE_DONE = "none is said to be done yet"
    NOBODY_CURRENT = "nobody is current in the basic course"
    NO_MEETING = "no meeting of the region with seats was held"
    NO_ACTION = "there is no corrective action to count"
    NO_PAIR = "no two agencies share a jurisdiction"
    NO_REPORT_DUE = "no after-action report has come due"
    NO_RECORD = "there are no completions of what is asked to count"
    NOT_ANSWERED = "not answered yet"


@dataclass(frozen=True)
class Item:
    """One item. `code` is what is stored; `words` what it is, `own` of one agency where that reads otherwise,
    `step` what raises it.

    `of_agencies`: an agency's scorecard has it too. `counts_up`: its step can say how many more are wanted.
    `asks` is its question, and `short` what its fields are told apart by, of those that are asked.
    """

    code: str
    category: Category
    words: str
    step: str
    scale: Scale
    asked: Asked = Asked.NOBODY
    of_agencies: bool = True
    counts_up: bool = False
    own: str = ""
    asks: str = ""
    short: str = ""


ADOPTED = Item(
    "plan-adopted",
    Category.POLICY,
    "Agencies that adopted the shared plan in force",
    "Have the shared plan in force adopted",
    Scale.SHARE,
    counts_up=True,
    own="The shared plan in force is adopted",
)
PROCEDURE = Item(
    "own-procedure",
    Category.POLICY,
    "The agency's own procedure points to the regional plan",
    "Have agency procedures point to the regional plan, with evidence",
    Scale.SAID,
    Asked.AGENCY,
    asks="Does your own procedure point to the regional plan?",
    short="own procedure",
)
OFFICIALS = Item(
    "officials-adopted",
    Category.POLICY,
    "The plan is adopted by elected officials or administrators",
    "Have elected officials or administrators adopt the plan, with evidence",
    Scale.SAID,
    Asked.REGION,
    of_agencies=False,
    asks="Have elected officials or administrators adopted the plan?",
    short="adoption",
)
REVIEWED = Item(
    "plan-reviewed",
    Category.POLICY,
    "The shared plan was reviewed in the last 12 months",
    "Review the shared plan and record its revision",
    Scale.REVIEW,
    of_agencies=False,
)
COVERED = Item(
    "basic-coverage",
    Category.TRAINING,
    "Coverage of the basic course",
    "Train or renew people in the basic course",
    Scale.SHARE,
    counts_up=True,
)
ON_PLAN = Item(
    "on-plan",
    Category.TRAINING,
    "Trained on today's plan",
    "Train people again on today's plan",
    Scale.SHARE,
    counts_up=True,
)
TRAINERS = Item(
    "trainers",
    Category.TRAINING,
    "Trainers enough for the refresher wave of 12 months",
    "Train more trainers, or let them give more classes",
    Scale.SHARE,
    of_agencies=False,
)
WEAKEST = Item(
    "weakest-discipline",
    Category.TRAINING,
    "The weakest discipline's coverage",
    "Train the weakest discipline",
    Scale.SHARE,
    of_agencies=False,
    counts_up=True,
)
TEAMS = Item(
    "teams-deep",
    Category.EXERCISES,
    "Full teams deep",
    "Play the positions one more team is short of",
    Scale.NUMBER,
)
FULL_REACH = Item(
    "full-reach",
    Category.EXERCISES,
    "Exercises of the last 12 months with law, fire, EMS and dispatch",
    "Play one more exercise with law, fire, EMS and dispatch",
    Scale.NUMBER,
)
FIX_RATE = Item(
    "fix-rate",
    Category.EXERCISES,
    "Fix rate: done, and shown in a later exercise",
    "Show in an exercise what is said to be done",
    Scale.SHARE,
    counts_up=True,
)
LADDER = Item(
    "ladder",
    Category.EXERCISES,
    "Up the ladder in 24 months: tabletop, simulation, functional, full-scale",
    "Play the next rung of the ladder",
    Scale.LADDER,
)
RADIO_PLAN = Item(
    "radio-plan",
    Category.COMMUNICATIONS,
    "Agencies that adopted the radio plan in force",
    "Have the radio plan in force adopted",
    Scale.SHARE,
    counts_up=True,
    own="The radio plan in force is adopted",
)
COMMON_TERMS = Item(
    "common-terms",
    Category.COMMUNICATIONS,
    "Common terms and call signs in use",
    "Put common terms and call signs into use, with evidence",
    Scale.SAID,
    Asked.AGENCY,
    asks="Are the common terms and call signs in use?",
    short="common terms",
)
DISPATCH = Item(
    "dispatch",
    Category.COMMUNICATIONS,
    "Dispatch at the table of the exercises of 24 months",
    "Have dispatch play in each exercise",
    Scale.SHARE,
)
PAIRS = Item(
    "pairs",
    Category.COMMUNICATIONS,
    "Agency pairs of one jurisdiction that played together in 24 months",
    "Let agencies of one jurisdiction play together that have not",
    Scale.SHARE,
    counts_up=True,
    own="Agencies of its jurisdiction that it played with in 24 months",
)
REPORTS = Item(
    "reports",
    Category.DOCUMENTATION,
    f"After-action reports filed within {REPORT_DAYS} days",
    f"File the review of each exercise within {REPORT_DAYS} days",
    Scale.SHARE,
)
IN_TIME = Item(
    "actions-in-time",
    Category.DOCUMENTATION,
    "Open corrective actions that are not overdue",
    "Settle overdue corrective actions, or extend them with a reason",
    Scale.SHARE,
    counts_up=True,
)
VERIFIED = Item(
    "records-verified",
    Category.DOCUMENTATION,
    "Training records of what is asked that are verified",
    "Verify training records",
    Scale.SHARE,
    counts_up=True,
)
MEETINGS = Item(
    "meetings",
    Category.DOCUMENTATION,
    "Meetings of the room in 12 months with every seat attended",
    "Hold one more meeting with every seat attended",
    Scale.NUMBER,
    of_agencies=False,
)

ITEMS = (
    *(ADOPTED, PROCEDURE, OFFICIALS, REVIEWED),
    *(COVERED, ON_PLAN, TRAINERS, WEAKEST),
    *(TEAMS, FULL_REACH, FIX_RATE, LADDER),
    *(RADIO_PLAN, COMMON_TERMS, DISPATCH, PAIRS),
    *(REPORTS, IN_TIME, VERIFIED, MEETINGS),
)
"""All of them in their order: of equals the first is the next step."""
BY_CODE: Mapping[str, Item] = {each.code: each for each in ITEMS}


def asked_of(whose: Asked) -> tuple[Item, ...]:
    """The items that are asked of each agency, or of the region, in their order."""
    return tuple(each for each in ITEMS if each.asked is whose)
