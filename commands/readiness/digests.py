"""`/readiness digest`: the digests a channel asks for: subscribe, preview, stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import ButtonElement
from slack_sdk.models.views import View

from commands.kit.about import THE_REGION, Verdict
from commands.kit.blocks import button, buttons, option, says, words
from commands.kit.channel import CHANNEL, is_channel
from commands.kit.forms import CantTake, Field, Modal, opened, searched_field
from commands.kit.may import Action, counting_aloud, may, may_about
from commands.kit.member import Needs
from commands.kit.ours import our_scope, own_agencies
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Door, Request
from commands.kit.subscription_views import (
    AT,
    AT_EIGHT,
    MONDAY,
    OF_MONTH,
    OF_WEEK,
    OFTEN,
    ZONE,
    Listed,
    Often,
    Stop,
    begins_post,
    cadence_of,
    days_asked,
    days_of,
)
from commands.language.digests import DigestSaid, digest_said
from commands.language.questions import scope_name
from commands.readiness.digest_post_views import digest_message
from commands.readiness.digest_views import How
from commands.readiness.subscription_views import (
    OPTIONS,
    begins_message,
    beneath_the_form,
    not_taken,
    preview,
    subscribed,
)
from readiness.due import EVERYONE, Scope, ScopeKind
from readiness.text import fold
from storage.audit import AuditKind
from storage.digests import DigestSubscription, last_sent, live_subscriptions
from storage.figures import Figures, figures
from storage.kept_figures import figures_kept
from storage.scopes import scope_key, scope_of
from storage.subscriptions import stop, take_channels_turn

OPEN = "digest.open"
LONGEST = 400
"""Signs of what was said of a digest that a button carries."""


class Asked(BaseModel):
    """What was said of a digest, carried to the form it fills in."""

    text: str = ""


def open_form(request: Request) -> Reply:
    """The form that subscribes a channel, with what was said of it filled in, and the digests there are."""
    carried = request.carried(Asked).text if request.value else ""
    asked = Asked(text=request.text.strip()[:LONGEST] or carried)
    text = "Choose the channel, how often it comes and what the digest is about."
    return opened(request, _form(request, _said(request, asked.text)), text, _opener(asked))


def _opener(asked: Asked) -> ButtonElement:
    return button(DIGEST.title, OPEN, asked) if asked.text else button(DIGEST.title, OPEN)


def _said(request: Request, text: str) -> DigestSaid:
    """What was said of a digest; of a scope that is not theirs to decide about: that it is not understood."""
    here = request.place.channel if is_channel(request.place) else ""
    member = request.member
    said = digest_said(text, request.catalogue, here, our_scope(member), own_agencies(member))
    if said.scope is not None:
        _decides(request, said.scope).or_refuse()
    return said


def ask_days(request: Request) -> Reply:
    """The form with the day that fits how often it is to come: a weekday, or a day of the month."""
    said = DigestSaid(
        often=next((each for each in Often if each == request.typed("often")), None),
        channel=request.typed("channel"),
        scope=scope_of(request.typed("scope"), request.catalogue) if request.typed("scope") else None,
    )
    return Reply(updated=_form(request, said))


def look_ahead(request: Request) -> Reply:
    """The digest as the chosen channel would get it today, on top of the form."""
    scope = _chosen_scope(request, "scope")
    found, key = _aloud(request, scope), scope_key(scope)
    channel = request.typed("channel")
    last = last_sent(request.session, request.member.workspace, channel, key, request.now)
    before = figures_kept(last) if last is not None else None
    message = digest_message(found, before, request.region, How(scope=key))
    return Reply(modal=preview(message))


def subscribe(request: Request) -> Reply:
    """Writes the subscription and, in its channel, that it begins."""
    filled = DIGEST.read(request)
    channel, at, zone, scope = filled[CHANNEL], filled[AT], filled[ZONE], filled[SCOPE]
    take_channels_turn(request.session, request.member.workspace, channel)
    for known in live_subscriptions(request.session, request.member.workspace):
        if (known.channel, known.scope) == (channel, scope_key(scope)):
            raise Wrong(
                {"channel": "This channel gets that digest already. Stop it in the list first to change it."}
            )
    subscription = DigestSubscription(
        workspace=request.member.workspace,
        channel=channel,
        at=at,
        timezone=zone.key,
        scope=scope_key(scope),
        created_by=request.member.label,
        slack_user=request.member.user,
        created_at=request.now,
        known_until=request.now,
    )
    days = filled[OF_WEEK], filled[OF_MONTH]
    subscription.cadence = cadence_of(filled[ANEW], *days, at, zone, request.now)
    request.session.add(subscription)
    request.session.flush()
    listed, first = _listed(request, subscription), subscription.first_day(request.now)
    request.note(
        AuditKind.DIGEST_SUBSCRIBED,
        subscription.subject,
        of=subscription,
        channel=channel,
        scope=subscription.scope,
    )
    begins = begins_post(subscription, begins_message(listed, first))
    return Reply(message=subscribed(listed, first), closes=True, posts=[begins])


def stop_one(request: Request) -> Reply:
    """Stops a digest; pressed in the form, the form shows what is left."""
    wanted = request.carried(Stop).subscription
    found = live_subscriptions(request.session, request.member.workspace, [wanted], lock=True)
    for subscription in found:
        _decides(request, scope_of(subscription.scope, request.catalogue)).or_refuse()
        stop(request.session, subscription, request.member.label, request.now)
        request.note(
            AuditKind.DIGEST_STOPPED,
            ("digest_subscription", subscription.id),
            of=subscription,
            channel=subscription.channel,
        )
    request.session.flush()
    if request.door is Door.MODAL:
        return Reply(updated=_form(request))
    text = "Stopped: no more digests of that kind here." if found else "That digest was stopped already."
    return Reply(message=Message([words(text), *buttons(says(DIGEST.title, "readiness digest"))]))


def search_scope(request: Request) -> Reply:
    """What a digest can be about, for the one who asks: everything, or the agencies they lead."""
    typed = fold(request.text)
    offered = [(_named(request, scope), scope_key(scope)) for scope in _offered(request)]
    found = [option(label, key) for label, key in offered if typed in fold(label)]
    return Reply(options=found[:OPTIONS])


def _named(request: Request, scope: Scope) -> str:
    return scope_name(request.session, request.catalogue, scope)


def _aloud(request: Request, scope: Scope) -> Figures:
    """The figures as a channel may hear them."""
    fewest = counting_aloud(request.region)
    return figures(request.session, scope, request.today, fewest, with_activity=True)


def _offered(request: Request) -> list[Scope]:
    catalogue = request.catalogue
    names = sorted((agency.name, key) for key, agency in catalogue.agencies.items())
    disciplines = sorted({name for agency in catalogue.agencies.values() for name in agency.disciplines})
    there = [EVERYONE, *map(Scope.discipline, disciplines), *(Scope.agency(key) for _, key in names)]
    there += map(Scope.unit, catalogue.units)
    return [scope for scope in there if _decides(request, scope)]


def _chosen_scope(request: Request, field: str) -> Scope:
    scope = scope_of(request.typed(field) or scope_key(_first_scope(request)), request.catalogue)
    if scope is None:
        raise CantTake("Choose one from the list.")
    _decides(request, scope).or_refuse()
    return scope


def _first_scope(request: Request) -> Scope:
    return next(iter(_offered(request)), EVERYONE)


def _decides(request: Request, scope: Scope | None) -> Verdict:
    """Whether a digest is theirs to decide about; one of a scope that is gone is the region's."""
    if scope is not None and scope.kind in (ScopeKind.AGENCY, ScopeKind.UNIT):
        return may_about(request, Action.DIGEST, scope)
    return may(request.member, Action.DIGEST, THE_REGION, request.today, request.today)


