"""How long a course lasts: a new version of its rule, dated; one still to come mended; any taken back."""

from __future__ import annotations

from commands.kit.blocks import button, buttons, option, words
from commands.kit.forms import (
    CantTake,
    Field,
    Modal,
    choice_field,
    day_field,
    number_field,
    optional_day_field,
)
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Submission
from commands.kit.reply import Reply
from commands.kit.request import Door, Request
from commands.language.fields import whole_number_field
from commands.training.courses import course_keyed
from commands.training.courses_previews import WENT, preview, preview_if_free
from commands.training.courses_views import RecordOf, named, rule_line
from readiness.expiry import versions_in_force
from readiness.records import Anchor, RuleVersion
from storage.course_drafts import RuleDraft
from storage.course_records import Gone, standing
from storage.training import RuleRecord
from words.problems import Problem

MOST_MONTHS = 600
MOST_DAYS = 3650
YES, NO = "yes", "no"
ANCHORS = {
    Anchor.COMPLETION: "From the day it was completed",
    Anchor.ANNIVERSARY: "Keeping its date when renewed in time",
    Anchor.CYCLE: "In cycles, the same for everybody",
}


def open_rule(request: Request) -> Reply:
    """The form of a version: a new one as the one in force is, or one still to come, with its way out."""
    about = request.carried(RecordOf)
    course = course_keyed(request, about.course)
    if about.record:
        record = _record(request, about.record)
        draft = RuleDraft.of(record)
        view = RULE_FORM.view(
            {**_filled(draft.version), "effective_on": draft.effective_on},
            about,
            above=[words(f"{named(course)}: a version still to come.")],
            below=buttons(button("Take this version back", "courses.rule_back", about)),
        )
        return Reply(modal=view)
    versions = request.catalogue.rulebook.versions.get(course.id, ())
    in_force = versions_in_force(versions, request.today)
    first = _filled(in_force[-1] if in_force else RuleVersion(request.today, 24))
    head = rule_line(in_force[-1], versions, request.today) if in_force else "Nothing is said of it yet."
    note = "A new version does not undo what was: it counts from its day, and nobody runs out before it."
    return Reply(modal=RULE_FORM.view(first, about, above=[words(f"{named(course)}. {head}\n{note}")]))


def submit(request: Request) -> Reply:
    """Whom the version moves, in place of the form."""
    filled, about = RULE_FORM.read(request), request.carried(RecordOf)
    course_keyed(request, about.course)
    anchor, months = Anchor(filled[ANCHOR]), filled[MONTHS]
    if months is not None and anchor is Anchor.CYCLE and filled[CYCLE_START] is None:
        raise Wrong({CYCLE_START.name: "A rule by cycles needs the day on which one begins."})
    draft = RuleDraft(
        course=about.course,
        rule=about.record,
        effective_on=filled[EFFECTIVE],
        interval_months=months,
        anchor=anchor,
        window_days=filled[WINDOW],
        month_end=filled[MONTH_END] == YES,
        cycle_start=filled[CYCLE_START],
        grace_days=filled[GRACE],
        initial_days=filled[INITIAL],
        lapse_months=filled[LAPSE],
    )
    if about.record and _record(request, about.record).effective_on <= request.today:
        raise Problem("That version is in force by now: make a new one, dated. Nothing was changed.")
    return preview_if_free(request, draft, EFFECTIVE)


def open_back(request: Request) -> Reply:
    """Whom it moves that a version is taken back, to be confirmed."""
    record = _record(request, request.carried(RecordOf).record)
    shown = preview(request, RuleDraft.of(record, out=True))
    return shown if request.door is Door.MODAL else Reply(modal=shown.updated)


def _record(request: Request, key: int) -> RuleRecord:
    try:
        found: RuleRecord = standing(request.session, RuleRecord, key)
    except Gone:
        raise Problem(WENT) from None
    return found


def _filled(version: RuleVersion) -> dict[str, object]:
    return {
        "interval_months": ("", None if version.interval_months is None else str(version.interval_months)),
        "anchor": version.anchor.value,
        "month_end": YES if version.month_end else NO,
        "cycle_start": version.cycle_start,
        "window_days": version.window_days,
        "grace_days": version.grace_days,
        "initial_days": version.initial_days,
        "lapse_months": version.lapse_months,
    }


def _read_months(request: Request, field: str) -> int | None:
    found = _ANY_MONTHS.read(request, field)
    if found is None:
        return None
    if found != int(found) or found < 1:
        raise CantTake(f"Whole months from 1 to {MOST_MONTHS}, please, such as 24; none: it never runs out.")
    return int(found)


_ANY_MONTHS = number_field("interval_months", "Months", MOST_MONTHS, "24")
EFFECTIVE = day_field("effective_on", "In effect from", "Choose the day it takes effect.")
MONTHS: Field[int | None] = Field(
    "interval_months",
    "Every so many months",
    _ANY_MONTHS.draw,
    _read_months,
    "Empty: it never runs out.",
    optional=True,
)
ANCHOR = choice_field(
    "anchor",
    "Counted",
    [option(said, key.value) for key, said in ANCHORS.items()],
    "How",
    "Choose how it is counted.",
)
MONTH_END = choice_field(
    "month_end",
    "To the end of the month",
    [option("Yes", YES), option("No", NO)],
    "Yes or no",
    "Choose yes or no.",
    hint="Yes: what was completed on any day of a month runs out on the last day of one.",
)
CYCLE_START = optional_day_field("cycle_start", "A cycle begins on", "For cycles only.")
WINDOW = whole_number_field(
    "window_days",
    "Renewed in time up to so many days before",
    0,
    MOST_DAYS,
    "For “keeping its date”. 60 is usual.",
)
GRACE = whole_number_field("grace_days", "Days of grace", 0, MOST_DAYS, "In grace nobody is current.")
INITIAL = whole_number_field(
    "initial_days",
    "Days to take it first",
    0,
    MOST_DAYS,
    "From the day somebody joined, or from the day it is asked.",
)
LAPSE = whole_number_field(
    "lapse_months",
    "Months after which a refresher is not enough",
    0,
    MOST_MONTHS,
    "After it ran out; 36 is usual.",
)
RULE_FORM = Modal(
    "courses.rule_form",
    "How often",
    "Who is affected",
    (EFFECTIVE, MONTHS, ANCHOR, MONTH_END, CYCLE_START, WINDOW, GRACE, INITIAL, LAPSE),
    submit,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)

ENTRIES: tuple[Declared, ...] = (
    Click("courses.rule", open_rule, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("courses.rule_back", open_back, needs=Needs.MANAGER, does=Action.CATALOGUE),
    # The first step only reads: it may take a moment, and keeps nobody from recording.
    Submission(RULE_FORM.name, submit, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=False),
)
