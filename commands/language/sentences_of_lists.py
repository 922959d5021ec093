"""What is said of checklists without a form's words: "the radio plan is done", "who has the radio plan?".

A sentence that names an item of the speaker's and says what became of it, whose it is or until when, is about
that item; which one, and whether it is one, is looked up once somebody asks (`commands.language.senses`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import buttons, meant, says, words
from commands.kit.request import Request
from commands.language.checklist_items import understand_item
from commands.language.checklists import ADD, items_fitting, items_there, lists_meant, near_items, understand_lists
from commands.language.naming import lexicon_of
from commands.language.scopes import shown
from commands.language.senses import Fits, Sense, always, never
from files.imports.starting_templates import READY
from storage.checklists import IS_OPEN
from storage.templates import lines_of, templates_of
from words.classes import listed, plain_word
from words.names import Kind, tokens
from words.problems import Offer, Unclear

LIST, ADDING, DONE, DROP = "checklist", "checklist add", "checklist done", "checklist drop"
ITEM, ASSIGN, CHANGE, SNOOZE = "checklist item", "checklist assign", "checklist change", "checklist snooze"
TEMPLATE, TEMPLATES, PROGRESS = "checklist template", "checklist templates", "checklist progress"
EDIT, NEW = "checklist templates edit", "checklist templates new"

POLITE = re.compile(
    r"(?:(?:please|hi|hello|hey|ok|okay|so|well|and|also|can you|could you|can we|could we|can i|i want to|"
    r"i'd like to|i would like to|we want to|we should|we have to|we need to|i need to|let's|lets|just)[ ,:]+)*",
    re.IGNORECASE,
)
ASIDE = re.compile(r"[ ,]+(?:please|thanks|thank you|now|for me)$", re.IGNORECASE)
NOBODYS = listed("i we it they he she you anyone anybody everyone everybody someone me us who that this there")
"""Words that name no item."""
NOT = re.compile(r"\b(?:not|never|isn't|aren't|wasn't|hasn't|haven't|no longer|almost|nearly|half)\b", re.IGNORECASE)
THE_LIST = r"(?:the |our |my |your |this )?(?:check ?list|to-?do(?: list)?|list)"


def whole(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Ways of saying something, each of which takes in all that is said."""
    return tuple(re.compile(each, re.IGNORECASE | re.DOTALL) for each in patterns)


