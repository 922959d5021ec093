"""`muster audit`: where the record ends, whether it is as it was written, and the key it is sealed with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from secrets import token_urlsafe
from typing import Annotated

import typer

from bot.cli.desk import BY, DOOR, desk_of
from bot.cli.printing import echo
from bot.cli.refusing import fail
from storage.audit_key import AuditKey
from storage.changing_key import Change, change_key, change_to_come
from storage.findings import Counts, Finding
from storage.sealing import head, read_head, seal_what_is_owed
from storage.verifying_audit import verify
from words.amounts import plural

KEY_BYTES = 32
MOST_SAID = 200
"""Findings that are said in words; JSON has them all."""
FOUND, NOT_PROVEN = 1, 3
"""The status where something is found, and where nothing is but not all of it could be checked."""

audit = typer.Typer(add_completion=False, no_args_is_help=True)


@audit.callback()
def audit_group() -> None:
    """The record of who changed what: where it ends, and whether it is as it was written."""


@audit.command("head")
def say_head(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Seal what is not sealed yet and print the head. Keep it elsewhere: it finds a tail that was cut off."""
    desk = desk_of(context)
    with desk.store() as store:
        seal_what_is_owed(store, desk.clock())
        with store.reading() as session:
            newest = head(session)
    if newest is None:
        echo("There is no seal, or none that can be read: muster audit verify.", err=True)
        raise typer.Exit(1)
    if as_json:
        echo(json.dumps({"head": str(newest), "at": newest.at.isoformat()}))
    else:
        echo(f"{newest}  {_instant(newest.at)}")


