"""Files of the older Word (.doc, .wps, .rtf, Word's XML), turned into .docx by LibreOffice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest import limits
from ingest.errors import SourceError
from ingest.extract.docx import read_docx
from ingest.extract.extracted import Extracted

PROGRAMS = ("soffice", "libreoffice", "soffice.exe")
SECONDS = 120  # a start takes 2 to 10, a document of hundreds of pages as much again


def read_doc(path: Path) -> Extracted:
    """Return the text of a file that LibreOffice can open as a text document.

    Raise SourceError where LibreOffice is not installed, fails or takes too long.
    """
    limits.check_size(path, limits.LARGEST_FILE)
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise SourceError(
            f"文件“{path.name}”是旧版 Word 格式（.doc、.wps 或 .rtf），本机没有 LibreOffice，读不了："
            "请用 Word 或 WPS 另存为 .docx，或安装 LibreOffice 后再试"
        )
    with TemporaryDirectory(prefix="huice-doc-", ignore_cleanup_errors=True) as folder:
        return read_docx(_converted(program, path, Path(folder)), path.name)


def _converted(program: str, path: Path, folder: Path) -> Path:
    """Return the .docx made of `path`; a plain name keeps odd ones away from the command line."""
    source = folder / "source.doc"
    shutil.copyfile(path, source)
    profile = (folder / "profile").as_uri()
    command = [
        program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck",
        "--nodefault", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    _run(command, folder, path.name)
    made = folder / "out" / "source.docx"
    if not made.is_file():
        raise SourceError(
            f"LibreOffice 打不开文件“{path.name}”（可能已损坏或加了密码）："
            "请用 Word 或 WPS 另存为 .docx 后再试"
        )
    return made


def _run(command: list[str], folder: Path, name: str) -> None:
    """Run LibreOffice in a session of its own, so that a timeout ends it with its children."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder)},
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            f"LibreOffice 转换文件“{name}”超过 {SECONDS} 秒，已停止：请用 Word 或 WPS 另存为 .docx 后再试"
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the session; nothing is left after a good run."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()