BECAME = r"(?:done|complete|completed|finished)"
SAID_DONE = whole(
    rf"(?:mark|set|flag) (?P<what>.+?) (?:as |off as )?{BECAME}\b(?P<more>.*)",
    r"(?:check|tick|cross|strike) off (?P<what>.+)",
    rf"(?:check|tick|cross) (?P<what>.+?) off(?: (?:of )?{THE_LIST})?(?P<more>.*)",
    r"(?:(?:i'm|i am|we're|we are|i am all|we're all) )?(?:done|finished) with (?P<what>.+)",
)
PERHAPS_DONE = whole(
    rf"(?P<what>.+?)(?: is| are| was| were| has been| have been|'s)(?: now| all| already| finally)* (?:{BECAME}|closed)\b"
    r"(?P<more>.*)",
    rf"(?P<what>.+?)[:,]? {BECAME}",
    r"(?:we|i|we've|i've|we have|i have)(?: have)?(?: just| now| finally| already)* (?:finished|completed|did|done|closed|got)"
    rf" (?P<what>.+?)(?: {BECAME})?",
    r"(?:just )?(?:finished|completed|close) (?P<what>.+)",
)
ASKS_OF_ONE = whole(
    r"who(?: has|'s got| owns| does| handles| sees to| looks after| takes care of| got) (?P<what>.+)",
    r"who(?:'s| is| was)(?: responsible for| in charge of| doing| handling| working on| the owner of| assigned to|"
    r" seeing to| on) (?P<what>.+)",
    r"whose(?: job| item| task)? is (?P<what>.+)",
    r"when(?:'s| is| was) (?P<what>.+?) due",
    rf"(?:is|are|was) (?P<what>.+?) (?:{BECAME}|overdue|late|due|open)(?: yet| already| now)?",
    r"(?:what(?:'s| is)|how(?:'s| is)) (?:the )?(?:status|state) of (?P<what>.+)",
    r"(?:where are we|where do we stand|how far are we) (?:with|on) (?P<what>.+)",
    r"how(?:'s| is) (?P<what>.+?)(?: going| coming along)",
    r"(?:what about|status of|status:?) (?P<what>.+)",
    r"(?:show|open|see)(?: me)?(?: the)?(?: item)? (?P<what>.+)",
)
GIVES = whole(
    r"(?:give|hand|assign|reassign|pass|delegate)(?: over)? (?P<what>.+?)(?: over)? to (?P<whom>.+)",
    r"(?P<what>.+?) (?:goes|is) to (?:be done by )?(?P<whom>.+)",
)
MOVES = whole(
    r"(?:move|change|push|postpone|delay|reschedule|shift|extend|bump|put off)(?: back)?(?: the)?(?: due (?:date|day) of)?"
    r" (?P<what>.+?)(?: back| out| off)? (?:to|until|till|by) (?P<when>.+)",
)
TAKES_OUT = whole(
    rf"(?:remove|delete|drop|take|scratch|strike|cross) (?P<what>.+?) (?:from|off)(?: of)? (?P<list>.*list|.*checklist)",
)
PERHAPS_OUT = whole(
    r"(?:remove|delete|drop|cancel|scratch) (?P<what>.+)",
    r"we(?:'re| are) not doing (?P<what>.+)",
    r"we (?:don't|do not) need (?P<what>.+?)(?: any ?more)?",
)
REMINDS_OF = whole(
    r"remind (?:me|us)(?: again)? (?:about|of) (?P<what>.+?)(?: again)? "
    r"(?P<when>(?:on|in|at|next|tomorrow|this|until|by|mon|tue|wed|thu|fri|sat|sun|\d).*)",
    r"remind (?:me|us)(?: again)? (?:about|of) (?P<what>.+?)(?P<when>)",
)
WRITTEN_DOWN = whole(
    rf"(?:add|put|write|place|get) (?P<what>.+?) (?:down )?(?:to|on|onto|in|into) {THE_LIST}\b(?P<more>.*)",
    rf"(?:add|put)(?: this)? (?:to|on) {THE_LIST}[:,]? (?P<what>.+)",
    r"(?:to[- ]?do|new (?:item|task|to-?do)|task|item|checklist item)\s*[:\-\u2013\u2014]\s*(?P<what>.+)",
    r"(?:add|create|make)? ?(?:a |an )?new (?:item|task|to-?do)(?: to|[:,])? (?P<what>.+)",
    r"add (?:an |the )?(?:item|task|to-?do)[:,]? (?P<what>.+)",
)
TO_BE_DONE = whole(
    r"(?:we|i|we'll|i'll)(?: still| really)? (?:need|have|ought|will need|will have) to (?P<what>.+)",
    r"(?:we|i) (?:must|should) (?P<what>.+)",
    r"(?:don't|do not)(?: let (?:me|us))? forget to (?P<what>.+)",
)
REMINDS_TO = whole(r"(?:please )?remind (?:me|us) to (?P<what>.+)")
HAS_A_DAY = re.compile(r"\b(?:by|before|until|no later than|every|each|monthly|yearly|annually|quarterly|due)\b", re.IGNORECASE)
LATE = whole(r"(?:what|which|what items|anything|any items|is anything|what things)(?:'s| is| are| all is)? ?(?:overdue|late)(?: now)?",)
MINE = whole(
    r"what(?:'s| is)? (?:do i|am i|have i|should i|must i)(?: still| supposed| got| have| need)*(?: to)? (?:do|finish|work on)"
    r"(?: next| now| today| this week| this month| still)?",
    r"what(?:'s| is) (?:on my (?:plate|list)|mine|for me to do|next for me|up next|due next|next)",
    r"(?:show me |list )?my (?:items|tasks|to-?dos?|checklist items|list|checklist)",
)
CLOSED = whole(
    r"what(?:'s| is| has been| got)(?: already| all)? (?:done|finished|completed|closed)(?: already| so far)?",
    r"what (?:have we|did we)(?: already)? (?:done|do|finish|finished|get done|complete|completed)(?: already| so far)?",
)
LEFT = whole(
    r"(?:what(?:'s| is)(?: still)?|how much is|anything)(?: still)? (?:left|open|to do|to be done|missing|outstanding|remaining)"
    r"(?: to do)?(?: (?:on|of|in|for) (?P<which>.+))?",
    r"(?:how are we|how're we|where are we|how far are we|how are things)(?: doing| getting on| going)?(?: with| on)? (?P<which>.+)",
)
OF_TEMPLATES = whole(
    r"(?:what|which|list|show|see|any)(?: me)?(?: all)?(?: the| our)? ?(?:ready )?templates\b.*",
    r"(?:are there|do we have)(?: any| ready)* templates\b.*",
)
MAKES_A_TEMPLATE = whole(
    r"(?:make|create|add|write|start|build)?(?: us| me)? ?(?:a |an |another )?new template\b.*",
    r"(?:make|create|add|write|build) (?:a|an|another|our own) template\b.*",
    r"(?:checklist )?templates? new",
)
EDITS_A_TEMPLATE = whole(
    r"(?:edit|change|update|revise|mend)(?: the| our)? (?P<what>.+?) template",
    r"(?:edit|change|update|revise|mend)(?: the| our)? template(?: of| for| called)? (?P<what>.+)",
    r"(?:edit|change|update|revise|mend)(?: the| our| a)? templates?(?P<what>)",
    r"(?:checklist )?templates? edit ?(?P<what>.*)",
)
SETS_UP = whole(
    r"(?:set up|start|begin|use|load|make|create|get)(?: us| me)?(?: the| our| a)? (?P<what>.+?)(?P<whom>(?: (?:for|to) .+)?)",
)
HANDS_OUT = whole(
    r"(?:hand out|hand|give|send|roll out|issue|distribute|push)(?: out)?(?: the)? (?P<what>.+?)(?: out)? (?:to|for) (?P<whom>.+)",
    r"(?:give|hand|send) (?P<whom>.+?) the (?P<what>.+)",
)
HOW_FAR = whole(
    r"how far (?:is|are) (?P<whom>.+?) (?:with|on|in|through) (?P<what>.+)",
    r"(?:what(?:'s| is) the |show(?: me)?(?: the)? |the )?progress (?:on|of|with|for) (?P<what>.+)",
    r"how (?:is|are) (?P<whom>everyone|everybody|all agencies|the agencies|agencies) doing (?:with|on) (?P<what>.+)",
)
WHICH_HAVE_NOT = whole(
    r"(?:which|what) (?:agencies|departments|agency|department|towns|municipalities) (?:still )?"
    r"(?:have no|has no|have not|haven't|hasn't|lack|lacks|miss|are missing|don't have|need|are without|without|have|has)"
    r"(?: done| got| a| an| any| the| finished| closed)* (?P<what>.+)",
    r"who (?:has no|is missing|lacks|still lacks) (?P<what>.+)",
)
OF_ALL = listed("everyone everybody all agencies the each agency we our")


