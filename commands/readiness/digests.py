"""`/readiness digest`: the weekly digests a channel asks for: subscribe, preview, stop."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from slack_sdk.models.views import View

from commands.kit.blocks import button, buttons, option, raw, says, words
from commands.kit.forms import opened
from commands.kit.member import Member, Needs
from commands.kit.problems import Refused, Wrong
from commands.kit.registry import Click, Entry, Form, Search, Submission
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request
from commands.readiness.digest_views import How, digest_message
from commands.readiness.subscription_views import (
    OPTIONS,
    Listed,
    Stop,
    begins_message,
    digest_form,
    preview,
    scope_label,
    subscribed,
)
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.text import fold
from storage.audit import AuditKind, note
from storage.deliveries import post
from storage.digests import (
    DigestSubscription,
    digest_key,
    last_sent,
    live_subscriptions,
    stop,
)
from storage.figures import Figures, figures, scope_key, scope_of
from words.days import WEEKDAYS
from words.problems import Unclear

CHANNEL = re.compile(r"[CG][A-Z0-9]+")
WHO_COULD = "An emergency manager; a lead, for the digest of their own agency."


def open_form(request: Request) -> Reply:
    """The form that subscribes a channel, with the digests there are."""
    if request.text.strip():
        raise Unclear(
            not_understood=f"“{request.text.strip()}”: the form asks for the channel, the day and the rest.",
            example="/readiness digest",
            instead=["readiness digest"],
        )
    text = "Choose the channel, the day and what the digest is about."
    return opened(request, _form(request), text, button("Weekly digest", "digest.open"))


def look_ahead(request: Request) -> Reply:
    """The digest as the chosen channel would get it today, on top of the form."""
    scope = _chosen_scope(request)
    found, key = figures(request.session, scope, request.today), scope_key(scope)
    last = last_sent(request.session, request.member.workspace, request.typed("channel"), key)
    before = Figures.model_validate(last.figures) if last is not None else None
    message = digest_message(found, before, request.region, How(scope=key))
    return Reply(modal=preview(message))


def subscribe(request: Request) -> Reply:
    """Writes the subscription and, in its channel, that it begins."""
    wrong: dict[str, str] = {}
    channel, at = request.typed("channel"), request.typed("at")
    if not CHANNEL.fullmatch(channel):
        wrong["channel"] = "Choose a channel."
    zone = _zone(request.typed("zone"))
    if zone is None:
        wrong["zone"] = "Choose a time zone."
    weekday = request.typed("weekday")
    if weekday not in {str(number) for number in range(7)}:
        wrong["weekday"] = "Choose a day of the week."
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
        wrong["at"] = "Choose a time, such as 08:00."
    scope = _chosen_scope(request)
    for known in live_subscriptions(request.session, request.member.workspace):
        if (known.channel, known.scope) == (channel, scope_key(scope)):
            wrong["channel"] = (
                "This channel gets that digest already. Stop it in the list first to change it."
            )
    if wrong or zone is None:
        raise Wrong(wrong)
    subscription = DigestSubscription(
        workspace=request.member.workspace,
        channel=channel,
        weekday=int(weekday),
        at=time.fromisoformat(at),
        timezone=zone.key,
        scope=scope_key(scope),
        created_by=request.member.label,
        slack_user=request.member.user,
        created_at=request.now,
        known_until=request.now,
    )
    request.session.add(subscription)
    request.session.flush()
    _announce(request, subscription)
    listed, first = _listed(request, subscription), _first_day(subscription, request.now)
    return Reply(message=subscribed(listed, first), closes=True)


def stop_one(request: Request) -> Reply:
    """Stops a digest; pressed in the form, the form shows what is left."""
    wanted = request.carried(Stop).subscription
    found = live_subscriptions(request.session, request.member.workspace, [wanted], lock=True)
    for subscription in found:
        _refuse_unless_theirs(request, scope_of(subscription.scope, request.catalogue))
        stop(request.session, subscription, request.member.label, request.now)
        note(
            request.session,
            request.now,
            request.member.label,
            "slack",
            AuditKind.DIGEST_STOPPED,
            ("digest_subscription", subscription.id),
            of=subscription,
            channel=subscription.channel,
        )
    request.session.flush()
    if request.door is Door.MODAL:
        return Reply(updated=_form(request))
    text = "Stopped: no more digests of that kind here." if found else "That digest was stopped already."
    return Reply(message=Message(text, [words(text), *buttons(says("Weekly digest", "readiness digest"))]))


def search_scope(request: Request) -> Reply:
    """What a digest can be about, for the one who asks: everything, or the agencies they lead."""
    typed = fold(request.text)
    offered = [(scope_label(scope, request.catalogue), scope_key(scope)) for scope in _offered(request)]
    found = [option(label, key) for label, key in offered if typed in fold(label)]
    return Reply(options=found[:OPTIONS])


def _offered(request: Request) -> list[Scope]:
    catalogue, member = request.catalogue, request.member
    names = sorted((agency.name, key) for key, agency in catalogue.agencies.items())
    agencies = [Scope.agency(key) for _, key in names if member.is_manager or key in member.leads]
    if not member.is_manager:
        return agencies
    disciplines = sorted({name for agency in catalogue.agencies.values() for name in agency.disciplines})
    return [EVERYONE, *map(Scope.discipline, disciplines), *agencies]


def _chosen_scope(request: Request) -> Scope:
    scope = scope_of(request.typed("scope") or scope_key(_first_scope(request)), request.catalogue)
    if scope is None:
        raise Wrong({"scope": "Choose one from the list."})
    _refuse_unless_theirs(request, scope)
    return scope


def _first_scope(request: Request) -> Scope:
    return next(iter(_offered(request)), EVERYONE)


def _refuse_unless_theirs(request: Request, scope: Scope | None) -> None:
    if not _may_decide(request.member, scope):
        raise Refused("That digest is not yours to decide about.", WHO_COULD)


def _may_decide(member: Member, scope: Scope | None) -> bool:
    return member.is_manager or (
        scope is not None and scope.kind is ScopeKind.AGENCY and scope.key in member.leads
    )


def _form(request: Request) -> View:
    known = [
        _listed(request, each)
        for each in live_subscriptions(request.session, request.member.workspace)
        if _may_decide(request.member, scope_of(each.scope, request.catalogue))
    ]
    first = _first_scope(request)
    initial = option(scope_label(first, request.catalogue), scope_key(first))
    return digest_form(request.region, initial, known)


def _listed(request: Request, subscription: DigestSubscription) -> Listed:
    scope = scope_of(subscription.scope, request.catalogue)
    about = subscription.scope if scope is None else scope_label(scope, request.catalogue)
    return Listed(
        subscription.id,
        subscription.channel,
        about,
        WEEKDAYS[subscription.weekday].capitalize(),
        subscription.at,
        subscription.timezone,
    )


def _announce(request: Request, subscription: DigestSubscription) -> None:
    """Says in the channel itself what will come; a channel that can't be told gets no digests either."""
    session, listed = request.session, _listed(request, subscription)
    message = begins_message(listed, _first_day(subscription, request.now))
    post(
        session,
        key=digest_key(subscription.id, "begins"),
        workspace=subscription.workspace,
        recipient=subscription.channel,
        text=escape(message.text, quote=False),
        blocks=raw(message.blocks),
        now=request.now,
        inside_only=True,
    )
    note(
        session,
        request.now,
        request.member.label,
        "slack",
        AuditKind.DIGEST_SUBSCRIBED,
        ("digest_subscription", subscription.id),
        of=subscription,
        channel=subscription.channel,
        scope=subscription.scope,
    )


def _first_day(subscription: DigestSubscription, now: datetime) -> date:
    """The local date of the first digest: today if its time is still to come, else the next such weekday."""
    local = now.astimezone(ZoneInfo(subscription.timezone))
    ahead = (subscription.weekday - local.weekday()) % 7
    if ahead == 0 and local.time() >= subscription.at:
        ahead = 7
    return local.date() + timedelta(days=ahead)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


ENTRIES: tuple[Entry, ...] = (
    Form(
        "readiness digest",
        open_form,
        what="a weekly digest for a channel: subscribe, preview, stop",
        example="/readiness digest",
        needs=Needs.LEAD,
    ),
    Click("digest.open", open_form, needs=Needs.LEAD),
    Click("digest.preview", look_ahead, needs=Needs.LEAD),
    Click("digest.stop", stop_one, needs=Needs.LEAD, changes=True),
    Submission("digest.subscribe", subscribe, needs=Needs.LEAD),
    Search("scope", search_scope, needs=Needs.LEAD),
)
