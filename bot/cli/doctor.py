"""`muster doctor`: every thing Muster needs, each with a verdict and with what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Annotated

import typer

from bot.cli.desk import TO_DO, Desk, NoDatabase, desk_of
from bot.cli.printing import echo
from bot.cli.refusing import one_line
from bot.doctor.database import PATIENCE_SECONDS, look_at_database, look_for_a_place
from bot.doctor.finding import Finding, Verdict, look, wrong
from bot.doctor.here import look_here
from bot.doctor.samples import samples_of
from bot.doctor.slack import client_of, look_at_messages, look_at_slack
from bot.logs import log_to
from bot.settings import WrongSetting

COLORS = {Verdict.WELL: "green", Verdict.LOOK: "yellow", Verdict.WRONG: "red"}


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    messages: Annotated[
        bool, typer.Option(help="Have Slack judge a sample of every kind of message, too.")
    ] = True,
) -> None:
    """Look at everything Muster needs, and say what to do. Ends with status 1 where something is wrong."""
    log_to(StringIO())  # what goes wrong is a finding, and no line of a log
    desk = desk_of(context)
    found = []
    for each in _looked(desk, messages):
        found.append(each)
        if not as_json:
            _say(desk, each)
    is_well = all(each.verdict is not Verdict.WRONG for each in found)
    if as_json:
        said = [
            {"what": each.what, "verdict": each.verdict.value, "said": each.said, "do": each.do}
            for each in found
        ]
        echo(json.dumps({"ok": is_well, "findings": said}, indent=2))
    raise typer.Exit(0 if is_well else 1)


def _looked(desk: Desk, messages: bool) -> Iterator[Finding]:
    try:
        settings = desk.settings
    except WrongSetting as error:
        said, _, do = str(error).partition(TO_DO)
        yield wrong(
            "settings", said, f"{do or 'mend it'}; nothing else can be looked at before".replace(".;", ";")
        )
        return
    yield from look_here(settings)
    try:
        with desk.unchecked_store(patience=PATIENCE_SECONDS) as store:
            yield from look_at_database(store, desk.database_file, desk.region, desk.clock())
    except NoDatabase as none:
        if (file := desk.database_file) is not None:
            said, _, do = str(none).partition(TO_DO)
            yield look_for_a_place(file) if desk.is_new else wrong("database", said, do)
    except OSError as error:
        file = desk.database_file
        yield wrong(
            "database", f"it can't be reached: {error.strerror}", f"who may read {file}, and its folders?"
        )
    slack = list(look_at_slack(settings, desk.clock))
    yield from slack
    if not messages:
        return
    if any(each.what == "bot token" and each.verdict is Verdict.WRONG for each in slack):
        yield look(
            "messages", "they were not judged: Slack was not asked", "run it again when the token is taken"
        )
        return
    if desk.is_terminal:
        echo("Making one of every kind of message, and asking Slack ...", err=True)
    yield look_at_messages(client_of(settings), *samples_of(desk.region, desk.clock()))


def _say(desk: Desk, finding: Finding) -> None:
    from rich.text import Text

    line = Text()
    line.append(f"{finding.verdict.value:<10}  ", COLORS[finding.verdict])
    line.append(f"{finding.what}: {one_line(finding.said)}")
    if finding.do:
        line.append(f"\n{'':<12}To do: {one_line(finding.do)}")
    desk.out.print(line)
