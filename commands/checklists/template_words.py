"""Templates as people name them, and for which agencies: "agency-readiness for Cedar Fire and Oak EMS".

A template by its key, its title or its first words; agencies one by one, by discipline or jurisdiction, or
all of them. Two that fit are asked about, near misses are offered; what is pressed carries keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel
from rapidfuzz import fuzz, process

from commands.kit.about import THE_REGION, Kept
from commands.kit.may import Action, agencies_led, may
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.scopes import OF_AGENCIES, scope_of_match, several, shown
from files.imports.starting_templates import READY, load_ready_template, ready_template
from readiness.records import AgencyId
from readiness.text import fold
from storage.answers import agencies_in
from storage.checklists import TemplateRecord
from storage.templates import LineSaid, TitleTaken, lines_of, said_in, template_by_key, templates_of
from words.amounts import listing
from words.classes import listed, plain_word
from words.names import ALIKE, Kind, Match, tokens
from words.problems import Offer, Problem, Unclear

TEMPLATE = "template.for"
"""What a button that shows what handing a template out would do is known by; it carries for whom."""
EXAMPLE = "/checklist template agency-readiness for Cedar Fire and Oak EMS"
WHOM = listed("for to with of")
LEADS = listed("the a our ours my please up")
"""Words that may stand before a template's name."""
POLITE = listed("please now")
EVERY = listed("all every everybody everyone each")
OURS = listed("our ours us my mine me we")
SMALL = listed("a an and the agency agencies department departments please now in of + &")
REGION = listed("region county")
MOST_OFFERED = 4
MOST_WORDS = 150
LONGEST_NAME = 20
"""Words that a template's title may have."""
GONE = "That template is no longer there. Nothing was changed."
TAKEN = "Another template has that title. Nothing was changed."


class TemplateFor(BaseModel):
    """A template and for which agencies, as keys: what a button carries, or a form.

    `every`: all there are; `disciplines`: those that have one of them; beside `agencies`. None of these: the
    region. `first_day`: from which day due days count; today, if none. `updates`: lists that are there are
    brought up to date; `drops`: what is open of lines taken out is dropped then.
    """

    key: str = ""
    every: bool = False
    disciplines: list[str] = []
    agencies: list[int] = []
    first_day: date | None = None
    updates: bool = False
    drops: bool = False

    @property
    def names_some(self) -> bool:
        """Whether it says for which agencies."""
        return self.every or bool(self.disciplines or self.agencies)


@dataclass(frozen=True)
class Template:
    """A template that can be set up or handed out; without a record it comes with Muster, not loaded yet."""

    key: str
    title: str
    about: str
    for_agencies: bool
    lines: Sequence[LineSaid] = ()
    record: TemplateRecord | None = None

    @property
    def names(self) -> set[tuple[str, ...]]:
        """What it is called in a command, in full."""
        ready = ready_template(self.key)
        return {tokens(each) for each in (self.title, self.key, *(ready.aliases if ready else ()))}

    @property
    def steps(self) -> list[str]:
        """The headings its lines stand under, in their order."""
        return list(dict.fromkeys(each.step for each in self.lines if each.step))


@dataclass(frozen=True)
class Asks:
    """What was asked with a template's name: what pressing one of several does, and what did not happen.

    `hands`: it is handed to agencies, which may be pressed too.
    """

    offers: Callable[[Template, TemplateFor], Offer]
    nothing: str
    example: str
    hands: bool = False


def _hands(template: Template, wanted: TemplateFor) -> Offer:
    return Offer(
        template.title, f"{TEMPLATE}:{template.key}", wanted.model_copy(update={"key": template.key})
    )


TO_HAND = Asks(_hands, " Nothing was set up.", EXAMPLE, hands=True)


def templates_there(request: Request) -> list[Template]:
    """Those that come with Muster, loaded or not, then the region's own, by title.

    Who is no emergency manager is shown those for agencies.
    """
    standing = {each.key: _standing(request, each) for each in templates_of(request.session)}
    ready = (
        Template(each.key, each.said.title, each.said.about, each.said.for_agencies, each.lines)
        for each in READY
        if each.key not in standing
    )
    found = [*standing.values(), *ready]
    theirs = [each for each in found if each.for_agencies or keeps(request, None)]
    usual = {each.key: place for place, each in enumerate(READY)}
    return sorted(theirs, key=lambda each: (usual.get(each.key, len(usual)), fold(each.title)))