def senses_of_lists(sentence: str) -> list[Sense]:
    """What a sentence may mean of the speaker's checklists; several, where several is possible."""
    said = plainly_said(sentence)
    asks = sentence.rstrip().endswith("?")
    return [
        each
        for read in (_of_templates, _listed, _about_one, _written, _handed)
        for each in read(said, asks)
    ]


def plainly_said(sentence: str) -> str:
    """A sentence without its greeting, its politeness and its last mark."""
    text = sentence.replace("\u2019", "'").strip().rstrip("?!. ")
    return ASIDE.sub("", text[_polite(text) :])


def _polite(text: str) -> int:
    found = POLITE.match(text)
    return 0 if found is None else found.end()


def matched(patterns: Sequence[re.Pattern[str]], said: str) -> re.Match[str] | None:
    """The first of some ways of saying it that takes in the whole."""
    return next((found for each in patterns if (found := each.fullmatch(said))), None)


def part(found: re.Match[str], name: str) -> str:
    """What stands at one place of it; empty where that way of saying it has no such place."""
    return (found.groupdict().get(name) or "").strip(" ,;:")


def item_fits(what: str, is_near: bool = False) -> Fits:
    """Whether words name an open item of the speaker's, and no course; with `is_near` one spelled like it."""

    def fits(request: Request) -> bool:
        plain = {plain_word(each) for each in what.split()}
        if not plain or plain & NOBODYS or names_a_course(request, what):
            return False
        there = items_there(request, IS_OPEN)
        return bool(items_fitting(request, what, there) or (is_near and near_items(what, there)))

    return fits


