"""`auth.*`, `users.*`, `bots.info`, `team.info` and what opens Socket Mode."""

from dataclasses import dataclass

from practice.installation import ENTERPRISE, ENTERPRISE_NAME
from practice.payloads import bot_profile, described
from practice.people import Person
from practice.shapes import Json
from practice.sockets import Sockets
from practice.web_api import ApiError, Method, page, text_argument
from practice.workspace import Workspace


@dataclass
class PeopleMethods:
    """Who is who."""

    workspace: Workspace
    sockets: Sockets

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "api.test": self.api_test,
            "apps.connections.open": self.connections_open,
            "auth.test": self.auth_test,
            "bots.info": self.bots_info,
            "team.info": self.team_info,
            "users.info": self.users_info,
            "users.list": self.users_list,
            "users.lookupByEmail": self.lookup_by_email,
        }

    async def api_test(self, args: Json) -> Json:
        """Give back what was sent; an `error` argument is an error."""
        if args.get("error"):
            raise ApiError(str(args["error"]), args=args)
        return {"args": args} if args else {}

    async def auth_test(self, _: Json) -> Json:
        """Whose token this is. A token for a whole organization gives the enterprise for its team."""
        workspace, installed = self.workspace, self.workspace.installation
        answer = {
            "url": f"https://{workspace.team_domain}.slack.com/",
            "team": workspace.team_name,
            "user": workspace.bot.name,
            "team_id": workspace.team_id,
            "user_id": workspace.bot.id,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": installed.org_wide,
        }
        if installed.enterprise:
            answer["enterprise_id"] = ENTERPRISE
        if installed.org_wide:
            answer |= {"team": ENTERPRISE_NAME, "team_id": ENTERPRISE}
        return answer

    async def connections_open(self, _: Json) -> Json:
        """The address of a new Socket Mode connection."""
        if self.sockets.refusing:
            raise ApiError("internal_error")
        return {"url": self.sockets.ticket()}

    async def bots_info(self, args: Json) -> Json:
        """Describe a bot."""
        wanted = args.get("bot") or self.workspace.bot_id
        if wanted == self.workspace.bot_id:
            return {"bot": bot_profile(self.workspace)}
        for person in self.workspace.people.by_id.values():
            if person.bot and person.bot_id == wanted:
                bot = {
                    "id": person.bot_id,
                    "app_id": person.app_id,
                    "user_id": person.id,
                    "name": person.real_name,
                }
                return {"bot": bot | {"deleted": person.deactivated, "updated": person.updated, "icons": {}}}
        raise ApiError("bot_not_found")

    async def team_info(self, args: Json) -> Json:
        """Describe the workspace."""
        workspace = self.workspace
        if args.get("team") not in (None, "", workspace.team_id):
            raise ApiError("team_not_found")
        team = {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.team_domain}
        team["url"] = f"https://{workspace.team_domain}.slack.com/"
        return {"team": team | {"email_domain": "", "icon": {"image_default": True}}}

    async def users_info(self, args: Json) -> Json:
        """Describe one user, of this workspace or of a connected one."""
        person = self.workspace.people.get(text_argument(args, "user"))
        if person is None:
            raise ApiError("user_not_found")
        return {"user": self._user(person)}

    async def users_list(self, args: Json) -> Json:
        """This workspace's users, deactivated ones and bots too; nobody of connected workspaces."""
        members = [self._user(person) for person in self.workspace.people.members()]
        shown, following = page(members, args, default=1000)
        return {
            "members": shown,
            "cache_ts": int(self.workspace.clock.seconds()),
            "response_metadata": {"next_cursor": following},
        }

    async def lookup_by_email(self, args: Json) -> Json:
        """The active user with an e-mail."""
        person = self.workspace.people.with_email(text_argument(args, "email"))
        if person is None:
            raise ApiError("users_not_found")
        return {"user": self._user(person)}

    def _user(self, person: Person) -> Json:
        return described(self.workspace, person)
