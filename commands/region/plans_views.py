"""How shared plans are shown: what is in force, what is coming, who adopted which, whom a change moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from commands.kit.blocks import aside, button, buttons, cut, plain, rule, says, shown_of, title, words
from commands.kit.moves_views import moves_words
from commands.kit.problems import TOO_FEW
from commands.kit.reply import Message
from readiness.coverage import Counts
from readiness.plans import Ledger
from readiness.records import Revision
from storage.catalogue import Plan
from storage.moves import Moves
from words.amounts import listing, plural
from words.days import spoken

PLANS = 3
"""Plans in one answer; the rest come with More."""
ROWS = 10
"""Agencies of a ledger, or revisions, in one answer."""
NAME = 80
COURSES = 5
NOTHING_YET = "Nothing is recorded yet."


class PlanPage(BaseModel):
    """Which plan a button is about (0: all, or a new one), and from which row on."""

    plan: int = 0
    start: int = 0


class RevisionOf(BaseModel):
    """Which revision a button is about (0: a new one, of the plan)."""

    plan: int = 0
    revision: int = 0


class AdoptOf(BaseModel):
    """Whose adoption of a plan is to be recorded, or taken back: an agency's (0: to be chosen)."""

    plan: int
    agency: int = 0


@dataclass(frozen=True)
class Taught:
    """A course that teaches a plan: the counts of those it is asked of; None where they are not shown."""

    title: str
    counts: Counts | None
    too_few: bool = False


@dataclass(frozen=True)
class Shown:
    """A plan as somebody may see it."""

    plan: Plan
    in_force: Revision | None
    coming: Sequence[Revision]
    adopted: Ledger
    agencies: int
    taught: Sequence[Taught]
    may_revise: bool
    may_adopt: bool


@dataclass(frozen=True)
class LedgerLine:
    """An agency in the ledger: what it adopted, the newest first; what may be pressed beside it."""

    agency: str
    adopted: Sequence[tuple[str, date]]
    is_older: bool
    press: ButtonElement | None = None


@dataclass(frozen=True)
class Preview:
    """What a change of a plan would be: in sentences, and whom it moves."""

    sentences: Sequence[str]
    moves: Sequence[Moves]
    days: Sequence[date]
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def blocks(self) -> list[Block]:
        """What stands in the modal that asks for the last word."""
        if self.moves:
            said = f"{moves_words(self.moves)}\nThat is, as far as is recorded today."
        else:
            days = listing([spoken(day) for day in self.days])
            said = f"It moves nobody: on {days} everybody would stand as they do without it."
        parts = [*self.sentences, *self.notes, said, NOTHING_YET]
        return [words(part) for part in parts]


def plans_message(done: str, shown: Sequence[Shown], page: PlanPage, total: int, may_revise: bool) -> Message:
    """The shared plans, one below the other. `done` says what was just recorded."""
    blocks: list[Block] = [words(done), rule()] if done else []
    if page.plan == 0:
        blocks.append(title("Shared plans"))
    if not shown:
        blocks.append(words(_none(may_revise)))
    for each in shown:
        blocks += _plan_blocks(each)
    end = page.start + len(shown)
    if said := shown_of(page.start, len(shown), total):
        blocks.append(aside(said))
    blocks += buttons(
        button("New plan", "plan.new", PlanPage()) if may_revise else None,
        button("More", "plans.all", PlanPage(start=end)) if end < total else None,
        says("All plans", "muster plan", "plans") if page.plan else None,
    )
    return Message(blocks)


def ledger_message(shown: Shown, lines: Sequence[LedgerLine], page: PlanPage) -> Message:
    """Agency by agency: those who can act on it first."""
    blocks: list[Block] = [title(cut(f"Who adopted {shown.plan.name}", 150)), words(adopted_words(shown))]
    for line in lines:
        blocks.append(SectionBlock(text=plain(_ledger_words(line)), accessory=line.press))
    end = page.start + len(lines)
    if said := shown_of(page.start, len(lines), shown.agencies, "Agencies"):
        blocks.append(aside(said))
    key = shown.plan.id
    blocks += buttons(
        _adopt_button(shown),
        button("More", "plans.ledger", PlanPage(plan=key, start=end)) if end < shown.agencies else None,
        button("The plan", "plans.show", PlanPage(plan=key)),
    )
    return Message(blocks)


def revisions_message(
    shown: Shown, page: PlanPage, links: dict[int, str], adopted: dict[int, int]
) -> Message:
    """The revisions of a plan, the newest first, each with its link, and how many agencies adopted it."""
    newest = list(reversed(shown.plan.revisions))
    rows = newest[page.start : page.start + ROWS]
    blocks: list[Block] = [title(cut(f"{shown.plan.name}: its revisions", 150))]
    if not newest:
        blocks.append(words("No revision is recorded yet."))
    for each in rows:
        press = None
        if shown.may_revise:
            press = button("Change", f"revision.change:{each.key}", RevisionOf(revision=each.key))
        line = _revision_words(each, shown, adopted.get(each.key, 0))
        blocks.append(SectionBlock(text=plain(line), accessory=press))
        if links.get(each.key):
            blocks.append(_link(links[each.key]))
    end = page.start + len(rows)
    key = shown.plan.id
    blocks += buttons(
        button("New revision", "revision.new", PlanPage(plan=key)) if shown.may_revise else None,
        button("More", "plans.revisions", PlanPage(plan=key, start=end)) if end < len(newest) else None,
        button("The plan", "plans.show", PlanPage(plan=key)),
    )
    return Message(blocks)