def _form(request: Request, said: DigestSaid | None = None) -> View:
    asked = said or DigestSaid()
    often = asked.often or Often.WEEK
    known = [
        _listed(request, each)
        for each in live_subscriptions(request.session, request.member.workspace)
        if _decides(request, scope_of(each.scope, request.catalogue))
    ]
    first = asked.scope or _first_scope(request)
    initial = option(_named(request, first), scope_key(first))
    shown = {
        "channel": asked.channel or is_channel(request.place),  # the current one is known when it opens only
        "often": often,
        "weekday": MONDAY if asked.weekday is None else str(asked.weekday),
        "month_day": str(asked.month_day or 1),
        "at": AT_EIGHT if asked.at is None else f"{asked.at:%H:%M}",
        "zone": request.region.timezone,
        "scope": initial,
    }
    fields: list[Field[Any]] = [CHANNEL, ANEW, *days_asked(often), AT, ZONE, SCOPE]
    above = [] if not asked.left else [words(not_taken(asked.left))]
    return DIGEST.view(shown, above=above, below=beneath_the_form(known), only=fields)


def _listed(request: Request, subscription: DigestSubscription) -> Listed:
    scope = scope_of(subscription.scope, request.catalogue)
    about = subscription.scope if scope is None else _named(request, scope)
    days = days_of(subscription.cadence)
    return Listed(subscription.id, subscription.channel, about, days, subscription.at, subscription.timezone)


SCOPE: Field[Scope] = searched_field(
    "scope", "About", "Everyone, a discipline or an agency", _chosen_scope, search_scope
)
ANEW = replace(OFTEN, change=ask_days)
DIGEST = Modal(
    "digest.subscribe",
    "Readiness digest",
    "Subscribe",
    (CHANNEL, ANEW, OF_WEEK, OF_MONTH, AT, ZONE, SCOPE),
    subscribe,
    needs=Needs.LEAD,
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness digest",
        open_form,
        what="a digest for a channel, weekly or monthly: subscribe, preview, stop",
        example="/readiness digest Cedar Fire every Monday",
        needs=Needs.LEAD,
        takes="[how often, which channel, of whom]",
    ),
    Click(OPEN, open_form, needs=Needs.LEAD),
    Click("digest.preview", look_ahead, needs=Needs.LEAD),
    Click("digest.stop", stop_one, needs=Needs.LEAD, changes=True),
    *DIGEST.entries(),
)
