"""From what was heard to the answer: who speaks, may they, one transaction, one command, one answer.

It knows neither Bolt nor the Web API: how an answer is given at each door is `bot.doors`' to know.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import uuid4

import structlog
from slack_sdk.models.views import View
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.answers import Answer, digest_of
from bot.gate import Gate
from bot.hearing import Heard
from bot.noted import AWAY, FAILED, REFUSED, Answering, Noted
from commands.kit import troubles
from commands.kit.blocks import MEANT, Meant, Say
from commands.kit.channel import known_to_be_shut
from commands.kit.forms import WITHOUT_MODAL
from commands.kit.member import Member, Needs
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Entry, Form, Registry
from commands.kit.reply import Post, Reply, say
from commands.kit.request import STALE, Door, Request, carried
from commands.kit.slash import in_our_words, locally
from commands.kit.speaker import ELSEWHERE, speaker
from commands.kit.troubles import not_counted_yet, not_for_you, ours, problem_message, try_again
from commands.language.naming import MENTION
from commands.language.sentences import form_of, resolve, with_files
from jobs.linking import SlackAway
from jobs.posting import put
from storage.answered import begin_answer, keep_answer
from storage.engine import Busy, Store, out_of_reach, was_busy, was_crossed
from storage.hurrying import NotCountedYet, by_rules_before, hurry
from storage.left_behind import MUCH_TOO_MANY
from storage.linking import identity_of
from storage.region import Region
from words.problems import Problem, Unclear

SAY = "say"
OPEN_FORM = "Open the form with /training, or the command you want, with a slash: a form needs one."
FILES = (
    "I take no file here, and nothing was done with it. Send it to me in a direct message: a certificate "
    "goes to the record of its class, a table can be imported."
)
TURNS_OF_A_PRESS = 4
"""How often a press on a message asks for its turn to write, when a whole room presses at once.

