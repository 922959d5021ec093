"""What is said of checklists without a form's words: "the radio plan is done", "who has the radio plan?".

A sentence that names an item of the speaker's and says what became of it, whose it is or until when, is about
that item; which one, and whether it is one, is looked up once somebody asks (`commands.language.senses`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import buttons, meant, says, words
from commands.kit.may import agencies_led
from commands.kit.meeting_rights import readable_by
from commands.kit.request import Request
from commands.language.checklist_items import NOTHING_YET, understand_item, usual_list
from commands.language.checklists import ADD, lists_meant, understand_lists
from commands.language.classes import classes_fitting
from commands.language.items_meant import has_items, items_fitting, items_near
from commands.language.meetings import meetings_fitting
from commands.language.said_plainly import THE_LIST, matched, names_a_course, part, plainly_said, whole
from commands.language.senses import Fits, Sense, always, never
from storage.classes import IS_GOING
from storage.meetings import IS_CALLED
from words.classes import listed, plain_word
from words.problems import Offer, Unclear

LIST, ADDING, DONE, DROP = "checklist", "checklist add", "checklist done", "checklist drop"
ASSIGN, CHANGE, SNOOZE = "checklist assign", "checklist change", "checklist snooze"

OTHERS = listed(
    "class classes course courses exercise exercises drill drills tabletop meeting meetings refresher"
)
"""Nouns of what is no item: they say what is meant."""
NOBODYS = listed(
    "i we it they he she you anyone anybody everyone everybody someone me us who that this there"
)
"""Words that name no item."""
NOT = re.compile(
    r"\b(?:not|never|isn't|aren't|wasn't|hasn't|haven't|no longer|almost|nearly|half)\b", re.IGNORECASE
)


BECAME = r"(?:done|complete|completed|finished)"
SAID_DONE = whole(
    rf"(?:mark|set|flag) (?P<what>.+?) (?:as |off as |to )?{BECAME}\b(?P<more>.*)",
    r"(?:check|tick|cross|strike) off (?P<what>.+)",
    rf"(?:check|tick|cross) (?P<what>.+?) off(?: (?:of )?{THE_LIST})?(?P<more>.*)",
    r"(?:(?:i'm|i am|we're|we are|i am all|we're all) )?(?:done|finished) with (?P<what>.+)",
)
PERHAPS_DONE = whole(
    r"(?P<what>.+?)(?: is| are| was| were| has been| have been|'s)(?: now| all| already| finally)*"
    rf" (?:{BECAME}|closed)\b(?P<more>.*)",
    r"(?:we|i|we've|i've)(?: have)?(?: just| now| finally| already)*"
    r" (?:finished|completed|did|done|closed|got)"
    rf" (?P<what>.+?)(?: {BECAME})?",
    rf"(?P<what>.+?)[:,]? {BECAME}",
    r"(?:just )?(?:finished|completed|tick|close(?: out)?) (?P<what>.+)",
)
ASKS_OF_ONE = whole(
    r"who(?: has|'s got| owns| does| handles| sees to| looks after| takes care of| got) (?P<what>.+)",
    r"who(?:'s| is| was)(?: responsible for| in charge of| doing| handling| working on"
    r"| the owner of| assigned to|"
    r" seeing to| on) (?P<what>.+)",
    r"whose(?: job| item| task)? is (?P<what>.+)",
    r"when(?:'s| is| was) (?P<what>.+?) due",
    rf"(?:is|are|was) (?P<what>.+?) (?:{BECAME}|overdue|late|due|open)(?: yet| already| now)?",
    r"(?:what(?:'s| is)|how(?:'s| is)) (?:the )?(?:status|state) of (?P<what>.+)",
    r"(?:where are we|where do we stand|how far are we) (?:with|on) (?P<what>.+)",
    r"how(?:'s| is) (?P<what>.+?)(?: going| coming along)",
    r"who(?:'s| is) (?P<what>.+?) (?:assigned to|with|given to)",
    r"what(?:'s| is) the due (?:date|day) (?:of|for) (?P<what>.+)",
    r"when (?:do|must|should) we (?:need|have|finish|do) (?P<what>.+?)(?: done| by)?",
    r"(?:what about|status of|status:?) (?P<what>.+)",
    r"(?:show|open|see)(?: me)?(?: the)?(?: item)? (?P<what>.+)",
)
TAKES = whole(
    r"(?:i'll|i will|i can|i'm going to) (?:take|do|handle|see to|own|take care of|take on) (?P<what>.+)",
)
GIVES = whole(
    r"make (?P<whom>.+?) (?:responsible for|the owner of|owner of|in charge of) (?P<what>.+)",
    r"put (?P<whom>.+?) on (?P<what>.+)",
    r"(?P<whom>.+?) (?:will do|will take|will handle|takes|handles|is doing|is handling|sees to|will see to"
    r"|takes on|will own) (?P<what>.+)",
    r"(?:give|hand|assign|reassign|pass|delegate)(?: over)? (?P<what>.+?)(?: over)? to (?P<whom>.+)",
    r"(?P<what>.+?) goes to (?:be done by )?(?P<whom>.+)",
)
MOVES = whole(
    r"(?:move|change|set|push)(?: the)? (?P<what>.+?)'s? due (?:date|day) (?:to|until) (?P<when>.+)",
    r"set(?: the)? due (?:date|day) (?:of|for) (?P<what>.+?) to (?P<when>.+)",
    r"(?P<what>.+?) is(?: now)? due(?: on| by)? (?P<when>.+)",
    r"(?:move|change|push|postpone|delay|reschedule|shift|extend|bump"
    r"|put off)(?: back)?(?: the)?(?: due (?:date|day) of)?"
    r" (?P<what>.+?)(?: back| out| off)? (?:to|until|till|by) (?P<when>.+)",
)
TAKES_OUT = whole(
    r"(?:remove|delete|drop|take|scratch|strike|cross) (?P<what>.+?) (?:from"
    r"|off)(?: of)? (?P<list>.*list|.*checklist)",
)
PERHAPS_OUT = whole(
    r"(?:remove|delete|drop|cancel|scratch) (?P<what>.+)",
    r"we(?:'re| are) not doing (?P<what>.+)",
    r"we (?:don't|do not) need (?P<what>.+?)(?: any ?more)?",
)
REMINDS_OF = whole(
    r"remind (?:me|us) (?P<when>(?:on|in|at|next|tomorrow|this|mon|tue|wed|thu|fri|sat|sun|\d)"
    r"\S*(?: \S+){0,2}?)"
    r" (?:about|of) (?P<what>.+)",
    r"remind (?:me|us)(?: again)? (?:about|of) (?P<what>.+?)(?: again)? "
    r"(?P<when>(?:on|in|at|next|tomorrow|this|until|by|mon|tue|wed|thu|fri|sat|sun|\d).*)",
    r"remind (?:me|us)(?: again)? (?:about|of) (?P<what>.+?)(?P<when>)",
)
WRITTEN_DOWN = whole(
    rf"(?:add|put|write|place|get) (?P<what>.+?) (?:down )?(?:to|on|onto|in|into) {THE_LIST}\b(?P<more>.*)",
    rf"(?:add|put)(?: this)? (?:to|on) {THE_LIST}[:,]? (?P<what>.+)",
    r"(?:to[- ]?do|new (?:item|task|to-?do)|task|item|checklist item)\s*[:\-\u2013\u2014]\s*(?P<what>.+)",
    r"(?:create|make|add) (?:a |an )?(?:item|task|to-?do)[:,]? (?P<what>.+)",
    r"(?:add|create|make)? ?(?:a |an )?new (?:item|task|to-?do)(?: to|[:,])? (?P<what>.+)",
    r"add (?:an |the )?(?:item|task|to-?do)[:,]? (?P<what>.+)",
)
ADDED = whole(r"add (?P<what>.+)")
TO = re.compile(r"^(?P<what>.+) (?:to|on|for) (?:the |our |my )?(?P<which>.+)$", re.IGNORECASE)
TO_BE_DONE = whole(
    r"(?:we|i|we'll|i'll)(?: still| really)? (?:need|have|ought|will need|will have) to (?P<what>.+)",
    r"(?:we|i) (?:must|should) (?P<what>.+)",
    r"(?:don't|do not)(?: let (?:me|us))? forget to (?P<what>.+)",
)
REMINDS_TO = whole(r"(?:please )?remind (?:me|us) to (?P<what>.+)")
OF_RECORDS = listed(
    "action actions corrective findings meeting meetings exercise exercises drill drills class classes team "
    "teams gap gaps open overdue late closed done next upcoming planned all the our my us for of outstanding "
    "still now"
)
"""What is asked for by its kind names no item, whatever an item's title says."""
HAS_A_DAY = re.compile(
    r"\b(?:by|before|until|no later than|every|each|monthly|yearly|annually|quarterly|due)\b", re.IGNORECASE
)
LATE = whole(
    r"(?:what|what else|anything|is anything|(?:what|which|any) (?:items?|things|tasks))"
    r"(?:'s| is| are| all is)? ?"
    r"(?:overdue|late)(?: now)?",
)
MINE = whole(
    r"what(?:'s| is)? (?:do i|am i|have i|should i|must i)(?: still| supposed| got| have"
    r"| need)*(?: to)? (?:do|finish|work on)"
    r"(?: next| now| today| this week| this month| still)?",
    r"what(?:'s| is) (?:on my (?:plate|list)|mine|for me to do|next for me|up next|due next|next)",
    r"(?:show me |list |what are )?my (?:items|tasks|to-?dos?|checklist items|list|checklist)",
)
CLOSED = whole(
    r"what(?:'s| is| has been| got)(?: already| all)? (?:done|finished|completed"
    r"|closed)(?: already| so far)?",
    r"what (?:have we|did we)(?: already)? (?:done|do|finish|finished|get done|complete"
    r"|completed)(?: already| so far)?",
)
LEFT = whole(
    rf"how(?:'s| is| are) {THE_LIST}(?: going| doing| coming along| looking)?",
    r"(?:what(?:'s| is)(?: still)?|how much is|anything)(?: still)? (?:left|open|to do|to be done"
    r"|missing|outstanding|remaining)"
    r"(?: to do)?(?: (?:on|of|in|for) (?P<which>.+))?",
    r"(?:how are we|how're we|where are we|how far are we|how are things)(?: doing| getting on"
    r"| going)?(?: with| on)? (?P<which>.+)",
)


