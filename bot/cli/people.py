"""`muster grant`, `rights` and `link`: what somebody on the roster may do, and who they are in Slack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.desk import BY, DOOR, desk_of
from bot.cli.output import Format, put
from bot.cli.printing import echo
from bot.cli.refusing import fail
from commands.kit.rights_table import COLUMNS as TABLE_COLUMNS
from commands.kit.rights_table import rights_table
from files.imports.lookup import agencies_named
from readiness.text import fold
from storage.addresses import known_by
from storage.answers import names_of
from storage.catalogue import catalogue_of
from storage.letters import RIGHT_GIVEN, leave_line
from storage.linking import identity_of
from storage.linking import link as link_to
from storage.people import Person, RightKind, SlackIdentity
from storage.rights import LastManager, give_right, live_grants, take_right

RIGHTS_COLUMNS = ("name", "email", "right", "agency", "given_by", "given_on")
USER = re.compile(r"[UW][A-Z0-9]{2,}")

Who = Annotated[str, typer.Argument(help="Their e-mail or member id on the roster.", show_default=False)]


def grant(
    context: typer.Context,
    email: Who,
    right: Annotated[RightKind, typer.Argument(help="lead of one agency, or manager of the region.")],
    agency: Annotated[str, typer.Argument(help="The agency a lead leads.")] = "",
    take_away: Annotated[bool, typer.Option("--take-away", help="Take the right away again.")] = False,
) -> None:
    """Make somebody an agency lead (training officer) or an emergency manager."""
    if right is RightKind.LEAD and not agency:
        fail(f'Name the agency they lead: muster grant {email} lead "Cedar Fire Department".')
    if right is RightKind.MANAGER and agency:
        fail(f"An emergency manager is the region's; leave the agency out: muster grant {email} manager.")
    desk = desk_of(context)
    with desk.store() as store, store.writing() as session:
        person = person_named(session, email)
        agency_id, agency_name = _agency(session, agency)
        what = "an emergency manager" if agency_id is None else f"a lead of {agency_name}"
        if take_away:
            try:
                had = take_right(session, person.id, right, agency_id, BY, desk.clock(), desk.region, DOOR)
            except LastManager:
                fail(
                    f"{person.name} is the only emergency manager: name another first, "
                    "or set MUSTER_EMERGENCY_MANAGERS."
                )
            said = f"is no longer {what}" if had else f"was not {what}; nothing changed"
        else:
            given = give_right(session, person.id, right, agency_id, BY, desk.clock(), DOOR)
            if given is not None:  # nobody writes from here: their next letter tells them
                leave_line(session, [person.id], RIGHT_GIVEN, agency_id or 0, desk.clock(), str(given.id))
            said = f"is {what} now" if given is not None else f"is {what} already; nothing changed"
        name = person.name
    echo(f"{name} {said}.")


def rights(
    context: typer.Context,
    table: Annotated[bool, typer.Option("--table", help="What each right allows, action by action.")] = False,
    form: Annotated[
        Format | None, typer.Option("--format", help="By default as --out ends; else a table.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
) -> None:
    """Who leads which agency and who manages the region; with --table, what each of these may do."""
    if table:
        put(TABLE_COLUMNS, rights_table(), form, out, "What each right allows")
        return
    desk = desk_of(context)
    with desk.store() as store, store.reading() as session:
        catalogue, grants = catalogue_of(session), live_grants(session)
        names = names_of(session, {grant.person_id for grant in grants})
        rows = [
            (
                names[grant.person_id].name,
                names[grant.person_id].email or names[grant.person_id].member_id,
                grant.kind,
                "" if grant.agency_id is None else catalogue.agencies[grant.agency_id].name,
                grant.given_by,
                desk.region.day(grant.given_at),
            )
            for grant in grants
        ]
    named = [("", email, RightKind.MANAGER.value, "", "the settings", None)
             for email in sorted(desk.region.emergency_managers)]  # fmt: skip
    put(RIGHTS_COLUMNS, [*rows, *named], form, out, "Rights in force")


def link(
    context: typer.Context,
    email: Who,
    user: Annotated[str, typer.Argument(metavar="USERID", help="The Slack user's id, such as U02ABCDEF.")],
    workspace: Annotated[
        str, typer.Option("--workspace", help="The Slack workspace's id, such as T01ABCDEF.")
    ] = "",
) -> None:
    """Link somebody on the roster to a Slack user."""
    if not USER.fullmatch(user):
        fail(f'"{user}" is no Slack user\'s id; copy it from their profile: it begins with U or W.')
    desk = desk_of(context)
    with desk.store() as store, store.writing() as session:
        person = person_named(session, email)
        team = workspace or _only_workspace(session, user)
        identity = identity_of(session, team, user)
        if identity is None:
            identity = SlackIdentity(workspace=team, user=user, seen_at=desk.clock())
            session.add(identity)
            session.flush()
        before = link_to(session, identity, person.id, BY, desk.clock(), DOOR)
        was = session.get(Person, before) if before not in (None, person.id) else None
        said = f"{person.name} is {user} in {team}" + (f"; it was {was.name} before" if was else "")
        said += " already; nothing changed" if before == person.id else ""
    echo(f"{said}.")


def person_named(session: Session, named: str) -> Person:
    """Somebody on the roster by an e-mail or a member id; ends with status 2 for nobody."""
    key = fold(named)
    found = session.scalars(
        select(Person).where(known_by([named.strip().lower()]) | (Person.member_key == key))
    ).first()
    if found is None:
        fail(f"{named} is nobody on the roster; import the roster first, or mend the address.")
    return found


def _agency(session: Session, named: str) -> tuple[int | None, str]:
    if not named:
        return None, ""
    agencies = agencies_named(session)
    unknown = agencies.unknown(named)
    if unknown is not None:
        fail(unknown)
    return agencies[named], agencies.name(agencies[named])


def _only_workspace(session: Session, user: str) -> str:
    """The workspace that is meant when none is named: the user's own, else the only one there is."""
    known = (
        session.scalars(select(SlackIdentity.workspace).where(SlackIdentity.user == user).distinct()).all()
        or session.scalars(select(SlackIdentity.workspace).distinct()).all()
    )
    if len(known) != 1:
        several = f"; there are {', '.join(sorted(known))}" if known else ""
        fail(f"Name the workspace with --workspace T01ABCDEF{several}.")
    return known[0]