def template_of(request: Request, key: str) -> Template:
    """The template a button is about. Raises Problem for one that is gone, Refused for the region's."""
    record = template_by_key(request.session, key)
    if record is not None:
        found = _standing(request, record)
    else:
        ready = ready_template(key)
        if ready is None:
            raise Problem(GONE)
        said = ready.said
        found = Template(key, said.title, said.about, said.for_agencies, ready.lines)
    if not found.for_agencies:
        may(request.member, Action.CHECKLIST, Kept(None), request.today, request.today).or_refuse()
    return found


def loaded(request: Request, template: Template) -> TemplateRecord:
    """A template on record: one that comes with Muster is loaded. Raises Problem where its title is taken."""
    if template.record is not None:
        return template.record
    ready = ready_template(template.key)
    if ready is None:
        raise Problem(GONE)
    try:
        return load_ready_template(request.session, ready, request.trail())
    except TitleTaken:
        raise Problem(TAKEN) from None


def understood(request: Request, text: str, asks: Asks = TO_HAND) -> tuple[Template, TemplateFor, str]:
    """A template and for whom, as they were said; and the words that name no agency.

    Raises Unclear for a template that is none, or several, and for agencies that are several.
    """
    said = text.split()
    if len(said) > MOST_WORDS:
        raise Unclear(
            not_understood=f"That is {len(said):,} words; I understand up to {MOST_WORDS}.{asks.nothing}",
            example=asks.example,
        )
    ours = said and plain_word(said[0]) in OURS
    while len(said) > 1 and plain_word(said[0]) in LEADS:
        said = said[1:]
    there = templates_there(request)
    fitting, used = _fitting(there, said)
    if len(fitting) == 1:
        return fitting[0], *whom_said(request, fitting[0].key, [*said[used:], *(["ours"] if ours else [])])
    split = next((n for n, each in enumerate(said) if n and plain_word(each) in WHOM), len(said))
    wanted, _ = whom_said(request, "", said[split:])
    named = " ".join(said[:split])
    if fitting:
        raise _which(f"“{shown(named)}” matches several templates.", fitting, wanted, asks)
    if not said:
        raise _which("Which template?", there, wanted, asks)
    names = {place: fold(f"{each.title} {each.key}") for place, each in enumerate(there)}
    ranked = process.extract(fold(named), names, scorer=fuzz.WRatio, limit=3, score_cutoff=ALIKE)
    near = [there[place] for _, _, place in ranked]
    raise _which(
        f"I don't know a template called “{shown(named)}”.{asks.nothing}", near or there, wanted, asks
    )


def whom_said(request: Request, key: str, said: Sequence[str]) -> tuple[TemplateFor, str]:
    """For which agencies a template is, as it was said; and the words that name none."""
    lexicon, left, place = lexicon_of(request.catalogue), list[str](), 0
    agencies, disciplines, every = list[AgencyId](), list[str](), False
    while place < len(said):
        plain = plain_word(said[place])
        found = None if plain in SMALL | WHOM | EVERY else lexicon.find(said[place:], OF_AGENCIES)
        if found is not None:
            match = _one_of(request, key, found.matches, " ".join(said[place : place + found.words]))
            place += found.words
            if match.kind is Kind.DISCIPLINE:
                disciplines.append(str(match.key))
            else:
                agencies += agencies_in(request.catalogue, scope_of_match(match)) or []
            continue
        place += 1
        if plain in OURS:
            agencies += agencies_led(request.member)
        elif plain in EVERY:
            every = True
        elif plain and plain not in SMALL | WHOM | REGION:
            left.append(said[place - 1])
    every = every and not (disciplines or agencies)
    return TemplateFor(
        key=key, every=every, disciplines=disciplines, agencies=list(dict.fromkeys(agencies))
    ), " ".join(left).strip(" ,.;?!")


