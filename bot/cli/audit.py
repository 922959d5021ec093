"""`muster audit`: where the record ends, whether it is as it was written, and the key it is sealed with."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from secrets import token_urlsafe
from typing import Annotated

import typer

from bot.cli.desk import desk_of
from storage.sealing import head, read_head, seal, seal_what_is_owed
from storage.verifying_audit import Counts, Finding, verify
from words.amounts import plural

KEY_BYTES = 32
MOST_SAID = 200
"""Findings that are said in words; JSON has them all."""

audit = typer.Typer(add_completion=False, no_args_is_help=True)


@audit.callback()
def audit_group() -> None:
    """The record of who changed what: where it ends, and whether it is as it was written."""


@audit.command("head")
def say_head(context: typer.Context) -> None:
    """Seal what is not sealed yet and print the head. Keep it elsewhere: it finds a tail that was cut off."""
    desk = desk_of(context)
    with desk.store() as store:
        seal_what_is_owed(store, desk.clock())
        with store.reading() as session:
            newest = head(session)
    if newest is None:
        typer.echo("Nothing is sealed yet.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{newest}  {_instant(newest.at)}")


@audit.command("verify")
def verify_audit(
    context: typer.Context,
    said: Annotated[
        str,
        typer.Option("--head", help="A head as it was printed: the record must go as far.", metavar="HEAD"),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, every finding in it.")] = False,
) -> None:
    """Find what was changed behind Muster's back, in the audit and what it speaks of; status 1 then."""
    desk = desk_of(context)
    expected = read_head(said) if said else None
    counts, found = Counts(), 0
    with desk.store() as store:
        seal_what_is_owed(store, desk.clock())
        with store.reading() as session:
            newest = head(session)
            findings = verify(session, desk.clock(), counts, expected)
            if as_json:
                every = [_as_json(each) for each in findings]
                found = len(every)
                whole = {"head": str(newest or ""), **_plain(asdict(counts)), "findings": every}
                typer.echo(json.dumps(whole, indent=2))
            else:
                for each in findings:
                    found += 1
                    if found <= MOST_SAID:
                        typer.echo(_in_words(each), err=True)
                _say_the_rest(counts, found, store.audit_key.name, str(newest or "none"))
    raise typer.Exit(1 if found else 0)


@audit.command("key")
def make_key() -> None:
    """Print a new secret to be set as MUSTER_AUDIT_KEY; it is kept nowhere."""
    typer.echo(token_urlsafe(KEY_BYTES))


@audit.command("new-key")
def begin_with_new_key(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Seal on with the key that is set, though the one before is lost: its codes tell nothing more."""
    desk = desk_of(context)
    with desk.store(any_key=True) as store:
        question = "Rows sealed with the key before can't be checked one by one without it. Go on?"
        if not desk.agrees(question, yes):
            raise typer.Abort
        with store.writing() as session:
            seal(session, desk.clock(), is_new_key=True)
        with store.reading() as session:
            newest = head(session)
    typer.echo(f"Sealed with the key {store.audit_key.name or 'of nobody'} from seal {newest} on.")


def _say_the_rest(counts: Counts, found: int, key: str, newest: str) -> None:
    if found > MOST_SAID:
        typer.echo(f"And {found - MOST_SAID:,} more: muster audit verify --json has them all.", err=True)
    typer.echo(
        f"Looked at {plural(counts.seals, 'seal')}, {plural(counts.rows, 'row')} of the audit, "
        f"{plural(counts.records, 'record')} and {plural(counts.certificates, 'certificate file')}; "
        f"{counts.unsealed:,} just written and not sealed yet. The record ends at {newest}."
    )
    if counts.found_at is not None:
        typer.echo(f"What was there on {_instant(counts.found_at)} was sealed as it was found then.")
    if counts.rebased:
        typer.echo(
            f"Upgrades took {plural(counts.rebased, 'record')} over into a new shape (records.rebased)."
        )
    if not key:
        typer.echo("No key is set (MUSTER_AUDIT_KEY): whoever can write the database could seal it anew.")
    elif counts.plain_until is not None:
        typer.echo(f"Until {_instant(counts.plain_until)} it was sealed without a key.")
    if counts.unchecked:
        typer.echo(
            f"{plural(counts.unchecked, 'code')} made with a key that is not given could not be checked "
            "(MUSTER_AUDIT_KEYS_BEFORE)."
        )
    typer.echo("Nothing was changed behind Muster's back." if not found else f"{found:,} found.")


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
