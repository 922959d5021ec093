"""This machine and the settings: the file of tokens, the zone, how Slack reaches Muster, who watches it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address

from bot.doctor.finding import Finding, look, well, wrong
from bot.settings import Settings, open_settings_file, settings_file, unknown_names

GIVE = "set it where muster serve runs, in .env or in the environment"
OF_ITS_OWN = "one of its own for each process of a machine (deploy/muster@.service does so); docs/watching.md"


def look_here(settings: Settings) -> Iterator[Finding]:
    """All of it, one after the other."""
    yield _file()
    yield from _names()
    yield _zone(settings)
    yield _delivery(settings)
    yield _managers(settings)
    yield _watching(settings)
    yield _audit_key(settings)


def _file() -> Finding:
    file = settings_file()
    if file is None:
        return look(
            "settings file",
            "there is none in this folder: the settings are the environment's alone",
            "run this in the folder muster serve is started in, or name the file with MUSTER_ENV_FILE",
        )
    if open_settings_file() is not None:
        return wrong("settings file", f"others on this machine can read {file}", f"chmod 600 {file}")
    return well("settings file", f"only its owner can read {file}")


def _names() -> Iterator[Finding]:
    """Settings that are misspelled: nobody reads them, and what they were to say is as it is by default."""
    for name, near in unknown_names().items():
        meant = f"call it {near}, if you mean that" if near else "see the settings in the README"
        yield look("setting", f"{name} is none, and does nothing", f"{meant}, or take it out")


def _zone(settings: Settings) -> Finding:
    """By whose data days are counted; a zone that is not known is a setting that is wrong."""
    try:
        data = f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        data = "the system's own data"
    return well("zone", f"days are counted in {settings.muster_timezone} ({data})")


def _delivery(settings: Settings) -> Finding:
    by_socket, by_http = settings.slack_app_token is not None, settings.slack_signing_secret is not None
    if by_socket and by_http:
        return look(
            "delivery",
            "over Socket Mode: with SLACK_APP_TOKEN set, SLACK_SIGNING_SECRET is not used",
            "leave the one away that you do not mean",
        )
    if by_socket:
        return well("delivery", "over Socket Mode; a supervisor is to start it again when it ends")
    if not by_http:
        return wrong("delivery", "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set", GIVE)
    at = f"{settings.muster_http_host} port {settings.muster_http_port}"
    if _is_loopback(settings.muster_http_host):
        return look(
            "delivery",
            f"over HTTP at {at}, which only this machine reaches",
            "that is right with the TLS proxy on this machine; else set MUSTER_HTTP_HOST",
        )
    return well("delivery", f"over HTTP at {at}; put TLS in front of it")


def _managers(settings: Settings) -> Finding:
    if not settings.muster_emergency_managers:
        return look(
            "emergency managers",
            "MUSTER_EMERGENCY_MANAGERS names nobody",
            "set it, unless muster rights shows that somebody is",
        )
    return well("emergency managers", f"{len(settings.muster_emergency_managers)} named in the settings")


def _watching(settings: Settings) -> Finding:
    if settings.muster_watch_port is None:
        return look("watching", "nobody can ask how it is", f"set MUSTER_WATCH_PORT, {OF_ITS_OWN}")
    at = f"{settings.muster_watch_host} port {settings.muster_watch_port}"
    if not _is_loopback(settings.muster_watch_host):
        return look("watching", f"at {at}", "see to it that only your own network reaches that")
    if settings.muster_database_url.startswith("postgres"):
        return look("watching", f"at {at}, which one process of this machine can have", OF_ITS_OWN)
    return well("watching", f"at {at}")


def _audit_key(settings: Settings) -> Finding:
    """Whether it fits what is sealed already is looked at where the database is."""
    if settings.muster_audit_key is None:
        return look(
            "audit key",
            "MUSTER_AUDIT_KEY is not set: whoever can write the database can make its seals anew",
            "muster audit key makes one; set it before there is much to protect, and keep a copy elsewhere",
        )
    return well("audit key", "the audit is sealed with a key; keep a copy of it elsewhere")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
