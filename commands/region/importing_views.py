"""How an import is shown: the form, the preview, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from commands.kit.blocks import button, buttons, cut, option, says, words
from commands.kit.fields import files_field
from commands.kit.forms import choice_field, one_of
from commands.kit.moves_views import LINES, listed_below
from commands.kit.reply import Message
from files.columns import Kind
from files.imports.undoing import Undone
from files.kinds import KINDS
from files.limits import MOST_BYTES, MOST_ROWS
from storage.imports import Counts
from storage.roster import RosterCounts
from words.amounts import plural

NAMES = 10
SHOWN = 12
"""Signs of a fingerprint that tell one preview from another."""
LINE = 200
OPEN_FORM, TAKE = "import.open", "import.take"
TEMPLATE = "import.template"
KIND_OF, ANSWER, ANEW, SHOW = "import.kind", "import.answer", "import.anew", "import.show"
VERIFY = "import.verify"


class ImportStep(BaseModel):
    """Which import a button is about, and which of its previews was shown with it."""

    run: int
    shown: str = ""


class Table(BaseModel):
    """A table that was sent in a direct message, and what it holds where that is plain from its name."""

    file: str
    kind: str


class KindOf(BaseModel):
    """What an import that nobody said the kind of is read as."""

    run: int
    kind: str


class FileOf(BaseModel):
    """What a button that opens the form fills in."""

    kind: str = ""


def _must(kind: Kind[Any]) -> str:
    return ", ".join(" or ".join(group) for group in kind.must)


KIND = choice_field(
    "kind",
    "What it holds",
    [option(name, name, _must(each)) for name, each in KINDS.items()],
    "A kind",
    "Choose what the file holds.",
    hint="With the columns it must have. Agencies come before the roster, courses before rules.",
)
FILE = files_field(
    "file",
    "File",
    ["csv", "xlsx", "tsv"],
    1,
    hint=f"CSV or Excel (.xlsx), as the tool wrote it that made it; up to {MOST_ROWS:,} rows and "
    f"{MOST_BYTES // 1_000_000} MB. What is not clear is asked once. Nothing is written before you have seen "
    "what would change.",
)


def kind_message(run: int, name: str, kinds: Sequence[str]) -> Message:
    """Asks what a table holds, the likeliest kinds first; nothing of it is read before."""
    said = f"Import {run}: {cut(name, LINE)} is a table. What does it hold? Nothing is written yet."
    # A menu tells of itself what was chosen in it, and nothing else.
    options = [option(each, f"{each}:{run}") for each in KINDS]
    likely = [button(f"Read it as {each}", f"{KIND_OF}:{each}", KindOf(run=run, kind=each)) for each in kinds]
    chosen = one_of(KIND_OF, options, "Something else" if likely else "Read it as")
    return Message([words(said), ActionsBlock(elements=[*likely, chosen, discard_button(run)])])


def taken_message(runs: Sequence[tuple[int, str, str]], left: int = 0) -> Message:
    """What is said when tables came in a direct message: import, name and kind ("": it is found out)."""
    lines = [
        f"Reading {cut(name, LINE)} as {kind or 'what its columns say it is'}, import {run}."
        for run, name, kind in runs
    ]
    if left:
        lines.append(
            f"{plural(left, 'more file', 'more files')} left alone: bring {len(runs)} at once at most."
        )
    lines.append("The preview comes here; nothing is written before you apply it.")
    return Message([words("\n".join(lines))])


def newer_preview_message(run: int, name: str) -> Message:
    """What a preview says once the records changed beneath it, and another one came."""
    return standing_message(
        f"Import {run} ({name}): it was read again since. The newer one, further down, has the buttons "
        "that decide; nothing was written."
    )


def rejected_message(run: int, name: str, rows: int) -> Message:
    """What accompanies the file of the rows that were left out."""
    text = (
        f"Import {run}: {plural(rows, 'row')} of {name} can't be taken. Each is in this file with its "
        "line and the reason: fix them there and import that file."
    )
    return Message([words(text)])


def reading_message(run: int, again: bool = False) -> Message:
    """What is said as soon as a file was brought, or what it left open was answered."""
    text = (
        f"I'm reading the file {'again ' if again else ''}as import {run}. The preview comes here; "
        "nothing is written before you apply it."
    )
    return Message([words(text)])


def unreadable_message(run: int, name: str, kind: str, reason: str) -> Message:
    """A file that could not be read, with what was understood of it."""
    as_kind = f" as {kind}" if kind else ""
    text = f"Import {run}: I could not read {name or 'the file'}{as_kind}. {reason}"
    if not reason.endswith("Nothing was written."):
        text += " Nothing was written."
    return Message([words(text), *buttons(import_again(kind))])


def failed_message(run: int, name: str, reference: str, ways_on: Sequence[ButtonElement | None]) -> Message:
    """A failure of ours, and what can be tried next."""
    return standing_message(
        f"Import {run}{f' ({name})' if name else ''}: something went wrong on our side, and nothing was "
        f"written. Whoever runs Muster finds the reason in its log by the reference {reference}.",
        *ways_on,
    )


def set_aside_message(run: int, name: str, attempts: int, ways_on: Sequence[ButtonElement | None]) -> Message:
    """An import that failed as often as is tried: it holds up nothing any more, and can be let go."""
    times = "twice" if attempts == 2 else f"{attempts} times"
    return standing_message(
        f"Import {run}{f' ({name})' if name else ''} was tried {times} and did not get through; nothing was "
        "written. It is set aside, and I don't try it again. The file may hold more than its size shows, or "
        "be damaged: copy the rows into a new sheet, save that as CSV, and bring it. Discard lets this one "
        f"go (on the command line: muster import discard {run}).",
        *ways_on,
    )


def not_undone_message(run: int, name: str) -> Message:
    """An import that was to be taken back, and could not be."""
    return standing_message(
        f"Import {run} ({name}) could not be taken back, and I don't try it again by myself; what it brought "
        "is unchanged. Whoever runs Muster can take it back on the command line.",
        undo_button(run),
    )


def half_undone_message(run: int, name: str) -> Message:
    """An import of which a part is taken back, and the rest is not being."""
    return standing_message(
        f"Import {run} ({name}) is taken back in part: what is taken back counts no more, the rest still "
        f"does. Undo goes on where it stopped; on the command line: muster import undo {run}.",
        undo_button(run),
    )


def applying_message(run: int, name: str) -> Message:
    """What takes the place of the preview while it is being applied."""
    text = f"Applying import {run} ({name}). I'll tell you here when it is done."
    return Message([words(text)])


def writing_message(run: int, name: str, written: int, of: int) -> Message:
    """How far an import is that is being written: what is in counts already."""
    text = f"Writing import {run} ({name}): {written:,} of {plural(of, 'row')} done."
    return Message([words(f"{text} I'll tell you here when it is all in."), *buttons(undo_button(run))])


def stopped_message(run: int, name: str, written: int, of: int) -> Message:
    """That an import did not get through to its end, and what stands of it."""
    text = f"Import {run} ({name}) stopped after {written:,} of {plural(of, 'row')}. What is in stays in."
    return Message(
        [words(f"{text} Bring the file again for the rest, or undo it."), *buttons(undo_button(run))]
    )


def linked_words(counts: RosterCounts, looks_on: bool = False) -> str:
    """How many of the roster are linked in Slack; `looks_on`: the workspace's users are gone through now."""
    people = plural(counts.people, "person", "people")
    verb = "is" if counts.people == 1 else "are"
    known = f"{counts.linked:,} of {people} on the roster {verb} linked in Slack"
    if looks_on:
        return f"{known}. I am going through the workspace for the others, and say here how many there are."
    more = f"; {counts.without_slack:,} not there, or under another e-mail" if counts.without_slack else ""
    return f"{known}{more}."