def adopted_words(shown: Shown) -> str:
    """The ledger in numbers: "14 agencies adopted 3.0, 3 on an older one, 5 none"."""
    adopted, older = len(shown.adopted.adopted), len(shown.adopted.on_older)
    none = shown.agencies - adopted - older
    what = "it" if shown.in_force is None else cut(shown.in_force.name, NAME)
    parts = [f"{plural(adopted, 'agency', 'agencies')} adopted {what}"]
    if older:
        parts.append(f"{older:,} on an older one")
    if none:
        parts.append(f"{none:,} none")
    return f"{', '.join(parts)}."


def again_words(revision: Revision) -> str:
    """Whom a revision asks to be trained again, and by when."""
    if revision.again_by is None:
        return "nobody is asked to be trained again"
    return (
        f"whoever was last trained before {spoken(revision.effective_on)} is asked to be trained again "
        f"by {spoken(revision.again_by)}"
    )


def _plan_blocks(shown: Shown) -> list[Block]:
    plan, now = shown.plan, shown.in_force
    lines = []
    if now is None:
        lines.append("No revision is in force." if plan.revisions else "No revision is recorded yet.")
    else:
        lines.append(
            f"In force: {cut(now.name, NAME)}, since {spoken(now.effective_on)}; {again_words(now)}."
        )
    if shown.coming:
        coming = [f"{cut(each.name, NAME)} from {spoken(each.effective_on)}" for each in shown.coming[:3]]
        lines.append(f"Coming: {listing(coming)}.")
    if plan.revisions:
        lines.append(adopted_words(shown))
    lines += [_taught_words(each) for each in shown.taught[:COURSES]]
    if not shown.taught:
        lines.append("No course teaches it yet, so nobody counts as trained on it.")
    if len(shown.taught) > COURSES:
        lines.append(f"{plural(len(shown.taught) - COURSES, 'more course')} that teach it not listed.")
    page = PlanPage(plan=plan.id)
    return [
        title(plan.name),
        words("\n".join(lines)),
        *buttons(
            button("Who adopted it", f"plans.ledger:{plan.id}", page),
            button("Revisions", f"plans.revisions:{plan.id}", page),
            _adopt_button(shown),
            button("New revision", f"revision.new:{plan.id}", page) if shown.may_revise else None,
            button("Change plan", f"plan.change:{plan.id}", page) if shown.may_revise else None,
        ),
    ]


def _adopt_button(shown: Shown) -> ButtonElement | None:
    if not (shown.may_adopt and shown.plan.revisions):
        return None
    return button("Record adoption", f"adopt.open:{shown.plan.id}", AdoptOf(plan=shown.plan.id))


def _taught_words(taught: Taught) -> str:
    name, counts = cut(taught.title, NAME), taught.counts
    if taught.too_few:
        return f"{name} teaches it. {TOO_FEW}"
    if counts is None:
        return f"{name} teaches it, and is asked of nobody yet."
    if counts.on_plan is None or not counts.current:
        return f"{name} teaches it: {counts.current:,} of {counts.required:,} current."
    return (
        f"{name}: {counts.on_plan:,} of the {counts.current:,} current "
        f"trained on it ({counts.share_on_plan}%)."
    )


def _ledger_words(line: LedgerLine) -> str:
    if not line.adopted:
        return f"{line.agency}: none yet"
    (name, on), *before = line.adopted
    said = f"{line.agency}: {cut(name, NAME)}, adopted {spoken(on)}"
    if line.is_older:
        said += ", an older one"
    if before:
        earlier = [f"{cut(name, NAME)} on {spoken(on)}" for name, on in before[:3]]
        said += f" (before: {', '.join(earlier)})"
    return said


def _revision_words(revision: Revision, shown: Shown, adopted: int) -> str:
    now = shown.in_force
    if now is not None and revision.key == now.key:
        where = "in force since"
    elif revision in shown.coming:
        where = "coming, from"
    else:
        where = "superseded, from"
    return (
        f"{cut(revision.name, NAME)}: {where} {spoken(revision.effective_on)}; {again_words(revision)}; "
        f"adopted by {plural(adopted, 'agency', 'agencies')}"
    )


def _link(address: str) -> RichTextBlock:
    """The address as it was typed, to be pressed; nothing in it is markup."""
    return RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Link(url=address)])])


def _none(may_revise: bool) -> str:
    if may_revise:
        return "No shared plan is recorded yet. Add one here, or import plans and adoptions (/muster import)."
    return "No shared plan is recorded yet. An emergency manager can add them."