def names_a_course(request: Request, text: str) -> bool:
    """Whether a course is named in full somewhere in a text."""
    said, lexicon = text.split(), lexicon_of(request.catalogue)
    return any(lexicon.exactly(said[place:], [Kind.COURSE]) for place in range(len(said)))


def _of_templates(said: str, asks: bool) -> Iterator[Sense]:
    """What is said of templates by that word."""
    if matched(OF_TEMPLATES, said):
        yield Sense(TEMPLATES)
    elif matched(MAKES_A_TEMPLATE, said):
        yield Sense(NEW)
    elif found := matched(EDITS_A_TEMPLATE, said):
        yield Sense(EDIT, part(found, "what"))


def _handed(said: str, asks: bool) -> Iterator[Sense]:
    """ "Set up the roadmap", "hand agency readiness to all agencies", "how far is everyone with it?"."""
    if found := matched(HOW_FAR, said):
        what, whom = part(found, "what"), part(found, "whom")
        of = "" if set(map(plain_word, whom.split())) <= OF_ALL else f" of {whom}"
        yield Sense(PROGRESS, f"{what}{of}", template_fits(what))
    if found := matched(WHICH_HAVE_NOT, said):
        what = part(found, "what")
        yield Sense(PROGRESS, what, template_fits(what))
        yield Sense(PROGRESS, what, line_fits(what), before=_counts_lists(what))
    if asks:
        return
    for pattern in (*HANDS_OUT, *SETS_UP):
        if found := pattern.fullmatch(said):
            what = re.sub(r" template$| checklist$", "", part(found, "what"))
            whom = re.sub(r"^(?:for|to) ", "", part(found, "whom"))
            yield Sense(TEMPLATE, f"{what} for {whom}" if whom else what, template_fits(what))


def _listed(said: str, asks: bool) -> Iterator[Sense]:
    """What asks after a part of all that is the speaker's."""
    if matched(LATE, said):
        yield Sense(LIST, "overdue", _has_items, beneath=_of_training)
    elif matched(CLOSED, said):
        yield Sense(LIST, "done")
    elif matched(MINE, said):
        yield Sense(LIST, "mine", _has_items, otherwise=always, beneath=_of_training)
    elif found := matched(LEFT, said):
        which = re.sub(rf"^{THE_LIST}$", "", part(found, "which"), flags=re.IGNORECASE)
        yield Sense(LIST, which, _list_fits(which) if which else None)


def _about_one(said: str, asks: bool) -> Iterator[Sense]:
    """What is said, or asked, of one item that is named."""
    if found := matched(ASKS_OF_ONE, said):
        what = part(found, "what")
        yield Sense(ITEM, what, item_fits(what))
        return
    if asks or NOT.search(said):
        if not asks and (found := matched(PERHAPS_OUT[1:], said)):
            yield Sense(DROP, part(found, "what"), item_fits(part(found, "what")))
        return
    yield from _became(said)
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
        yield Sense(DONE, f"{part(found, 'what')} {part(found, 'more')}".strip(), item_fits(part(found, "what")), always)
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
    elif found := matched(REMINDS_TO, said):
        yield Sense(ADDING, said, _names_no_course(said), before=_offer_to_add(f"{part(found, 'what')} for me"))


