"""Documents as pictures of their pages, for the guides; a DOCX as LibreOffice opens it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import typst


def drawn(document: bytes, page: int = 1, across: bool = False) -> bytes:
    """A page of a PDF as PNG, of the size of US letter; `across`: it lies on its side."""
    width, height = ("11in", "8.5in") if across else ("8.5in", "11in")
    with TemporaryDirectory() as folder:
        (Path(folder) / "of.pdf").write_bytes(document)
        (Path(folder) / "page.typ").write_text(
            f"#set page(width: {width}, height: {height}, margin: 0pt)\n"
            f'#image("of.pdf", page: {page}, width: 100%, alt: "")'
        )
        shown = typst.compile(str(Path(folder) / "page.typ"), format="png", ppi=96)
    assert isinstance(shown, bytes)
    return shown


def as_pdf(docx: bytes) -> bytes | None:
    """A DOCX as LibreOffice sets it; None where it is not installed."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "of.docx"
        file.write_bytes(docx)
        subprocess.run(  # noqa: S603
            [
                *(soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", "pdf", "--outdir", folder, str(file)),
            ],
            check=True,
            capture_output=True,
        )
        return file.with_suffix(".pdf").read_bytes()
