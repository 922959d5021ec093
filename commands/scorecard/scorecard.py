"""`/readiness scorecard`: five bars of the region or an agency, claimed and proven, and what raises each.

The region's is for everybody on the roster, by the rule of small counts; an agency's for its lead and the
emergency managers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ButtonElement

from commands.kit.about import THE_REGION, Verdict
from commands.kit.blocks import button, says
from commands.kit.may import Action, agencies_led, counting, counting_aloud, may, may_about
from commands.kit.member import Needs
from commands.kit.ours import our_scope, own_agencies
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.kit.sharing import sent_directly
from commands.language.questions import scope_called_within
from commands.language.scopes import agency_said
from commands.scorecard.scorecard_views import (
    ANSWER,
    CHART,
    HOW,
    SHOW,
    Card,
    CardOf,
    HowOf,
    card_chart,
    card_message,
    how_message,
)
from readiness import scorecard_items as items
from readiness.due import EVERYONE, Scope
from readiness.records import AgencyId
from readiness.scorecard import Bar
from readiness.scorecard_items import Asked, Category, Item, Reason
from storage.scorecards import last_kept, scorecard_of, unanswered
from words.amounts import plural
from words.classes import listed, plain_word
from words.names import Match
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/readiness scorecard Cedar Fire"
FILLERS = listed(
    "against beside between compared difference out versus vs "
    "a all an answer are as at be by can card claim claimed claims complete could county do does doing "
    "enter everybody everyone fill for get give have hope how how's i improve improves in is it let me "
    "most much my next of on open our ours own please prove proved proven raise raises region score "
    "scorecard scorecards scores scoring see show stand start step tell that the their these they this to "
    "up update us we what what's where which whole will with would your"
)
"""Words of such a question that name no agency."""
CATEGORIES = frozenset(
    word for each in Category for said in (each.text, each.label, each.value) for word in said.lower().split()
) | listed("& and categories category on")
"""A category that is asked about stands in the scorecard with the others."""
AGENCY = listed("agency department dept")
MY, OUR = listed("my mine"), listed("our ours")
ANSWERS = listed("answer complete enter fill update")
REGION = listed("county everybody everyone region whole")
GONE = "That agency is no longer there."
MOST_AGENCIES = 3
STEPS: dict[Item, tuple[str, str, Needs]] = {
    items.ADOPTED: ("Shared plans", "muster plan", Needs.RESPONDER),
    items.RADIO_PLAN: ("Shared plans", "muster plan", Needs.RESPONDER),
    items.REVIEWED: ("Shared plans", "muster plan", Needs.RESPONDER),
    items.COVERED: ("Coverage", "readiness", Needs.RESPONDER),
    items.ON_PLAN: ("Coverage", "readiness", Needs.RESPONDER),
    items.WEAKEST: ("Coverage", "readiness", Needs.RESPONDER),
    items.TRAINERS: ("The refresher wave", "readiness wave", Needs.RESPONDER),
    items.TEAMS: ("Teams", "readiness teams", Needs.RESPONDER),
    items.FULL_REACH: ("Plan an exercise", "exercise plan", Needs.LEAD),
    items.LADDER: ("The ladder", "exercise ladder", Needs.RESPONDER),
    items.DISPATCH: ("Plan an exercise", "exercise plan", Needs.LEAD),
    items.PAIRS: ("Who has not played together", "readiness gaps", Needs.RESPONDER),
    items.FIX_RATE: ("Corrective actions", "exercise actions", Needs.RESPONDER),
    items.IN_TIME: ("Corrective actions", "exercise actions", Needs.RESPONDER),
    items.REPORTS: ("Review an exercise", "exercise review", Needs.LEAD),
    items.VERIFIED: ("Verify records", "training verify", Needs.LEAD),
    items.MEETINGS: ("Call a meeting", "meeting call", Needs.LEAD),
}
"""Where the next step of an item is taken: a button's label, what it says, and who can."""
NAMING = ("Positions", "muster positions", Needs.MANAGER)
"""The same where no position is needed for a team yet: none can be played before one is."""


def scorecard(request: Request) -> Reply:
    """The scorecard of the region, or of the agency that was said."""
    text = " ".join(re.sub(r"(?i)['\u2019]s\b", "", word) for word in request.text.split())
    every = [word for word in text.split() if plain_word(word)]
    said = [word for word in every if plain_word(word) not in FILLERS | CATEGORIES]
    if not said or all(plain_word(word) in AGENCY for word in said):
        return _shown(request, _own(request) if _is_ones_own(request, every) else None)

    def offer(match: Match) -> Offer:
        return Offer(match.name, SHOW, CardOf(agency=int(match.key)))

    return _shown(request, agency_said(said, request.catalogue, offer, EXAMPLE))


def _is_ones_own(request: Request, said: Sequence[str]) -> bool:
    """Whether words that name no agency mean the speaker's: "my department's"; a lead's "ours", too."""
    plain = {plain_word(word) for word in said}
    if plain & REGION:
        return False
    leads = len(agencies_led(request.member)) == 1
    return bool(plain & (AGENCY | MY) or (leads and plain & (OUR | ANSWERS)))


