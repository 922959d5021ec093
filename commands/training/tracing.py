"""How a record came about: who recorded it, when and from where, who confirmed it, what took its place."""

from __future__ import annotations

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from commands.kit.about import Written
from commands.kit.blocks import button, buttons, paragraphs, plain, rule, words
from commands.kit.may import Action, may, whom_for
from commands.kit.origin import words_and_link
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.training.certificates_views import certificate_buttons
from commands.training.record_views import OfRecord, certificate_trace, link_button, trace_of
from storage.certificates import CertificateState, certificates_of
from storage.people import Person
from storage.recording import correction_of
from storage.tracing import lineage
from storage.training import CompletionRecord

TRACE, CORRECT, VOID, LINK = "training.trace", "training.correct", "training.void", "training.link"
"""What the buttons are known by that are about one record; each carries which (`OfRecord`)."""
WHOSE = "A record is for that person, their agency's lead and an emergency manager."
MOST = 30
"""Records of one lineage that are shown, the newest of them."""


def trace(request: Request) -> Reply:
    """The record with all that it corrected and that corrected it, the newest first."""
    record = request.session.get(CompletionRecord, request.carried(OfRecord).record)
    if record is None or not _may_read(request, record):
        raise Refused("That record is not for you.", WHOSE)
    person = request.session.get_one(Person, record.person_id)
    blocks: list[Block] = [words(f"{person.name}'s record, newest first. Nothing in it is ever overwritten.")]
    there = [each for each in lineage(request.session, record) if _may_read(request, each)]
    proofs = certificates_of(request.session, there)
    for each in there[::-1][:MOST]:
        own = [proof for proof in proofs.get(each.id, ()) if proof.completion_id == each.id]
        blocks += [
            rule(),
            *paragraphs([*trace_of(request, each), *(certificate_trace(request, proof) for proof in own)]),
        ]
        _, link = words_and_link(each.recorded_from or "")
        pressed = OfRecord(record=each.id)
        mends = may_correct(request, each)
        blocks += buttons(
            link_button("The message", f"{LINK}:said {each.id}", link),
            link_button("Evidence", f"{LINK}:evidence {each.id}", each.evidence),
            button("Correct", f"{CORRECT}:{each.id}", pressed) if mends else None,
            button("Take it back", f"{VOID}:{each.id}", pressed) if mends else None,
            *certificate_buttons([proof.id for proof in own if proof.state is CertificateState.KEPT]),
        )
    view = View(type="modal", title=plain("How it came about", 24), close=plain("Close", 24), blocks=blocks)
    return Reply(modal=view)


def may_correct(request: Request, record: CompletionRecord) -> bool:
    """Whether a record stands, and is the speaker's to correct or take back."""
    if record.voided_at is not None or correction_of(request.session, record) is not None:
        return False
    about = Written(whom_for(request, [record.person_id])[record.person_id], record.verified)
    return bool(may(request.member, Action.CORRECT, about, record.completed_on, request.today))


def _may_read(request: Request, record: CompletionRecord) -> bool:
    about = whom_for(request, [record.person_id])[record.person_id]
    return bool(may(request.member, Action.READ, about, record.completed_on, request.today))


ENTRIES: tuple[Declared, ...] = (Click(TRACE, trace), Click(LINK, lambda request: Reply()))
