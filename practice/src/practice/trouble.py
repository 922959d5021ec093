"""The harness's ways to make Slack as unkind as it is: installs, scopes, limits, faults, silence, time."""

from collections.abc import Iterable

from practice.shapes import Json
from practice.wire import Wire


class Troubles(Wire):
    """What a test may have a practice workspace do to the app."""

    # -- how the app is installed

    def grant_scopes(self, *scopes: str) -> None:
        """From now on the app's token has these scopes and no other, whatever its manifest asks for."""
        self.post("installation", {"scopes": list(scopes)})

    def withhold_scopes(self, *scopes: str) -> None:
        """The app's token has the scopes of its manifest but these; with none named, all of them again.

        Methods answer `missing_scope`, events that need one are not delivered, and `x-oauth-scopes` of every
        answer tells. It is no complaint that the app ran into it.
        """
        self.post("installation", {"withheld": list(scopes)})

    def join_enterprise(self, joined: bool = True) -> None:
        """Make the workspace one of an Enterprise organization, the app installed in it alone."""
        self.post("installation", {"enterprise": joined, "org_wide": False})

    def install_org_wide(self, org_wide: bool = True) -> None:
        """Have the app installed for a whole Enterprise organization.

        Clicks, submissions, option searches and shortcuts then carry `team: null`, an event's authorization
        names the enterprise instead of a team, and `auth.test` gives the enterprise's id for the team's.
        """
        self.post("installation", {"enterprise": org_wide, "org_wide": org_wide})

    # -- two organizations in a shared channel

    def outer_team_is_theirs(self, theirs: bool = True) -> None:
        """Events of shared channels carry the other organization in their outer `team_id`, whoever acts.

        Without it they carry the actor's own. Either way `context_team_id` and `authorizations` are ours.
        """
        self.post("installation", {"outer_theirs": theirs})

    def let_outsiders_command(self, allowed: bool = True) -> None:
        """Let people of the other organization use slash commands and global shortcuts.

        Slack shows them only their own workspace's; what it sends otherwise has their team's id.
        """
        self.post("installation", {"outsiders_command": allowed})

    # -- patience and limits

    def patience(
        self,
        *,
        ack_seconds: float | None = None,
        backoff: Iterable[float] | None = None,
        ping_seconds: float | None = None,
        trigger_seconds: float | None = None,
    ) -> None:
        """Change how long an acknowledgement may take, the pauses before each repeated delivery, how often
        WebSockets are pinged, and how long a trigger id opens a view (0: none does, `expired_trigger_id`)."""
        wanted = {
            "ack_seconds": ack_seconds,
            "backoff": None if backoff is None else list(backoff),
            "ping_seconds": ping_seconds,
            "trigger_seconds": trigger_seconds,
        }
        self.post("patience", {key: value for key, value in wanted.items() if value is not None})

    def does_not_know_blocks(self, *types: str) -> None:
        """Refuse these types of blocks in messages as unknown, as a workspace does that has them not yet."""
        self.post("patience", {"unknown_blocks": list(types)})

    def keep_rates(self, kept: bool = True) -> None:
        """Hold the app to Slack's rate limits, which are otherwise not kept."""
        self.post("patience", {"rates": kept})

    # -- faults

    def misbehave(
        self,
        method: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        error: str | None = None,
        seconds: float = 0.0,
        cut: bool = False,
        after: bool = False,
        times: int | None = 1,
        skip: int = 0,
        share: float = 1.0,
        seed: int = 0,
    ) -> None:
        """Answer a method (`*` for all, `response_url` for those, `upload` for a file's bytes) with trouble.

        The trouble is a `status` (429 carries `retry_after`), an `error`, or with `cut` a connection that
        breaks without an answer; any of them comes `seconds` late, and `seconds` alone makes an answer slow.
        With `after` the method does its work first and only its answer is late or lost; otherwise what is
        refused or cut does nothing. The first `skip` calls go well, the next `times` do not (None: for ever).
        With a `share`, such as 0.2, only about that share of the calls gets it, drawn from `seed`.
        """
        order: Json = {"method": method, "status": status, "retry_after": retry_after, "error": error}
        order |= {"seconds": seconds, "cut": cut, "after": after, "times": times, "skip": skip}
        order |= {"share": share, "seed": seed}
        self.post("misbehave", order)

    def odd_files(self, kind: str = "", *, size: int | None = None) -> None:
        """Make the files people upload from now on unusual; without a word, as they should be again.

        `stub`: events carry no more of one than its id; `external`: it is kept elsewhere; `tombstone`: it was
        deleted and still stands in the message; `deleted`: it is gone when it is asked for; `hidden`: the
        plan does not show it; `login`: its address answers with Slack's sign-in page, status 200; `cut`: the
        line breaks halfway. `size` is what Slack says it has in bytes, whatever comes.
        """
        self.post("files/odd", {"kind": kind, "size": size})

    def behave(self) -> None:
        """No more trouble: methods, sockets and triggers as they should be, and every envelope once."""
        self.post("behave")

    # -- sockets

    def drop_sockets(self, *, refuse_seconds: float = 0.0) -> None:
        """Cut every WebSocket without a word, and turn new ones away for a while."""
        self.post("sockets", {"drop": True, "refuse_seconds": refuse_seconds})

    def say_oddly(self, text: str) -> None:
        """Send a text as it is over every WebSocket: an envelope of an odd shape, or none at all."""
        self.post("sockets", {"text": text})

    def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect, as Slack does now and then."""
        self.post("sockets", {"disconnect": reason})

    def go_silent(self, silent: bool = True, *, new_too: bool = True) -> None:
        """Keep the WebSockets open but mute: no hello, no message, no ping, no pong, no goodbye.

        Connections opened meanwhile are mute from the start, unless `new_too` is false: then only those that
        are open now are, and a new one is well. Until `go_silent(False)` or `behave()`.
        """
        self.post("sockets", {"silent": silent, "new_too": new_too})

    @property
    def connections(self) -> int:
        """How many WebSockets are open."""
        return int(self.post("sockets")["connections"])

    @property
    def connections_made(self) -> int:
        """How many WebSockets were opened so far, those that ended included."""
        return int(self.post("sockets")["opened"])

    # -- time

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Move the workspace's clock forward."""
        self.post("clock", {"seconds": seconds + 60 * minutes + 3600 * hours})
