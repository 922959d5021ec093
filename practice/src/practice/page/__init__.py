"""The web page of the practice workspace: read what people and the app said, and answer as any of them.

The page is plain HTML, CSS and JavaScript modules, served as they are written. It speaks to the server only
through the JSON under ``/practice/`` and asks no foreign host for anything.
"""

from pathlib import Path

from aiohttp import web

__all__ = ["add_page"]

HEADERS = {
    # Trusted types make the browser itself refuse innerHTML and its kin: what people typed stays text.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # A page from before an upgrade must not speak to the server from after it.
    "Cache-Control": "no-cache",
}


def add_page(app: web.Application) -> None:
    """Serve the page at ``/`` and its files under ``/page/``, under a strict content security policy."""
    static = Path(__file__).resolve().parent / "static"

    async def index(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(static / "index.html")

    async def guard(request: web.Request, response: web.StreamResponse) -> None:
        if request.path == "/" or request.path.startswith("/page/"):
            response.headers.update(HEADERS)

    app.router.add_get("/", index)
    app.router.add_static("/page/", static)
    app.on_response_prepare.append(guard)