def _own(request: Request) -> AgencyId | None:
    """The agency that "my" and "our" mean; the region's, None, for an emergency manager of no one agency.

    Raises Unclear, with each, for who belongs to several, or to none.
    """
    found = our_scope(request.member)
    if found is not None:
        return None if found == EVERYONE else found.number
    agencies = request.catalogue.agencies
    mine = [key for key in sorted(own_agencies(request.member)) if key in agencies]
    raise Unclear(
        not_understood="I can't tell whose scorecard you mean.",
        example=EXAMPLE,
        offers=[Offer(agencies[key].name, SHOW, CardOf(agency=key)) for key in mine[:MOST_AGENCIES]],
    )


def show(request: Request) -> Reply:
    """The scorecard a button carries."""
    return _shown(request, whose(request, request.carried(CardOf)))


def how(request: Request) -> Reply:
    """How its items were counted, as of today, a page at a time."""
    asked = request.carried(HowOf)
    agency = whose(request, asked)
    card = _card(request, agency, with_silent=True)
    back = button("Scorecard", SHOW, CardOf(agency=agency or 0))
    message = how_message(card, asked, [_answer_button(request, agency), back])
    return Reply(message=message, replaces=asked.start > 0)


def chart(request: Request) -> Reply:
    """The same as Slack's own chart, which only a message takes: by direct message."""
    agency = whose(request, request.carried(CardOf))
    card = _card(request, agency)
    return sent_directly(request, "chart", card_chart(card, _row(request, agency, card.bars, charted=True)))


def whose(request: Request, carried: CardOf) -> AgencyId | None:
    """Whose scorecard a button carries; None: the region's. Raises Problem for an agency that is gone."""
    if carried.agency and carried.agency not in request.catalogue.agencies:
        raise Problem(GONE)
    return carried.agency or None


def scope_of_card(agency: AgencyId | None) -> Scope:
    """Of whom a scorecard is: everyone together are the region."""
    return EVERYONE if agency is None else Scope.agency(agency)


def may_answer(request: Request, agency: AgencyId | None) -> Verdict:
    """Whether the speaker may answer for an agency, or for the region."""
    if agency is None:
        return may(request.member, Action.SCORE, THE_REGION, request.today, request.today)
    return may_about(request, Action.SCORE, Scope.agency(agency))


def _shown(request: Request, agency: AgencyId | None) -> Reply:
    card = _card(request, agency)
    return Reply(message=card_message(card, _row(request, agency, card.bars)))


def _card(request: Request, agency: AgencyId | None, with_silent: bool = False) -> Card:
    """A scorecard of today. Raises Refused for an agency's that is not for the speaker."""
    if agency is None:
        may(request.member, Action.COUNT, THE_REGION, request.today, request.today).or_refuse()
        fewest = counting_aloud(request.region)
    else:
        may_answer(request, agency).or_refuse()
        fewest = counting(request, Scope.agency(agency))
    session, today, region = request.session, request.today, request.region
    names = request.catalogue.agencies
    silent: list[str] = []
    if with_silent and agency is None and may_answer(request, None):
        missing = unanswered(session, names, date.min)
        silent = sorted(names[each].name for each in missing if each is not None)
    return Card(
        scope_called_within(request, scope_of_card(agency)),
        today,
        scorecard_of(session, agency, today, fewest),
        last_kept(session, agency, today),
        region.handling_mark,
        agency is not None,
        bool(may_answer(request, agency)),
        silent,
    )


def _row(
    request: Request, agency: AgencyId | None, bars: Sequence[Bar], charted: bool = False
) -> list[ButtonElement | None]:
    carried = CardOf(agency=agency or 0)
    led = [each for each in agencies_led(request.member) if each in request.catalogue.agencies]
    names = request.catalogue.agencies
    return [
        _answer_button(request, agency),
        _next_button(request, bars),
        button("How it was counted", HOW, carried),
        None if charted else button("As a chart", CHART, carried),
        *(
            button(names[each].name, f"{SHOW}:{each}", CardOf(agency=each))
            for each in (led[:MOST_AGENCIES] if agency is None else [])
        ),
        button("The region", f"{SHOW}:region", CardOf()) if agency is not None else None,
    ]


def _answer_button(request: Request, agency: AgencyId | None) -> ButtonElement | None:
    """What opens the questions, for who may answer them; how many nobody has answered yet stands on it."""
    if not may_answer(request, agency):
        return None
    waits = len(unanswered(request.session, [agency], date.min).get(agency, ()))
    label = f"Answer {plural(waits, 'question')}" if waits else "Answer again"
    return button(label, ANSWER, CardOf(agency=agency or 0), style="primary" if waits else None)


def _next_button(request: Request, bars: Sequence[Bar]) -> ButtonElement | None:
    """Where the step is taken that gives most of all, of those that are taken elsewhere."""
    steps = [
        (each.step, STEPS[each.step.item])
        for each in bars
        if each.step is not None and each.step.item.asked is Asked.NOBODY and each.step.item in STEPS
    ]
    unnamed = {scored.item for bar in bars for scored in bar.items if scored.reason is Reason.NO_POSITIONS}
    for step, way in sorted(steps, key=lambda each: -each[0].gain):
        label, said, needs = NAMING if step.item in unnamed else way
        if request.member.may(needs):
            return says(label, said, "scorecard step")
    return None


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness scorecard",
        scorecard,
        what="what we hope and what we can prove, and the step that raises it most",
        example=EXAMPLE,
        takes="[agency]",
    ),
    Click(SHOW, show),
    Click(HOW, how),
    Click(CHART, chart, gives_out=True),
)
