"""What an import would do, as its preview shows it; and what of it is open first."""

from __future__ import annotations

from collections.abc import Iterable

from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, buttons, cut, says, title, words
from commands.kit.moves_views import LINES, listed_below, moves_words
from commands.kit.reply import Message
from commands.region.importing_views import (
    NAMES,
    answer_button,
    change_button,
    choices,
    discard_button,
    verify_button,
)
from files.imports.plan import Change, FieldChange, Plan, not_done_words, twice_words, unverified_words
from files.settled import Open, in_words
from words.amounts import plural

NAME = 80
"""Characters of a name, a value or a line that names several, as far as a preview shows them."""
LINE = 200
NOTE = 600
"""Of each thing beneath a preview: a message as a whole has its bounds."""


def preview_message(run: int, plan: Plan, fingerprint: str, changed_since: bool = False) -> Message:
    """What an import would do, with the buttons that decide on just that, by its fingerprint.

    `changed_since`: another preview came before. It names people: it is for a direct message alone.
    """
    parts = [_counts(plan)]
    if changed_since:
        parts.insert(0, "The records changed since you looked. Nothing was written; this is how it is now.")
    said = (
        *_people(plan),
        _changed(plan),
        _refused(plan),
        _said_of_rows(plan),
        _missing(plan),
        moves_words(plan.moves),
    )
    said = (*said, _unverified(plan))
    parts += [part for part in (*said, _open(plan.open)) if part]
    would = plan.writes or bool(plan.missing)
    if would:
        parts.append("Nothing is written yet.")
    elif plan.open:
        parts.append("Nothing would change before that is answered. Nothing is written yet.")
    else:
        parts.append("Nothing would change, so there is nothing to apply.")
    blocks: list[Block] = [title(f"Import {run}: {plan.table.name}, as {plan.kind.name}")]
    blocks += [words(part) for part in parts]
    if notes := _notes(plan):
        blocks.append(aside(*notes))
    if would or plan.open:
        ways = choices(run, plan.writes, len(plan.missing), fingerprint)
        answer = answer_button(run, len(plan.open)) if plan.open else None
        change = change_button(run) if _taught(plan) else None
        verify = verify_button(run, fingerprint) if plan.unverified else None
        blocks += buttons(*ways[:-1], answer, verify, change, ways[-1])
    else:
        blocks += buttons(says("Import another", "muster import", "import"))
    return Message(blocks)


def asked_message(run: int, plan: Plan) -> Message:
    """What of a file was understood, and what has to be answered before any of its rows can be taken."""
    rows = plural(plan.lines, "row")
    understood = f"I understood it as {plan.kind.name}, {rows}{_where(plan)}."
    open_, each = plural(len(plan.open), "question"), "is" if len(plan.open) == 1 else "are"
    blocks: list[Block] = [
        title(f"Import {run}: {plan.table.name}, as {plan.kind.name}"),
        words(understood),
        words(f"{open_} {each} open before I can take any row. Nothing is written yet."),
        words(listed_below("Open", [_asked(one) for one in plan.open[:LINES]], len(plan.open))),
    ]
    if notes := _notes(plan):
        blocks.append(aside(*notes))
    change = change_button(run) if _taught(plan) else None
    blocks += buttons(answer_button(run, len(plan.open), style="primary"), change, discard_button(run))
    return Message(blocks)


def _where(plan: Plan) -> str:
    """Where the table stands in its file, as far as that is not plain."""
    shape = plan.table.shape
    parts = [f"from the sheet {shape.sheet}"] if shape.sheet is not None and shape.other_sheets else []
    if shape.above:
        parts.append(f"with the names of its columns on line {shape.header_line:,}")
    return f", {' '.join(parts)}" if parts else ""


def _asked(question: Open) -> str:
    seen = ", ".join(cut(each, NAME) for each in question.seen)
    told = bool(seen) and question.seen[0] not in question.said
    return f"• {question.said}" + (f" First values: {seen}" if told else "")


def _open(questions: Iterable[Open]) -> str:
    """What is asked of values and names: their rows are left out until somebody says."""
    asked = [_asked(each) for each in questions]
    return listed_below("To answer first (their rows wait)", asked[:LINES], len(asked))