def senses_of_lists(sentence: str) -> list[Sense]:
    """What a sentence may mean of the speaker's checklists; several, where several is possible."""
    said = plainly_said(sentence)
    asks = sentence.rstrip().endswith("?")
    return [each for read in (_listed, _about_one, _written) for each in read(said, asks)]


def item_fits(what: str, is_near: bool = False) -> Fits:
    """Whether words name an open item of the speaker's, and no course; with `is_near` one spelled like it."""

    def fits(request: Request) -> bool:
        plain = {plain_word(each) for each in what.split()}
        if not plain or plain & (NOBODYS | OTHERS) or names_a_course(request, what):
            return False
        return bool(items_fitting(request, what) or (is_near and items_near(request, what)))

    return fits


def _listed(said: str, asks: bool) -> Iterator[Sense]:
    """What asks after a part of all that is the speaker's."""
    if matched(LATE, said):
        yield Sense(LIST, "overdue", has_items, beneath=_of_training)
    elif matched(CLOSED, said):
        yield Sense(LIST, "done")
    elif matched(MINE, said):
        yield Sense(LIST, "mine", has_items, otherwise=always, beneath=_of_training)
    elif found := matched(LEFT, said):
        which = re.sub(rf"^{THE_LIST}$", "", part(found, "which"), flags=re.IGNORECASE)
        yield Sense(LIST, which, _list_fits(which) if which else None)


