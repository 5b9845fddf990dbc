"""Tell what a file is by its content; its name only decides between texts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ingest import limits
from ingest.errors import SourceError, opening
from ingest.extract.ole import SIGNATURE, Compound

# What is looked for in a folder, and what an unpacked archive may hold.
SUFFIXES = (
    ".txt",
    ".text",
    ".md",
    ".markdown",
    ".html",
    ".htm",
    ".xhtml",
    ".shtml",
    ".mht",
    ".mhtml",
    ".pdf",
    ".docx",
    ".docm",
    ".doc",
    ".wps",
    ".rtf",
    ".zip",
    ".jsonl",
)
MARKDOWN_SUFFIXES = (".md", ".markdown")
HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")

HEAD = 8_192  # bytes that tell a format
PDF_WITHIN = 1_024
ENCRYPTED_WORD = 0x0100  # flag in the head of the stream WordDocument, [MS-DOC] 2.5.2
ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
PDF = re.compile(rb"%PDF-\d")
LEAST_TAGS = 4  # of a part of a web page
BEFORE = r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
PAGE_START = re.compile(
    BEFORE + r"<(?:!doctype\s+html|html|head|meta|title|body)\b", re.IGNORECASE | re.DOTALL
)
TAG = re.compile(
    BEFORE + r"<(?:div|table|p|span|font|article|section|center|h[1-6]|style|script|link|base|ul|ol)\b",
    re.IGNORECASE | re.DOTALL,
)
ANY_TAG = re.compile(
    r"</?(?:html|body|head|p|div|table|tr|td|br|span|font|h[1-6]|li|a)\b[^<>]*>", re.IGNORECASE
)
PAGE_TAG = re.compile(r"<(?:html|body)\b[^<>]*>", re.IGNORECASE)
MIME_HEAD = re.compile(
    r"\s*(?:MIME-Version|From|Content-Type|Subject|Date|X-[\w-]+|Snapshot-[\w-]+)\s*:", re.IGNORECASE
)
MIME_KIND = re.compile(
    r"^(?:Content-Type|\s+type)\s*[:=]\s*\"?(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE
)
WORD_XML = re.compile(r"progid=\"Word\.Document\"|<pkg:package|<w:wordDocument", re.IGNORECASE)


class Format(Enum):
    """A format that is read."""

    PDF = "pdf"
    DOCX = "docx"
    WORD = "word"  # what LibreOffice opens: .doc, .rtf, Word's XML
    HTML = "html"
    MHTML = "mhtml"
    MARKDOWN = "markdown"
    ARCHIVE = "archive"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that is not read: how it is told, what a reader calls it, what to do."""

    mark: str
    name: str
    remedy: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Formats:
    """sniff.toml: foreign formats by first bytes, by member of a package and by stream."""

    signatures: tuple[Foreign, ...]
    packages: tuple[Foreign, ...]
    streams: tuple[Foreign, ...]
    code: tuple[str, ...]


@cache
def formats() -> Formats:
    """Load the table of formats that are not read."""
    table = tomllib.loads(Path(__file__).with_name("sniff.toml").read_text(encoding="utf-8"))
    remedies: Mapping[str, str] = table["remedies"]

    def rows(kind: str, mark: str) -> tuple[Foreign, ...]:
        return tuple(
            Foreign(row[mark], row["name"], remedies[row["remedy"]], row.get("at", 0)) for row in table[kind]
        )

    code = tuple(table["code"]["suffixes"])
    return Formats(rows("signature", "bytes"), rows("package", "member"), rows("stream", "stream"), code)


def sniff(path: Path) -> Format:
    """Return the format of the file at `path`; raise SourceError where it is missing or of no format read."""
    head = _head(path)
    if head.startswith(ZIP_BEGINNINGS):
        return _package(path)
    if head.startswith(SIGNATURE):
        return _compound(path)
    if _is_pdf(head):
        return Format.PDF
    if head.startswith(b"{\\rtf"):
        return Format.WORD
    for foreign in formats().signatures:
        if head.startswith(bytes.fromhex(foreign.mark), foreign.at):
            raise refusal(path, foreign)
    return _text_format(path, head)


