"""`/readiness`: how much is covered, weakest first, and how its numbers and a digest's were reached."""

from __future__ import annotations

from commands.kit.may import Action, counting, may_about
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.readiness.digest_views import How, how_message, overview
from commands.readiness.home import coverage_of_mine
from readiness.due import EVERYONE, Scope, ScopeKind
from storage.digests import (
    sent_on,
)
from storage.figures import Figures, figures, scope_key, scope_of
from words.names import Kind
from words.problems import Problem, Unclear

SCOPES = (Kind.AGENCY, Kind.DISCIPLINE, Kind.JURISDICTION)
FILLERS = frozenset(("of", "for", "in", "the", "coverage", "here", "everyone", "everybody", "all"))


def readiness(request: Request) -> Reply:
    """Coverage by discipline and agency, for everyone or a scope, with the weakest named."""
    scope, leftover = _scope_said(request)
    found = _figures(request, scope)
    may_subscribe = request.member.may(Needs.LEAD)
    how = How(scope=scope_key(scope))
    return Reply(message=overview(found, request.region, how, leftover, may_subscribe))


def how_we_know(request: Request) -> Reply:
    """How the numbers of a digest, or those of today, were reached; for the one who pressed only."""
    how = request.carried(How)
    if how.subscription and how.day is not None:
        sent = sent_on(request.session, how.subscription, how.day)
        if sent is None or not sent.figures:
            raise Problem("I no longer have the figures of that digest.")
        kept = Figures.model_validate(sent.figures)
        return Reply(message=how_message(kept, sent.written_at, request.region))
    scope = scope_of(how.scope, request.catalogue)
    if scope is None:
        raise Problem("That agency or discipline is no longer there.")
    found = _figures(request, scope, with_records=True)
    return Reply(message=how_message(found, request.now, request.region))


def _figures(request: Request, scope: Scope, with_records: bool = False) -> Figures:
    """Figures as far as they are for the speaker: whoever may name the people may know all."""
    fewest, known = counting(request)
    if may_about(request, Action.NAME, scope):
        fewest = 1
    found = figures(request.session, scope, request.today, fewest, with_records, known)
    if found.left_out and found.overall.is_empty:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return found


def _scope_said(request: Request) -> tuple[Scope, str]:
    """The scope somebody said, and what was left over. Raises Unclear for none, or for several."""
    spoken = [word for word in request.text.split() if word.lower().strip(",.?!") not in FILLERS]
    if not spoken:
        return EVERYONE, ""
    lexicon = lexicon_of(request.catalogue)
    found = lexicon.find(spoken, SCOPES)
    if found is None:
        near = lexicon.near(" ".join(spoken), SCOPES)
        raise Unclear(
            not_understood=f"I know no agency, discipline or jurisdiction “{' '.join(spoken)}”.",
            example="/readiness Cedar Fire",
            instead=[f"readiness {match.name}" for match in near],
        )
    if len(found.matches) > 1:
        names = ", ".join(match.name for match in found.matches[:8])
        raise Unclear(
            not_understood=f"“{' '.join(spoken[: found.words])}” fits {len(found.matches)}: {names}.",
            example="one of them by its whole name",
            instead=[f"readiness {match.name}" for match in found.matches[:5]],
        )
    match = found.matches[0]
    return Scope(ScopeKind(match.kind.value), match.key), " ".join(spoken[found.words :])


ENTRIES: tuple[Declared, ...] = (
    Form(
        "readiness",
        readiness,
        what="how much is covered, with the weakest named",
        example="/readiness fire",
        takes="[agency, discipline or jurisdiction] | digest",
    ),
    Click("digest.how", how_we_know),
    HomePart(20, coverage_of_mine),
)