def _about_one(said: str, asks: bool) -> Iterator[Sense]:
    """What is said, or asked, of one item that is named."""
    plain = {plain_word(each) for each in said.split()}
    if plain & OTHERS and not plain & {"item", "checklist", "list"}:
        return
    if found := matched(ASKS_OF_ONE, said):
        what = part(found, "what")
        if not {plain_word(each) for each in what.split()} <= OF_RECORDS:  # "open corrective actions"
            yield Sense(LIST, f"item {what}", item_fits(what))
        return
    if asks or NOT.search(said):
        if not asks and (found := matched(PERHAPS_OUT[1:], said)):
            yield Sense(DROP, part(found, "what"), item_fits(part(found, "what")))
        return
    yield from _became(said)
    if found := matched(TAKES, said):
        yield Sense(ASSIGN, f"{part(found, 'what')} to me", item_fits(part(found, "what")))
    for pattern in GIVES:
        if found := pattern.fullmatch(said):
            what = part(found, "what")
            yield Sense(ASSIGN, f"{what} to {part(found, 'whom')}", item_fits(what))
    if found := matched(MOVES, said):
        what = part(found, "what")
        yield Sense(CHANGE, f"{what} to {part(found, 'when')}", item_fits(what))
    if found := matched(REMINDS_OF, said):
        what, when = part(found, "what"), part(found, "when")
        yield Sense(SNOOZE, what, item_fits(what), before=_snooze_or_due(what, when))
        yield Sense(ADDING, what, never, otherwise=always, before=_offer_to_add(said))