Its answer goes by the response URL: late is better than not at all, which a command can't be.
"""
MOST_MET = 2
"""New users asked after for one request, so that it is answered in time."""
MEET_SECONDS = 1.0
"""When so much was spent on asking Slack, nobody else is asked after."""
SHELVES = {Door.SUBMITTED: "submission", Door.SEARCH: "search", Door.SHORTCUT: "shortcut"}
log = structlog.get_logger()


class _NotReady(Exception):
    """Somebody new speaks, or is spoken of: Slack is to be asked before the answer."""


class _NotTheirs(Exception):
    """The speaker lacks the right; like every answer that is an error, this one is not kept."""

    def __init__(self, member: Member, entry: Entry) -> None:
        super().__init__()
        further = entry.stranger if isinstance(entry, Click | Form) else ""
        meanwhile = f"Nothing was recorded. {further}".strip() if entry.changes else ""
        self.said = not_for_you(member, entry.needs, meanwhile)


@dataclass
class Ours:
    """Users who act from another team and are of the workspace all the same, as Slack said today.

    In an enterprise one user is of several workspaces, and a delivery names any of them.
    """

    day: date | None = None
    users: set[tuple[str, str]] = field(default_factory=set)

    def knows(self, heard: Heard, today: date) -> bool:
        """Whether Slack said so today."""
        return self.day == today and (heard.user, heard.team) in self.users

    def learn(self, heard: Heard, today: date) -> None:
        """Slack just said so."""
        if self.day != today:
            self.day, self.users = today, set()
        self.users.add((heard.user, heard.team))


class Conversation:
    """Everything Muster answers, at whatever door it is asked.

    `meet` asks Slack who a user is (workspace, user, whether it is they who speak), links them, and says
    whether they are of the workspace; it raises SlackAway when Slack can't be asked. `wake` nudges the
    outbox. `answering` is told of each answer. `gate` lets a few at a time do the work; while Slack is asked
    nobody is behind it.
    """

    def __init__(
        self,
        store: Store,
        registry: Registry,
        region: Region,
        clock: Callable[[], datetime],
        meet: Callable[[str, str, bool], bool],
        wake: Callable[[], None],
        answering: Answering | None = None,
    ) -> None:
        self._store = store
        self._answering = answering or Answering()
        self._registry = registry
        self.region = region
        self._clock = clock
        self._meet = meet
        self._wake = wake
        self._ours = Ours()
        # Of SQLite's writers one at a time has its turn: a second would only wait behind the gate. Beside two
        # reads one gets a third of the processor, and those behind it wait for that: their 99th percentile
        # was half as long again.
        self.gate = Gate(at_once=2, changes=1) if store.is_sqlite else Gate()

    def answer(self, heard: Heard) -> Answer:
        """The answer to what was heard. Never raises: a failure of ours is an answer with a reference."""
        with self._answering.request(heard.door) as noted:
            return self._answer_noted(heard, noted)

    def _answer_noted(self, heard: Heard, noted: Noted) -> Answer:
        try:
            try:
                return self._answer(heard, noted)
            except Wrong as wrong:
                noted.outcome = REFUSED
                return Answer(errors=dict(wrong.fields), looks_into=known_to_be_shut(heard.fields))
            except AskedBack as back:
                return Answer.of(back.reply)
            except Problem as problem:
                noted.outcome = REFUSED
                return Answer.of(Reply(message=problem_message(problem, self.region)))
            except _NotTheirs as refused:
                noted.outcome = REFUSED
                return Answer.of(Reply(message=refused.said))
            except SlackAway:
                noted.outcome = AWAY
                return Answer.of(Reply(message=try_again()))
        except Exception as error:
            noted.outcome = AWAY if out_of_reach(error) else FAILED
            reference = uuid4().hex[:8]
            log.exception("request failed", reference=reference, door=heard.door.value, handler=heard.name)
            return Answer.of(Reply(message=ours(reference, out_of_reach(error))))

    def _answer(self, heard: Heard, noted: Noted) -> Answer:
        handler, text = self._handler(heard)
        noted.by(handler)
        now = self._clock()
        try:
            return self._attempt(heard, handler, text, now)
        except _NotReady:
            self._prepare(heard, now)
            return self._attempt(heard, handler, text, now, prepared=True)

    def _handler(self, heard: Heard) -> tuple[Entry, str]:
        """Who handles it, and the text that is theirs. Raises Unclear or Problem for what nobody does."""
        if heard.door in (Door.COMMAND, Door.MENTION, Door.DIRECT):
            return self._sentence(heard)
        if heard.name == SAY:
            return resolve(self._registry, carried(heard.value, Say).say)
        if heard.name == MEANT:
            meant = carried(heard.value, Meant)
            return self._form(meant.form), meant.text
        handler = self._registry.handler(SHELVES.get(heard.door, "click"), heard.name, heard.form)
        if handler is None:
            raise Problem(STALE)
        return handler, heard.text

    def _form(self, says: str) -> Form:
        """The form a button means. Raises Problem for one that is no longer there."""
        form = self._registry.forms.get(says)
        if form is None:
            raise Problem(STALE)
        return form

    def _sentence(self, heard: Heard) -> tuple[Entry, str]:
        """A sentence's handler, and with it, in a direct message, those of the files that came along.

        Elsewhere a file that comes with no sentence of ours is told where files go.
        """
        said = in_our_words(heard.text, self._registry.commands, self.region)
        if heard.files and heard.door is Door.DIRECT:
            return with_files(self._registry, said)
        if heard.files and not said:
            raise Problem(FILES)
        if not heard.files:
            return form_of(self._registry, said)
        try:
            return resolve(self._registry, said)
        except Unclear:
            raise Problem(FILES) from None

    def _attempt(
        self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool = False
    ) -> Answer:
        if not handler.changes:
            return self._read(heard, handler, text, now, prepared)
        turns = TURNS_OF_A_PRESS if heard.door is Door.MESSAGE else 1
        while True:
            turns -= 1
            try:
                return self._change_once(heard, handler, text, now, prepared)
            except (Busy, SQLAlchemyError) as error:
                if not turns or not was_busy(error):
                    raise

    def _change_once(self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool) -> Answer:
        try:
            return self._change(heard, handler, text, now, prepared)
        except DBAPIError as error:
            # Somebody changed the same meanwhile: what they did is there now.
            if not was_crossed(error):
                raise
            return self._change(heard, handler, text, now, prepared)

    def _read(self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool) -> Answer:
        with self.gate.passed(), self._store.reading() as session:
            hurry(session)
            try:
                return self._run(session, heard, handler, text, now, prepared)[0]
            except NotCountedYet as error:
                not_yet = error
        with self.gate.passed(), self._store.reading() as session:
            is_before = by_rules_before(session)
            if is_before or not_yet.people >= MUCH_TOO_MANY:
                hurry(session)
            try:
                answer, _ = self._run(session, heard, handler, text, now, prepared)
            except NotCountedYet:
                said = not_counted_yet(not_yet.seconds)
                if heard.door is Door.OPENED_HOME:
                    return Answer.of(Reply(home=View(type="home", blocks=list(said.blocks))))
                return Answer.of(Reply(message=said))
            return answer.noted(troubles.by_rules_before(not_yet.seconds)) if is_before else answer

    def _change(self, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool) -> Answer:
        """Key first, answer last, in one transaction; a request answered before gets that answer again.

        The answer is owed until the doors have given it: what is recorded does not go unanswered, whatever
        ends this process meanwhile. A modal owes nothing: it stays open, and submitted again is the same
        request. Slack gives it the same id and hash then, whatever was changed in it: that is told.
        """
        with self.gate.passed(changes=True), self._store.writing() as session:
            known = begin_answer(session, heard.key, now)
            if known is not None:
                return _again(heard, Answer.stored(known))
            answer, posts = self._run(session, heard, handler, text, now, prepared)
            for number, each in enumerate(posts):
                kept = replace(each, key=each.key or str(number))
                put(session, kept, heard.workspace, heard.key, now)
            owed_to = None if heard.door is Door.SUBMITTED else heard.user
            if heard.door is Door.SUBMITTED:
                answer.filled_in = digest_of(heard.fields)
            keep_answer(session, heard.key, answer.to_store(), heard.workspace, owed_to)
        answer.is_owed = owed_to is not None
        if posts:
            self._wake()
        return answer

    def _run(
        self, session: Session, heard: Heard, handler: Entry, text: str, now: datetime, prepared: bool
    ) -> tuple[Answer, Sequence[Post]]:
        today = self.region.day(now)
        is_outside = heard.names_another_team and not self._ours.knows(heard, today)
        if is_outside and not prepared:
            raise _NotReady  # remembered or not: Slack is asked who that is
        member = speaker(session, heard.workspace, heard.user, today, self.region, is_outside)
        if not prepared and not _is_ready(session, heard, member, handler):
            raise _NotReady
        member = member or Member(heard.workspace, heard.user, why_not=ELSEWHERE if is_outside else "")
        if not member.may(handler.needs):
            raise _NotTheirs(member, handler)
        request = Request(
            session=session,
            member=member,
            region=self.region,
            now=now,
            today=today,
            door=heard.door,
            key=heard.key,
            text=text,
            value=heard.value,
            fields=heard.fields,
            place=heard.place,
            files=heard.files,
        )
        reply = handler.run(request)
        if reply.modal is not None and reply.message is None and heard.door in WITHOUT_MODAL:
            reply = replace(reply, message=say(locally(OPEN_FORM, self.region)).message)
        answer, posts = Answer.of(reply), list(reply.posts)
        if heard.door is Door.SUBMITTED and reply.message is not None:
            # A modal can't say anything once it is gone: what follows comes by direct message.
            posts.append(Post(to=heard.user, message=reply.message, key="follow-up"))
        return answer, posts

    def _look(self, heard: Heard, today: date) -> tuple[Member | None, list[str]]:
        """Who speaks, and whom they mention that nobody has heard of."""
        with self.gate.passed(), self._store.reading() as session:
            member = speaker(session, heard.workspace, heard.user, today, self.region)
            return member, _unmet(session, heard)

    def _prepare(self, heard: Heard, now: datetime) -> None:
        """Meets those who are new, speaking or spoken of."""
        today = self.region.day(now)
        started = time.monotonic()
        member, unmet = self._look(heard, today)
        if heard.names_another_team and not self._ours.knows(heard, today):
            if self._meet(heard.workspace, heard.user, True):
                self._ours.learn(heard, today)
            member, unmet = self._look(heard, today)
        elif member is None or member.person_id is None:
            self._meet(heard.workspace, heard.user, True)
            member, unmet = self._look(heard, today)
        # Whom a stranger speaks of is not looked up: there would be no answer about them.
        if member is not None and member.person_id is not None:
            for user in unmet:
                if time.monotonic() - started < MEET_SECONDS:
                    self._meet(heard.workspace, user, False)


def _again(heard: Heard, given: Answer) -> Answer:
    """The answer a request was given, when it comes again; a form that says something else is told so."""
    if given.filled_in in ("", digest_of(heard.fields)):
        return given
    return replace(Answer.of(Reply(message=troubles.changed_since())), is_repeat=True)


def _is_ready(session: Session, heard: Heard, member: Member | None, handler: Entry) -> bool:
    if member is None or (member.person_id is None and handler.needs is not Needs.NOTHING):
        return False
    return not _unmet(session, heard)


def _unmet(session: Session, heard: Heard) -> list[str]:
    """The users a text mentions of whom nobody has heard yet."""
    mentioned = list(dict.fromkeys(MENTION.findall(heard.text)))[:MOST_MET]
    return [user for user in mentioned if identity_of(session, heard.workspace, user) is None]