def senses_of_duties(sentence: str) -> list[Sense]:
    """ "We need to test the sirens by 1 March": offered to be written down, and never written by itself."""
    text = re.sub(r"^(?:please|hi|hello|hey|ok|okay|so|and|also)[ ,:]+", "", sentence.replace("\u2019", "'").strip(), flags=re.I)
    found = matched(TO_BE_DONE, text.rstrip("!. "))
    if found is None or sentence.rstrip().endswith("?") or not HAS_A_DAY.search(part(found, "what")):
        return []
    what = part(found, "what")
    return [Sense(ADDING, what, never, otherwise=always, before=_offer_to_add(what))]


def template_fits(what: str) -> Fits:
    """Whether words name a template, by its key, its title or its first words."""

    def fits(request: Request) -> bool:
        return bool(templates_named(request, what))

    return fits


def templates_named(request: Request, what: str) -> list[str]:
    """The keys of the templates words name."""
    said = tuple(each for each in tokens(what) if each not in ("the", "our", "template", "checklist", "list"))
    there = {each.key: each.title for each in templates_of(request.session)}
    there |= {each.key: each.said.title for each in READY if each.key not in there}
    return [key for key, name in there.items() if said and (tokens(name)[: len(said)] == said or tokens(key) == said)]


def line_fits(what: str) -> Fits:
    """Whether words are all of one line of a template that was handed out."""

    def fits(request: Request) -> bool:
        return bool(_with_line(request, what))

    return fits


def _with_line(request: Request, what: str) -> list[str]:
    said = [each for each in tokens(what) if each not in ("a", "the", "on", "no", "their")]
    found = []
    for template in templates_of(request.session):
        lines = [tokens(each.text) for each in lines_of(request.session, template.id)]
        if said and any(all(any(own.startswith(one) for own in line) for one in said) for line in lines):
            found.append(template.title)
    return found


def _counts_lists(what: str) -> Callable[[Request], None]:
    def ask(request: Request) -> None:
        raise Unclear(
            not_understood=f"I count whole lists agency by agency, and not “{shown(what)}” alone.",
            example="/checklist progress agency-readiness",
            offers=[meant(PROGRESS, each) for each in _with_line(request, what)[:3]],
        )

    return ask


def _snooze_or_due(what: str, when: str) -> Callable[[Request], None]:
    """Asks which of the two is meant: no reminder until then, or due then."""

    def ask(request: Request) -> None:
        until = re.sub(r"^(?:on|at|by|until) ", "", when, flags=re.IGNORECASE)
        snooze = meant(SNOOZE, f"{what} until {until}" if until else what)
        raise Unclear(
            not_understood="Shall its reminders wait until then, or is it due then? Nothing was changed.",
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
            not_understood=f"Shall that stand on a checklist? Nothing was recorded.{f' {said.unclear}' if said.unclear else ''}",
            understood=said.text,
            example="/checklist add Radio plan on file by 1 March",
            offers=[Offer("Look at it, and add it", f"{ADD}:said", said.model_copy(update={"unclear": ""}))],
        )

    return ask


def _names_no_course(what: str) -> Fits:
    return lambda request: not names_a_course(request, what)


def _has_items(request: Request) -> bool:
    return bool(items_there(request, IS_OPEN))


def _list_fits(which: str) -> Fits:
    return lambda request: bool(lists_meant(request, understand_lists(request, which)))


def _of_training(request: Request) -> Sequence[Block]:
    """What was asked may have been of training, too."""
    return [
        words("These are items of checklists. Training that is due stands apart."),
        *buttons(says("Training that is due", "due", "training")),
    ]