def refusal(path: Path, foreign: Foreign) -> SourceError:
    """Return the error that says what the file at `path` really is and what to do."""
    suffix = path.suffix.lower()
    told = (
        f"文件名以 {suffix} 结尾，内容却是{foreign.name}" if suffix in SUFFIXES else f"内容是{foreign.name}"
    )
    return SourceError(f"文件“{path.name}”读不了（{told}）：{foreign.remedy}")


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise SourceError(f"“{path}”是文件夹，不是文件：请给出其中一个文件的路径")
    with opening(path), path.open("rb") as file:
        return file.read(HEAD)


def _is_pdf(head: bytes) -> bool:
    """Readers allow bytes before the header; in a text that speaks of PDF no object follows it."""
    found = PDF.search(head[:PDF_WITHIN])
    if found is None:
        return False
    return not head[: found.start()].strip(b"\xef\xbb\xbf \t\r\n\0") or b" obj" in head[found.end() :]


def _package(path: Path) -> Format:
    limits.check_size(path, limits.LARGEST_FILE)
    names = _member_names(path)
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return Format.DOCX
    for foreign in formats().packages:
        if any(name == foreign.mark or _within(name, foreign.mark) for name in names):
            raise refusal(path, foreign)
    return Format.ARCHIVE


def _within(name: str, folder: str) -> bool:
    return folder.endswith("/") and name.startswith(folder)


def _member_names(path: Path) -> Sequence[str]:
    try:
        with ZipFile(path) as file:
            return file.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        word = path.suffix.lower() in (".docx", ".docm")
        what, remedy = (
            ("Word 文件", "用 Word 或 WPS 修复后另存")
            if word
            else ("ZIP 压缩包或 .docx 文件", "重新压缩或另存")
        )
        raise SourceError(
            f"文件“{path.name}”是{what}，但已损坏或不完整：请重新下载，或{remedy}后再试"
        ) from error


def _compound(path: Path) -> Format:
    limits.check_size(path, limits.LARGEST_FILE)
    try:
        compound = Compound(path)
    except (ValueError, OSError) as error:
        raise SourceError(
            f"文件“{path.name}”是旧版办公文件（.doc 等），但已损坏或不完整：请重新下载或另存为 .docx 后再试"
        ) from error
    word = compound.streams.get("WordDocument")
    if word is not None:
        flags = compound.head(word, 12)[10:12]
        if int.from_bytes(flags, "little") & ENCRYPTED_WORD:
            raise SourceError(f"文件“{path.name}”加了密码：请用办公软件打开，取消密码后另存再试")
        return Format.WORD
    for foreign in formats().streams:
        if foreign.mark in compound.streams:
            raise refusal(path, foreign)
    raise SourceError(f"文件“{path.name}”是旧版办公容器（OLE），里面没有 Word 正文：请另存为 .docx 后再试")


def _text_format(path: Path, head: bytes) -> Format:
    text = _rough(head)
    suffix = path.suffix.lower()
    if WORD_XML.search(text[:2_000]):
        return Format.WORD
    if MIME_HEAD.match(text) and MIME_KIND.search(text):
        return Format.MHTML
    if is_html(text) or (suffix in HTML_SUFFIXES and ANY_TAG.search(text)):
        return Format.HTML
    if suffix in formats().code:
        foreign = Foreign("", f"程序或数据（{suffix}）", "请只给出政策文件（.docx、.pdf、.html、.txt 等）")
        raise refusal(path, foreign)
    return Format.MARKDOWN if suffix in MARKDOWN_SUFFIXES else Format.TEXT


def is_html(text: str) -> bool:
    """Tell whether a text is a web page or a part of one, not a text that holds some tags."""
    if PAGE_START.match(text):
        return True
    tags = len(ANY_TAG.findall(text))
    if PAGE_TAG.search(text):
        return tags > LEAST_TAGS
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    return TAG.match(text) is not None and tags >= max(LEAST_TAGS, lines / 2)


def _rough(head: bytes) -> str:
    """Return the head with its ASCII readable, whatever its encoding."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:64].count(0) > 16:
        head = head.replace(b"\0", b"")
    return (
        head.removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .decode("latin-1")
    )
