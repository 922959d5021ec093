"""What is said of checklists' templates without a form's words: "set up the roadmap", "what templates?".

A template is told by its key, its title or its first words; which it is, is looked up once somebody asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from commands.kit.blocks import meant
from commands.kit.request import Request
from commands.language.said_plainly import matched, part, plainly_said, whole
from commands.language.scopes import shown
from commands.language.senses import Fits, Sense
from files.imports.starting_templates import READY
from storage.templates import lines_of, templates_of
from words.classes import listed, plain_word
from words.names import tokens
from words.problems import Unclear

TEMPLATE, TEMPLATES, PROGRESS = "checklist template", "checklist templates", "checklist progress"
EDIT, NEW = "checklist templates edit", "checklist templates new"

OF_TEMPLATES = whole(
    r"(?:what|which|list|show|see|any)(?: me)?(?: all)?(?: the| our)? ?(?:ready )?templates\b.*",
    r"(?:are there|do we have)(?: any| ready)* templates\b.*",
)
MAKES_A_TEMPLATE = whole(
    r"(?:make|create|add|write|start|build)?(?: us| me)? ?(?:a |an |another )?new template\b.*",
    r"(?:make|create|add|write|build) (?:(?:a|an|another|our own) )?template\b.*",
    r"(?:checklist )?templates? new",
)
EDITS_A_TEMPLATE = whole(
    r"(?:edit|change|update|revise|mend)(?: the| our)? (?P<what>.+?) template",
    r"(?:edit|change|update|revise|mend)(?: the| our)? template(?: of| for| called)? (?P<what>.+)",
    r"(?:edit|change|update|revise|mend)(?: the| our| a)? templates?(?P<what>)",
    r"(?:checklist )?templates? edit ?(?P<what>.*)",
)
CHANGES = whole(r"(?:edit|revise)(?: the| our)? (?P<what>.+)")
SETS_UP = whole(
    r"(?:set up|start|begin|use|load|make|create|get)(?: us| me)?(?: the| our"
    r"| a)? (?P<what>.+?)(?P<whom>(?: (?:for|to) .+)?)",
)
HANDS_OUT = whole(
    r"(?:hand out|hand|give|send|assign|roll out|issue|distribute"
    r"|push)(?: out)?(?: the)? (?P<what>.+?)(?: out)? (?:to|for) (?P<whom>.+)",
    r"(?:give|hand|send) (?P<whom>.+?) the (?P<what>.+)",
    r"(?:hand out|roll out|issue|distribute)(?: the)? (?P<what>.+)",
)
HOW_FAR = whole(
    r"how far (?:is|are) (?P<whom>.+?) (?:with|on|in|through) (?P<what>.+)",
    r"(?:what(?:'s| is) the |show(?: me)?(?: the)? |the )?progress (?:on|of|with|for) (?P<what>.+)",
    r"how (?:is|are) (?P<whom>everyone|everybody|all agencies|the agencies"
    r"|agencies) doing (?:with|on) (?P<what>.+)",
)
WHICH_HAVE_NOT = whole(
    r"(?:which|what) (?:agencies|departments|agency|department|towns|municipalities) (?:still )?"
    r"(?:have no|has no|have not|haven't|hasn't|lack|lacks|miss|are missing|don't have|need"
    r"|are without|without|have|has)"
    r"(?: done| got| a| an| any| the| finished| closed)* (?P<what>.+)",
    r"who (?:hasn't|has not|haven't)(?: done| finished| completed| got) (?P<what>.+)",
    r"who (?:has no|is missing|lacks|still lacks) (?P<what>.+)",
)
OF_ALL = listed("everyone everybody all agencies the each agency we our")


def senses_of_templates(sentence: str) -> list[Sense]:
    """What a sentence may mean of templates; several, where several is possible."""
    said = plainly_said(sentence)
    asks = sentence.rstrip().endswith("?")
    return [*_of_templates(said), *_handed(said, asks)]


def _of_templates(said: str) -> Iterator[Sense]:
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
    if found := matched(CHANGES, said):
        yield Sense(EDIT, part(found, "what"), template_fits(part(found, "what")))
    for pattern in (*HANDS_OUT, *SETS_UP):
        if found := pattern.fullmatch(said):
            what = re.sub(r" template$| checklist$", "", part(found, "what"))
            whom = re.sub(r"^(?:for|to) ", "", part(found, "whom"))
            yield Sense(TEMPLATE, f"{what} for {whom}" if whom else what, template_fits(what))


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
    return [
        key
        for key, name in there.items()
        if said and (tokens(name)[: len(said)] == said or tokens(key) == said)
    ]


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
