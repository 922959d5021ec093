"""The command line's running part: serve, demo, manifest."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import desk_of
from bot.logs import log_to
from bot.manifest import manifest as made
from bot.manifest import to_yaml
from bot.serving import ANSWER_SECONDS, assemble, by_http, by_socket
from bot.settings import WrongSetting
from bot.stopping import stop_on_signals
from commands.all import registry

MANIFEST = Path("manifest.yml")


def serve(context: typer.Context) -> None:
    """Answer in Slack: over Socket Mode with SLACK_APP_TOKEN, over HTTP with SLACK_SIGNING_SECRET."""
    log_to()
    desk = desk_of(context)
    settings = desk.settings
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise WrongSetting(
            "SLACK_APP_TOKEN is missing: make an app-level token with connections:write under Basic "
            "Information (or set SLACK_SIGNING_SECRET to be reached by HTTP)."
        )
    with desk.store(patience=ANSWER_SECONDS) as store:
        muster = assemble(settings, store, desk.clock)
        stopping = stop_on_signals()
        gc.freeze()  # what is there now stays; looking through it again costs large answers a third
        muster.jobs.start()
        if settings.slack_app_token is not None:
            status = by_socket(muster, settings.slack_app_token.get_secret_value(), stopping)
        else:
            status = by_http(muster, settings.muster_http_port, stopping)
        muster.stop()
    raise typer.Exit(status)


def demo(
    once: Annotated[bool, typer.Option("--once", help="A short tour without a browser, then end.")] = False,
    port: Annotated[int, typer.Option(help="The practice workspace's port; 0 takes a free one.")] = 0,
) -> None:
    """Bring up a practice workspace with Grove County in it, and Muster answering."""
    from bot.demo import run  # the only one that brings the practice workspace along

    raise typer.Exit(run(once, port))


def manifest(
    check: Annotated[bool, typer.Option("--check", help="Compare manifest.yml with the commands.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write manifest.yml.")] = False,
    prefix: Annotated[str, typer.Option(help="Put before every short command, such as em-.")] = "",
    short: Annotated[bool, typer.Option("--short/--no-short", help="With the short commands.")] = True,
    url: Annotated[str, typer.Option(help="Deliver by HTTP to this address.")] = "",
) -> None:
    """Print the app's manifest, made from the commands there are."""
    text = to_yaml(made(registry(), prefix, short, url))
    if write:
        MANIFEST.write_text(text, encoding="utf-8")
    elif not check:
        typer.echo(text, nl=False)
    elif not MANIFEST.exists() or MANIFEST.read_text(encoding="utf-8") != text:
        typer.echo("manifest.yml is not what the commands make: run `muster manifest --write`.", err=True)
        raise typer.Exit(1)
    else:
        typer.echo("manifest.yml is what the commands make; every scope is used, none is missing.")