def _taught(plan: Plan) -> bool:
    """Whether an earlier file of this header said how it is read."""
    return bool(in_words(plan.remembered))


def _people(plan: Plan) -> Iterable[str]:
    """Who is new, who is known by name alone, who is nobody here."""
    whom = plan.whom
    by_name = [
        f"line {each.line}: “{cut(each.said, NAME)}” is {cut(each.person, NAME)}"
        + (f" ({cut(each.agency, NAME)})" if each.agency else "")
        for each in whom.by_name
    ]
    yield _named("Made with this import, as you answered", plan.outcome.coming)
    yield _named("Who is new", whom.new)
    yield _named("Here already, with a new membership", whom.joining)
    yield listed_below("Known by their names alone", by_name[:LINES], len(by_name))
    yield _named("Nobody here, so their rows are left out", whom.alone)


def _named(head: str, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return listed_below(f"{head} ({len(names):,})", [cut(each, LINE) for each in names[:NAMES]], len(names))


def _counts(plan: Plan) -> str:
    counts = ", ".join(f"{plan.counts.get(change, 0):,} {change.value}" for change in Change)
    left_out = f"; {plural(len(plan.refused), 'row')} left out" if plan.refused else ""
    return f"{plural(plan.lines, 'row')}: {counts}{left_out}."


def _changed(plan: Plan) -> str:
    changed = [row for row in plan.rows if row.change is Change.CHANGED]
    lines = [f"{row.subject}: {', '.join(map(_change, row.changes[:3]))}" for row in changed[:LINES]]
    return listed_below("What changes", lines, len(changed))


def _change(change: FieldChange) -> str:
    return f"{change.column} {_value(change.before)} → {_value(change.after)}"


def _value(value: object) -> str:
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return cut(str(value), 40)


def _refused(plan: Plan) -> str:
    lines = [f"Line {each.line}: {each.reason}" for each in plan.mistaken[:LINES]]
    return listed_below("Left out", lines, len(plan.mistaken))


def _said_of_rows(plan: Plan) -> str:
    """What of the rows is said in a line: those that are no record yet, those that come a second time."""
    not_done, twice = len(plan.not_done), plan.twice
    parts = [not_done_words(not_done) if not_done else "", twice_words(twice) if twice else ""]
    return " ".join(filter(None, parts))


def _missing(plan: Plan) -> str:
    names = [f"{each.person} ({each.agency})" for each in plan.missing[:NAMES]]
    if not names:
        return ""
    more = f" and {len(plan.missing) - NAMES:,} more" if len(plan.missing) > NAMES else ""
    return (
        f"On the roster today and missing from this file, {plural(len(plan.missing), 'membership')}: "
        f"{', '.join(names)}{more}. They stay as they are unless you say otherwise."
    )


def _unverified(plan: Plan) -> str:
    """Whether its completions count as verified, where the file does not say so itself."""
    if plan.unverified:
        said = unverified_words(plan.unverified)
        return f"{said} If you have the signed lists or certificates, press Verified."
    by = plan.settled.verified_by
    return f"They go in as verified by {by}, except {by}'s own." if by else ""


def _notes(plan: Plan) -> list[str]:
    shape, notes = plan.table.shape, list[str]()
    if _taught(plan):
        notes.append(cut(f"Read as last time: {in_words(plan.remembered)}", NOTE))
    if plan.named:
        notes.append(cut("\n".join(plan.named), NOTE))
    if plan.unknown_columns and not plan.waits:
        notes.append(cut(f"Columns I don't know and ignore: {', '.join(plan.unknown_columns)}.", NOTE))
    if shape.sheet is not None and shape.other_sheets:
        notes.append(f"Read: the sheet {shape.sheet}. Left alone: {', '.join(shape.other_sheets)}.")
    notices = [row for row in plan.rows if row.notice]
    if notices:
        lines = [f"{row.subject}: {row.notice}" for row in notices[:LINES]]
        notes.append(listed_below("Worth a look", lines, len(notices)))
    remarks = [row for row in plan.rows if row.remark]
    if remarks:
        rows = plural(len(remarks), "row stays", "rows stay")
        notes.append(f"{rows} without effect, such as {remarks[0].subject}: {remarks[0].remark}.")
    return notes
