"""The command line's running part: serve, demo, manifest."""

from __future__ import annotations

import gc
import re
import sys
import threading
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import structlog
import typer
from sqlalchemy.exc import DBAPIError

from bot.addresses import HTTP_SETTINGS, WATCH_SETTINGS, listening_at
from bot.cli.desk import desk_of
from bot.cli.printing import echo
from bot.logs import LineCounts, log_to, log_what_ends_us
from bot.manifest import manifest as made
from bot.manifest import to_yaml
from bot.serving import ANSWER_SECONDS, Muster, assemble, by_http, by_socket, watched_at
from bot.settings import PREFIX, Settings, WrongSetting, open_settings_file
from bot.stopping import END_SECONDS, end_at_the_latest, stop_on_signals
from commands.all import registry
from storage.engine import Busy, Store, was_busy
from storage.open_elsewhere import serve_alone
from storage.reach import try_to_write
from storage.region import Region

MANIFEST = Path("manifest.yml")
log = structlog.get_logger()


def _say_what_serves(prefix: str, short: bool, region: Region) -> None:
    """Says which settings `muster serve` needs for commands that were asked for here alone."""
    if prefix != region.command_prefix and short:
        echo(f"Set MUSTER_COMMAND_PREFIX={prefix} for `muster serve`, too.", err=True)
    if short != region.short_commands:
        echo(f"Set MUSTER_SHORT_COMMANDS={'yes' if short else 'no'} for `muster serve`, too.", err=True)


def serve(context: typer.Context) -> None:
    """Answer in Slack: over Socket Mode with SLACK_APP_TOKEN, over HTTP with SLACK_SIGNING_SECRET."""
    lines = LineCounts()
    log_to(counts=lines)
    log_what_ends_us()
    desk = desk_of(context)
    desk.tells = lambda said: log.info("store", said=said)
    settings = desk.settings
    if (file := open_settings_file()) is not None:
        log.warning(
            "settings", said=f"Others on this machine can read {file}, which holds tokens: chmod 600 {file}"
        )
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise WrongSetting(
            "SLACK_APP_TOKEN is missing: make an app-level token with connections:write under Basic "
            "Information (or set SLACK_SIGNING_SECRET to be reached by HTTP)."
        )
    _must_be_free(settings)
    with desk.store(creates=True, patience=ANSWER_SECONDS) as store:
        _must_be_writable(store)
        if desk.database_file is not None:
            serve_alone(desk.database_file)
        muster = assemble(settings, store, desk.clock)
        if muster.lacking:
            echo(muster.lacking)
        stopping = stop_on_signals(END_SECONDS)
        gc.freeze()  # what is there now stays; looking through it again costs large answers a third
        muster.jobs.start()
        with watched_at(muster, settings, desk.clock, lines):
            status = _until_told(muster, settings, stopping)
        end_at_the_latest(END_SECONDS, status)
        muster.stop()
    raise typer.Exit(status)


def _must_be_free(settings: Settings) -> None:
    """Raises AddressTaken or WrongSetting for a port that can't be had, before Slack is asked anything."""
    if settings.slack_app_token is None:
        listening_at(settings.muster_http_host, settings.muster_http_port, HTTP_SETTINGS).close()
    if settings.muster_watch_port is not None:
        listening_at(settings.muster_watch_host, settings.muster_watch_port, WATCH_SETTINGS).close()


def _must_be_writable(store: Store) -> None:
    """Raises CannotWrite where nothing could ever be recorded; somebody who writes just now is no reason."""
    try:
        try_to_write(store)
    except (Busy, DBAPIError) as error:
        if not was_busy(error):
            raise


def _until_told(muster: Muster, settings: Settings, stopping: threading.Event) -> int:
    """Serves by the door the settings name, until told to end; with which status."""
    if settings.slack_app_token is None:
        return by_http(muster, settings.muster_http_host, settings.muster_http_port, stopping)
    app_token = settings.slack_app_token.get_secret_value()
    # Whoever sits before a terminal is no supervisor: there it tries on by itself.
    return by_socket(muster, app_token, stopping, tries_on=sys.stdin.isatty())


def demo(
    once: Annotated[bool, typer.Option("--once", help="A short tour without a browser, then end.")] = False,
    port: Annotated[int, typer.Option(help="The practice workspace's port; 0 takes a free one.")] = 0,
    workspace: Annotated[
        Path | None,
        typer.Option(help="With your own county, empty at first; its records are kept in this folder."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="With --workspace: whose people come into the workspace.")
    ] = None,
    me: Annotated[str, typer.Option(help="With --workspace: your e-mail, as on the roster.")] = "",
) -> None:
    """Bring up a practice workspace with Grove County in it, or your own, and Muster answering."""
    if workspace is None and (roster is not None or me):
        raise typer.BadParameter("--roster and --me go with --workspace FOLDER", param_hint="--workspace")
    if workspace is not None and once:
        raise typer.BadParameter("the tour is of Grove County: leave --workspace away", param_hint="--once")
    try:  # the only ones that bring the practice workspace along
        from bot.demo import run
        from bot.own_county import run as run_own
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "practice":
            raise
        echo("The demo needs the practice workspace: `make demo` in a clone installs it.", err=True)
        raise typer.Exit(2) from None

    raise typer.Exit(run(once, port) if workspace is None else run_own(workspace, roster, me, port))


def _is_for_slack(url: str) -> bool:
    """Whether Slack takes an address to deliver to."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        return False


def manifest(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Compare manifest.yml with the commands.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write manifest.yml.")] = False,
    prefix: Annotated[
        str | None,
        typer.Option(help="Put before every short command, such as em-; else MUSTER_COMMAND_PREFIX."),
    ] = None,
    short: Annotated[
        bool | None,
        typer.Option("--short/--no-short", help="With the short commands; else MUSTER_SHORT_COMMANDS."),
    ] = None,
    url: Annotated[str, typer.Option(help="Deliver by HTTP to this address.")] = "",
) -> None:
    """Print the app's manifest, made from the commands there are."""
    region = desk_of(context).region
    prefix = region.command_prefix if prefix is None else prefix
    short = region.short_commands if short is None else short
    if not PREFIX.fullmatch(prefix):
        raise typer.BadParameter("at most 20 of a-z, 0-9, - and _, such as em-", param_hint="--prefix")
    if url and not _is_for_slack(url):
        raise typer.BadParameter(
            "Slack delivers to an address that begins with https:// alone, such as "
            "https://muster.county.example/slack/events",
            param_hint="--url",
        )
    _say_what_serves(prefix, short, region)
    text = to_yaml(made(registry(), prefix, short, url))
    if write:
        MANIFEST.write_text(text, encoding="utf-8")
    elif not check:
        echo(text, nl=False)
    elif not MANIFEST.exists() or MANIFEST.read_text(encoding="utf-8") != text:
        echo("manifest.yml is not what the commands make: run `muster manifest --write`.", err=True)
        raise typer.Exit(1)
    else:
        echo("manifest.yml is what the commands make; every scope is used, none is missing.")