def applied_message(run: int, name: str, counts: Counts, linked: str = "") -> Message:
    """What an import that was applied did; of a roster's, how many of it are `linked`, in words."""
    did = ", ".join(
        part
        for part in (
            f"{counts.new:,} new",
            f"{counts.changed:,} changed",
            f"{counts.unchanged:,} unchanged",
            f"{counts.ended:,} ended" if counts.ended else "",
            f"{counts.rejected + counts.left_out:,} left out" if counts.rejected or counts.left_out else "",
        )
        if part
    )
    text = f"Import {run} ({name}) is applied: {did}."
    return Message(
        [
            words(text),
            *([words(linked)] if linked else []),
            *buttons(
                says("Import another", "muster import", "import"),
                says("Who is not linked", "muster people", "people") if linked else None,
                says("Set up", "muster setup", "setup"),
                undo_button(run),
            ),
        ],
    )


def undone_message(undone: Undone) -> Message:
    """What became of an import that was taken back, and what could not be."""
    parts = [
        f"{what}: {', '.join(_counted(name, count) for name, count in sorted(counted.items()))}."
        for what, counted in (
            ("Taken back", undone.taken_back),
            ("Restored", undone.put_back),
            ("Kept, with no training required of them", undone.names),
        )
        if counted
    ]
    kept = [f"{each.what}: {each.why}" for each in undone.kept[:LINES]]
    name = f"Import {undone.number} ({undone.file_name})"
    said = [
        f"{name} was undone. It stays in the history."
        if parts
        else f"Nothing of {name} could be taken back.",
        *parts,
        *([listed_below("Not taken back", kept, len(undone.kept))] if kept else []),
    ]
    text = "\n".join(said)
    return standing_message(
        text,
        import_again(undone.kind),
        says("Set up", "muster setup", "setup"),
    )