@audit.command("verify")
def verify_audit(
    context: typer.Context,
    said: Annotated[
        str | None,
        typer.Option(
            "--head",
            help="A head as it was printed: the record must go as far.",
            metavar="HEAD",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, every finding in it.")] = False,
) -> None:
    """Find what was changed behind Muster's back, in the audit and what it speaks of; status 1 then, and 3
    where nothing is found but not all of it could be checked.
    """
    desk = desk_of(context)
    expected = None if said is None else _head_in(said)
    counts, found, misses_head = Counts(), 0, False
    with desk.store() as store:
        desk.seal(store)
        with store.reading() as session:
            newest = head(session)
            findings = verify(session, desk.clock(), counts, expected)
            if as_json:
                every = [_as_json(each) for each in findings]
                found = len(every)
                told = {**_plain(asdict(counts)), "is_all_proven": counts.is_all_proven}
                whole = {"head": str(newest or ""), **told, "findings": every}
                echo(json.dumps(whole, indent=2))
            else:
                for each in findings:
                    found += 1
                    misses_head |= expected is not None and _is_of_seal(each, expected[0])
                    if found <= MOST_SAID:
                        echo(_in_words(each), err=True)
                _say_the_rest(counts, found, store.audit_key.name, str(newest or "none"))
                if misses_head:
                    echo(
                        "A head that was mistyped, or is of another database, does not fit either: "
                        "hold it against the one you kept."
                    )
    raise typer.Exit(FOUND if found else 0 if counts.is_all_proven else NOT_PROVEN)


def _head_in(said: str) -> tuple[int, str]:
    """The head in what was given: also a whole line as `audit head` prints it, or as it stands in a document.

    Raises NoHead, also for nothing: an unset variable or an empty file compares with no head.
    """
    words = said.split()
    if [word.lower() for word in words[:2]] == ["audit", "head"]:
        words = words[2:]
    return read_head(words[0].rstrip(",") if words else "")


@audit.command("key")
def make_key() -> None:
    """Print a new secret to be set as MUSTER_AUDIT_KEY; it is kept nowhere."""
    echo(token_urlsafe(KEY_BYTES))


@audit.command("new-key")
def begin_with_new_key(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Write down that the key that is set is the one from now on, and seal on with it: once after it is set
    for the first time, and where the one before is lost.
    """
    desk = desk_of(context)
    with desk.store(any_key=True) as store:
        with store.reading() as session:
            change, is_begun = change_to_come(session), head(session) is not None
        question = _what_it_means(change, is_begun)
        if not (yes or desk.is_terminal):
            _must_not_be_by_mistake(change, is_begun, store.audit_key)
        if not desk.agrees(f"{question} Go on?", yes):
            raise typer.Abort
        with store.writing() as session:
            change_key(session, desk.clock(), BY, DOOR)
        with store.reading() as session:
            newest = head(session)
    echo(f"Sealed with the key {store.audit_key.name or 'of nobody'} from seal {newest} on.")


def _must_not_be_by_mistake(change: Change, is_begun: bool, key: AuditKey) -> None:
    """Ends with status 2 where a key that is set by mistake would be made the right one, or a record begun
    anew, and nobody sits there who could be asked: once done, the right key's commands start no more.
    """
    on = "with muster audit new-key --yes. Nothing was written."
    if not is_begun:
        fail(f"No seal is left: put back a copy that has them, or begin anew {on}")
    if not key.knows(change.before):
        fail(
            f"The newest seal is by the key {change.before}, which is neither MUSTER_AUDIT_KEY nor one of "
            "MUSTER_AUDIT_KEYS_BEFORE. Set it there if you have it; if it is lost, seal on without it "
            f"{on}"
        )


def _what_it_means(change: Change, is_begun: bool) -> str:
    """What somebody agrees to who changes the key."""
    said = []
    if not is_begun:
        said.append("No seal is left: what is there now is sealed as it is found, whoever changed it before.")
    elif change.before not in ("", change.after):
        said.append(
            f"Rows sealed with the key {change.before} can't be checked one by one without it, and those not "
            "sealed yet can't be told from forgeries."
        )
    if not change.after:
        said.append("No key is set: whoever can write the database can seal it anew.")
    elif change.plain_until is not None:
        said.append(
            f"Until seal {change.plain_until} ({_instant(change.plain_until.at)}) there was no key, and you "
            "say with yours that it was so. Hold that against a head you kept: a record begun anew looks the "
            "same."
        )
    return " ".join(said or ["The audit is sealed with this key already; that is written down once more."])


def _say_the_rest(counts: Counts, found: int, key: str, newest: str) -> None:
    if found > MOST_SAID:
        echo(f"And {found - MOST_SAID:,} more: muster audit verify --json has them all.", err=True)
    echo(
        f"Looked at {plural(counts.seals, 'seal')}, {plural(counts.rows, 'row')} of the audit, "
        f"{plural(counts.records, 'record')} and {plural(counts.certificates, 'certificate file')}; "
        f"{counts.unsealed:,} just written and not sealed yet. The record ends at {newest}."
    )
    if counts.found_at is not None:
        echo(f"What was there on {_instant(counts.found_at)} was sealed as it was found then.")
    if counts.rebased:
        echo(f"Upgrades took {plural(counts.rebased, 'record')} over into a new shape (records.rebased).")
    if not key:
        echo("No key is set (MUSTER_AUDIT_KEY): whoever can write the database could seal it anew.")
    elif counts.plain_until is not None:
        echo(f"Until {_instant(counts.plain_until)} it was sealed without a key.")
    if counts.late:
        echo(
            f"{plural(counts.late, 'row')} sealed more than an hour after they were written, from seal "
            f"{counts.late_from:,} on: nobody was sealing then, or seals were cut off there and made anew "
            "over what was left. A head from before tells (--head)."
        )
    echo("What answers are worked out to is no record: muster standing check looks at that.")
    for sentence in _not_proven(counts):
        echo(sentence)
    if found:
        echo(f"{found:,} found.")
    elif not counts.is_all_proven:
        echo("Nothing was found in what could be checked; what is said above could not be.")
    else:
        echo("Nothing was changed behind Muster's back.")


def _not_proven(counts: Counts) -> Iterator[str]:
    """What could be proven neither way, and what it takes."""
    for name, number in counts.keys_not_given.items():
        yield (
            f"{plural(number, 'code')} made with the key {name} could not be checked: it is not given. Put "
            "it into MUSTER_AUDIT_KEYS_BEFORE; if the county never had such a key, somebody else made them."
        )
    if counts.plain_unsaid is not None:
        yield (
            f"Until seal {counts.plain_unsaid:,} there was no key, and nobody said with the key that it was "
            "so: somebody may have thrown the record away and begun it anew. If you set the key then, say so "
            "with muster audit new-key."
        )


def _is_of_seal(found: Finding, number: int) -> bool:
    """Whether it is of that seal, or of seals up to it."""
    return found.table == "audit_seal" and found.key.rpartition("-")[2] == str(number)


def _in_words(found: Finding) -> str:
    times = ""
    if found.after is not None and found.before is not None:
        times = f" (between {_instant(found.after)} and {_instant(found.before)})"
    elif found.before is not None:
        times = f" (before {_instant(found.before)})"
    return f"{found.table} {found.key} {found.what}{times}" + (f": {found.more}" if found.more else "")


def _as_json(found: Finding) -> dict[str, object]:
    return _plain(asdict(found))


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {name: _iso(value) for name, value in values.items()}


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