def agencies_meant(request: Request, wanted: TemplateFor) -> list[AgencyId]:
    """The agencies that are meant, by name; of all, or of a discipline, those that are the speaker's to keep.

    Raises Refused where one that is named is not.
    """
    there = request.catalogue.agencies
    groups = [
        key
        for key, agency in there.items()
        if (wanted.every or agency.disciplines & set(wanted.disciplines)) and keeps(request, key)
    ]
    for key in wanted.agencies:
        if key in there:
            may(request.member, Action.CHECKLIST, Kept(key), request.today, request.today).or_refuse()
    meant = {*groups, *(each for each in wanted.agencies if each in there)}
    return sorted(meant, key=lambda key: (fold(there[key].name), key))


def unknown_agencies(
    request: Request, template: Template, left: str, wanted: TemplateFor, asks: Asks = TO_HAND
) -> Unclear:
    """The question back where words name no agency: those that are like them, each ready to be pressed."""
    near = lexicon_of(request.catalogue).near(left, (Kind.AGENCY,))

    def meant(match: Match) -> Offer:
        keys = list(dict.fromkeys([*wanted.agencies, int(match.key)]))
        label = f"{template.title} for {names_of(request, keys)}"
        return Offer(label, f"{TEMPLATE}:{match.key}", wanted.model_copy(update={"agencies": keys}))

    named = f" for {names_of(request, wanted.agencies)}" if wanted.agencies else ""
    others = [meant(each) for each in near if int(each.key) not in wanted.agencies]
    without = [Offer(f"{template.title}{named}", TEMPLATE, wanted)] if wanted.agencies else []
    return Unclear(
        not_understood=f"I don't know an agency called “{shown(left)}”.{asks.nothing}",
        understood=f"{template.title}{named}",
        example=asks.example,
        offers=[*others, *without] if asks.hands else (),
    )


def keeps(request: Request, agency: AgencyId | None) -> bool:
    """Whether an agency's lists are the speaker's to keep, or the region's (None)."""
    return bool(may(request.member, Action.CHECKLIST, Kept(agency), request.today, request.today))


def edits(request: Request) -> bool:
    """Whether the speaker may change templates."""
    return bool(may(request.member, Action.CATALOGUE, THE_REGION, request.today, request.today))


def names_of(request: Request, agencies: Iterable[AgencyId], most: int = 3) -> str:
    """Agencies by name, the first of them: "Birch Police, Cedar Fire and 22 more"."""
    names = [request.catalogue.agencies[each].name for each in agencies if each in request.catalogue.agencies]
    return listing(names, most) if names else ""


def _standing(request: Request, record: TemplateRecord) -> Template:
    lines = [said_in(each) for each in lines_of(request.session, record.id)]
    return Template(record.key, record.title, record.about, record.for_agencies, lines, record)


def _fitting(there: Sequence[Template], said: Sequence[str]) -> tuple[list[Template], int]:
    """The templates the first words name, and how many these words are: the whole name, or its first words
    where nothing else follows but for whom it is.
    """
    for length in range(min(len(said), LONGEST_NAME), 0, -1):
        phrase = tokens(" ".join(said[:length]))
        if not phrase:
            continue
        whole = [each for each in there if phrase in each.names]
        begun = [each for each in there if tokens(each.title)[: len(phrase)] == phrase]
        stops = length == len(said) or plain_word(said[length]) in WHOM | POLITE
        if fitting := whole or (begun if stops else []):
            return fitting, length
    return [], 0


def _which(asked: str, templates: Sequence[Template], wanted: TemplateFor, asks: Asks) -> Unclear:
    offers = [asks.offers(each, wanted) for each in templates[:MOST_OFFERED]]
    return Unclear(not_understood=asked, example=asks.example, offers=offers)


def _one_of(request: Request, key: str, matches: Sequence[Match], said: str) -> Match:
    """The one that is meant; of several that stand for the same agencies the first."""
    of = {match: tuple(agencies_in(request.catalogue, scope_of_match(match)) or ()) for match in matches}
    if len(set(of.values())) == 1:
        return matches[0]

    def meant(match: Match) -> Offer:
        wanted = TemplateFor(key=key, agencies=list(of[match]))
        return Offer(match.name, f"{TEMPLATE}:{match.key}", wanted)

    raise several(matches, said, meant)