_SEVERAL = {
    "person": ("person", "people"),
    "affiliation": ("membership", "memberships"),
    "participation": ("part", "parts"),
    "address": ("address", "addresses"),
    "agency": ("agency", "agencies"),
}


def _counted(name: str, count: int) -> str:
    """Some records of an import, as the audit calls them, counted in words."""
    return plural(count, *_SEVERAL.get(name, (name,)))


def standing_message(text: str, *elements: ButtonElement | None) -> Message:
    """Where an import stands, for a button that is pressed again or too late."""
    return Message([words(text), *buttons(*elements)])


def import_again(kind: str) -> ButtonElement:
    """The way to bring another file, of the same kind where files of it can be brought."""
    return opener("Import again", kind)


def opener(label: str, kind: str = "") -> ButtonElement:
    """The form that brings a file, filled in with the kind where files of it can be brought."""
    return button(label, OPEN_FORM, FileOf(kind=kind if kind in KINDS else ""))


def undo_button(run: int) -> ButtonElement:
    """The way back."""
    return button(
        f"Undo import {run}",
        "import.undo",
        ImportStep(run=run),
        confirm="What this import added is taken back. It stays readable, with that as the reason.",
    )


def choices(run: int, writes: bool, missing: int, fingerprint: str) -> list[ButtonElement | None]:
    """The buttons that decide on a preview; `missing` memberships may be ended besides."""
    step = ImportStep(run=run, shown=fingerprint[:SHOWN])
    end = None
    if missing:
        ended = plural(missing, "membership ends", "memberships end")
        end = button(
            "Apply and end that membership"
            if missing == 1
            else f"Apply and end those {missing:,} memberships",
            "import.end",
            step,
            confirm=f"{ended}, besides what the file changes.",
        )
    return [
        button("Apply", "import.apply", step, style="primary") if writes else None,
        end,
        discard_button(run),
    ]


def answer_button(run: int, questions: int, style: str | None = None) -> ButtonElement:
    """Opens the form of what a file leaves open."""
    return button("Answer" if questions == 1 else f"Answer {questions}", ANSWER, ImportStep(run=run), style)


def change_button(run: int) -> ButtonElement:
    """Has a file read as if none of its kind had come before."""
    return button("Change how it is read", ANEW, ImportStep(run=run))


def verify_button(run: int, fingerprint: str) -> ButtonElement:
    """Has the completions of a file that does not say so go in as verified by whoever presses: those of the
    preview it stands beneath."""
    return button("Verified", VERIFY, ImportStep(run=run, shown=fingerprint[:SHOWN]))


def show_button(run: int) -> ButtonElement:
    """Sends the preview to whoever presses."""
    return button("Show it to me", SHOW, ImportStep(run=run))


def discard_button(run: int) -> ButtonElement:
    """Lets the file go."""
    return button("Discard", "import.discard", ImportStep(run=run))
