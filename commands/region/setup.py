"""`/muster setup`: what a region needs before its first digest, what is done, and what is next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from commands.kit.blocks import rule, words
from commands.kit.home import SET_UP, Piece
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.region.setup_views import LOCAL_POLICY, SetUp, next_step_blocks, onward, set_up_blocks
from files.imports.starting_catalogue import load_starting_catalogue
from storage.audit import SLACK
from storage.catalogue import catalogue_of
from storage.digests import DigestSubscription
from storage.rights import leads_now
from storage.roster import roster_counts
from storage.training import CompletionRecord, CourseRecord, RequirementRecord
from words.amounts import plural


def set_up(request: Request) -> Reply:
    """The list."""
    return Reply(message=_message(request))


def load_catalogue(request: Request) -> Reply:
    """Loads the starting catalogue; what is there already stays as it is."""
    member = request.member
    loaded = load_starting_catalogue(request.session, member.label, SLACK, request.now, request.today)
    if loaded.number is None:
        done = "The starting catalogue is there already; nothing was changed."
    else:
        done = (
            f"Loaded as import {loaded.number}: {plural(len(loaded.courses), 'course')} with "
            f"{plural(len(loaded.rules), 'rule')}. {LOCAL_POLICY}"
        )
    return Reply(message=_message(request, done), replaces=True)


def set_up_of(session: Session, today: date) -> SetUp:
    """How far the region is."""
    agencies = catalogue_of(session).agencies
    counts = roster_counts(session, today)
    requirements = select(RequirementRecord.id).where(RequirementRecord.voided_at.is_(None))
    completions = select(CompletionRecord.id).where(CompletionRecord.voided_at.is_(None))
    digests = select(DigestSubscription.id).where(DigestSubscription.stopped_at.is_(None))
    return SetUp(
        agencies=len(agencies),
        without_lead=sorted(agencies[key].name for key in agencies.keys() - leads_now(session, today).keys()),
        people=counts.people,
        linked=counts.linked,
        courses=_count(session, select(CourseRecord.id)),
        requirements=_count(session, requirements),
        completions=session.scalar(completions.limit(1)) is not None,
        digests=_count(session, digests),
        positions=len(catalogue_of(session).positions),
    )


def left_to_set_up(request: Request) -> Iterator[Piece]:
    """The list in the emergency manager's Home; once there is a region to look at its next step, until all is
    done.
    """
    if not request.member.may(Needs.MANAGER):
        return
    state = set_up_of(request.session, request.today)
    if state.is_done:
        return
    if state.is_begun:
        yield from next_step_blocks(state)
        return
    yield from set_up_blocks(state, request.region)


def _count(session: Session, rows: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _message(request: Request, done: str = "") -> Message:
    state = set_up_of(request.session, request.today)
    said = [words(done), rule()] if done else []
    return Message([*said, *set_up_blocks(state, request.region), *onward()])


ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster setup",
        set_up,
        what="what a region needs, what is done, and what is next",
        example="/muster setup",
        needs=Needs.MANAGER,
        does=Action.SET_UP,
    ),
    HomePart(SET_UP, left_to_set_up),
    Click("setup.catalogue", load_catalogue, needs=Needs.MANAGER, does=Action.SET_UP, changes=True),
)