def _became(said: str) -> Iterator[Sense]:
    """Done, or not to be done."""
    if found := matched(SAID_DONE, said):
        yield Sense(
            DONE,
            f"{part(found, 'what')} {part(found, 'more')}".strip(),
            item_fits(part(found, "what")),
            always,
        )
    elif found := matched(PERHAPS_DONE, said):
        what = part(found, "what")
        text = f"{what} {part(found, 'more')}".strip()
        yield Sense(DONE, text, item_fits(what), item_fits(what, is_near=True))
    if found := matched(TAKES_OUT, said):
        yield Sense(DROP, part(found, "what"), item_fits(part(found, "what")), always)
    elif found := matched(PERHAPS_OUT, said):
        yield Sense(DROP, part(found, "what"), item_fits(part(found, "what")))


def _written(said: str, asks: bool) -> Iterator[Sense]:
    """What is to be written down on a checklist."""
    if asks:
        return
    if found := matched(WRITTEN_DOWN, said):
        yield Sense(ADDING, f"{part(found, 'what')} {part(found, 'more')}".strip())
    elif found := matched(ADDED, said):
        what = part(found, "what")
        yield Sense(ADDING, what, _for_a_list(what))
    elif found := matched(REMINDS_TO, said):
        yield Sense(
            ADDING, said, _names_no_course(said), before=_offer_to_add(f"{part(found, 'what')} for me")
        )


def senses_of_duties(sentence: str) -> list[Sense]:
    """ "We need to test the sirens by 1 March": offered to be written down, and never written by itself."""
    text = re.sub(
        r"^(?:please|hi|hello|hey|ok|okay|so|and|also)[ ,:]+",
        "",
        sentence.replace("\u2019", "'").strip(),
        flags=re.I,
    )
    found = matched(TO_BE_DONE, text.rstrip("!. "))
    if found is None or sentence.rstrip().endswith("?") or not HAS_A_DAY.search(part(found, "what")):
        return []
    what = part(found, "what")
    return [Sense(ADDING, what, never, otherwise=always, before=_offer_to_add(what))]


def _snooze_or_due(what: str, when: str) -> Callable[[Request], None]:
    """Asks which of the two is meant: no reminder until then, or due then."""

    def ask(request: Request) -> None:
        until = re.sub(r"^(?:on|at|by|until) ", "", when, flags=re.IGNORECASE)
        snooze = meant(SNOOZE, f"{what} until {until}" if until else what)
        raise Unclear(
            not_understood="Should its reminders wait until then, or is it due then? Nothing was changed.",
            understood=f"{what}{f', {when}' if when else ''}",
            example="/checklist snooze radio plan until 1 March",
            offers=[snooze, meant(CHANGE, f"{what} to {until}" if until else what)],
        )

    return ask


def _offer_to_add(what: str) -> Callable[[Request], None]:
    """Shows what would be written down, and a button that opens the form with it."""

    def ask(request: Request) -> None:
        said = understand_item(request, what)
        raise Unclear(
            not_understood=f"Should that go on a checklist? {said.unclear or NOTHING_YET}",
            understood=said.text,
            example="/checklist add Radio plan on file by 1 March",
            offers=[Offer("Look at it, and add it", f"{ADD}:said", said.model_copy(update={"unclear": ""}))],
        )

    return ask


def _for_a_list(what: str) -> Fits:
    """Whether somebody who keeps lists adds what names no course and is for no class and no meeting."""

    def fits(request: Request) -> bool:
        plain = {plain_word(each) for each in what.split()}
        if not keeps_lists(request) or plain & OTHERS or names_a_course(request, what):
            return False
        behind = TO.match(what)
        return behind is None or not (
            classes_fitting(request, behind["which"], IS_GOING)
            or meetings_fitting(request, behind["which"], IS_CALLED & readable_by(request.member))
        )

    return fits


def keeps_lists(request: Request) -> bool:
    """Whether any checklist is the speaker's to keep: of an agency they lead, or the region's."""
    return bool(usual_list(request) or agencies_led(request.member))


def _names_no_course(what: str) -> Fits:
    return lambda request: not names_a_course(request, what)


def _list_fits(which: str) -> Fits:
    return lambda request: bool(lists_meant(request, understand_lists(request, which)))


def _of_training(request: Request) -> Sequence[Block]:
    """What was asked may have been of training, too."""
    return [
        words("These are items of checklists. Training that is due is separate."),
        *buttons(says("Training that is due", "due", "training")),
    ]
