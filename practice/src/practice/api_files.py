"""`files.*`, and the addresses bytes are sent to and fetched from."""

import secrets
from dataclasses import dataclass, field

from aiohttp import web

from practice.api_chat import Chat
from practice.conversations import Conversation
from practice.files import File, file_object
from practice.judge import judge_message
from practice.misbehaviour import Misbehaviour, lost_answer
from practice.shapes import Json
from practice.web_api import ApiError, Method, text_argument
from practice.workspace import Workspace

MAX_FILE = 1024**3
"""A file's largest size, in bytes."""

UPLOAD = "upload"
"""What orders to misbehave call the address a file's bytes are sent to."""


@dataclass
class FileMethods:
    """Uploading in two steps, sharing, describing and fetching files."""

    workspace: Workspace
    chat: Chat
    misbehaviour: Misbehaviour
    _uploads: dict[str, str] = field(default_factory=dict)

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "files.completeUploadExternal": self.complete,
            "files.getUploadURLExternal": self.upload_url,
            "files.info": self.info,
        }

    async def upload_url(self, args: Json) -> Json:
        """Where to send a file's bytes."""
        name = text_argument(args, "filename")
        try:
            length = int(text_argument(args, "length"))
        except ValueError:
            raise ApiError("invalid_arguments") from None
        if length < 1:
            raise ApiError(
                "invalid_arguments", response_metadata={"messages": ["[ERROR] length must be positive"]}
            )
        if length > MAX_FILE:
            raise ApiError("file_upload_size_restricted")
        workspace = self.workspace
        file = File(workspace.new_id("F"), name, workspace.bot.id, int(workspace.clock.seconds()), length)
        workspace.files[file.id] = file
        ticket = secrets.token_urlsafe(24)
        self._uploads[ticket] = file.id
        return {"upload_url": f"{workspace.base_url}/upload/v1/{ticket}", "file_id": file.id}

    async def receive(self, request: web.Request) -> web.Response:
        """Take a file's bytes, raw or as a form's one file, or misbehave."""
        trouble = self.misbehaviour.take(UPLOAD)
        done = await self._receive(request) if trouble and trouble.after else None
        await self.misbehaviour.pause(trouble)
        if trouble and trouble.loses_answer:
            return lost_answer(request, trouble)
        return done or await self._receive(request)

    async def _receive(self, request: web.Request) -> web.Response:
        file = self.workspace.files.get(self._uploads.get(request.match_info["ticket"], ""))
        if file is None or file.completed:
            return web.Response(status=404, text="Not Found")
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            part = next((v for v in form.values() if isinstance(v, web.FileField)), None)
            file.content = part.file.read() if part else b""
        else:
            file.content = await request.read()
        if len(file.content) != file.length:
            self.workspace.complain(
                "bad_upload", f"{file.name}: {len(file.content)} bytes came, {file.length} were announced"
            )
        return web.Response(text=f"OK - {len(file.content)}")

    async def complete(self, args: Json) -> Json:
        """Finish uploads, and share them in a conversation as a message."""
        files = self._uploaded(args)
        target = args.get("channel_id") or args.get("channels")
        places = [self.chat.place(c.strip(), users=False) for c in str(target).split(",")] if target else []
        for conversation in places:
            if self.workspace.bot.id not in conversation.members:
                raise ApiError("not_in_channel")
            self.chat.may_post(conversation)
        judge_message(args.get("blocks"), unknown=self.workspace.unknown_blocks)
        for file in files:
            file.completed = True
        for conversation in places:
            self._share(files, conversation, args)
        return {"files": [self._shown(file) for file in files]}

    async def info(self, args: Json) -> Json:
        """Describe a file the bot can know of."""
        file = self.workspace.files.get(text_argument(args, "file"))
        if file is None or not file.completed:
            raise ApiError("file_not_found")
        if file.odd.kind == "deleted":
            raise ApiError("file_deleted")
        return {"file": self._shown(file), "comments": [], "response_metadata": {"next_cursor": ""}}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, for the bot's token; anybody else gets Slack's sign-in page, status 200."""
        file = self.workspace.files.get(request.match_info["file"].rpartition("-")[2])
        is_known = request.headers.get("Authorization") == f"Bearer {self.workspace.bot_token}"
        if not is_known or (file is not None and file.odd.kind == "login"):
            page = "<!DOCTYPE html><html><title>Sign in | Slack</title><body>Sign in</body></html>"
            return web.Response(text=page, content_type="text/html")
        if file is None or file.content is None or "files:read" not in self.workspace.installation.scopes:
            return web.Response(status=404, text="Not Found")
        if file.odd.kind == "cut":
            return await _half(request, file.content)
        disposition = {"Content-Disposition": "attachment"}
        return web.Response(body=file.content, content_type=file.mimetype, headers=disposition)

    def _uploaded(self, args: Json) -> list[File]:
        given = args.get("files")
        if not isinstance(given, list) or not given:
            raise ApiError("invalid_arguments")
        files: list[File] = []
        for entry in given:
            file = self.workspace.files.get(str(entry.get("id")))
            if file is None or file.content is None or file.completed:
                raise ApiError("file_not_found")
            file.title = str(entry.get("title") or "")
            files.append(file)
        return files

    def _share(self, files: list[File], conversation: Conversation, args: Json) -> None:
        for file in files:
            file.shared_in.append(conversation.id)
        message = self.workspace.post(
            conversation,
            self.workspace.bot.id,
            str(args.get("initial_comment") or ""),
            args.get("blocks"),
            bot_id=self.workspace.bot_id,
            thread_ts=args.get("thread_ts"),
            files=[file.id for file in files],
        )
        self.chat.courier.spawn(self.chat.events.message(message))

    def _shown(self, file: File) -> Json:
        return file_object(file, self.workspace.base_url, self.workspace.team_id)


async def _half(request: web.Request, content: bytes) -> web.StreamResponse:
    """Half of what was announced; then the line breaks."""
    answer = web.StreamResponse(headers={"Content-Length": str(len(content))})
    await answer.prepare(request)
    await answer.write(content[: len(content) // 2])
    if request.transport is not None:
        request.transport.close()
    return answer
