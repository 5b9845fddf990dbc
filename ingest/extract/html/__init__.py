"""Web pages saved from portals, alone or in a MIME envelope (.mht)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import limits
from ingest.errors import SourceError
from ingest.extract.extracted import Extracted
from ingest.extract.flow import trimmed, written
from ingest.extract.html.encoding import decoded_page
from ingest.extract.html.flow import Flow
from ingest.extract.html.main import document_of
from ingest.extract.html.tree import parsed, strip
from ingest.extract.html.words import squeezed
from ingest.extract.text import read_bytes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Between the title of a document and the name of its site: 标题_栏目_网站, 标题 - 网站, 标题--网站.
SITE = re.compile(
    r"\s*[_|｜]+\s*|\s+[-—–]+\s+|-{2,}|\s*[-—–]+\s*(?=[^-—–]{2,20}(?:网|门户|网站|政府|平台|专栏|频道)$)"
)
SHORTEST_TITLE = 6
TITLE_NAMES = ("articletitle", "article-title", "og:title")


def read_html(path: Path) -> Extracted:
    """Return the document in a saved web page; raise SourceError where it has no text."""
    return page(read_bytes(path), path.name)


def read_mhtml(path: Path) -> Extracted:
    """Return the document in a web page saved as one file with its pictures (.mht)."""
    from email import message_from_bytes, policy

    data = read_bytes(path, limits.LARGEST_FILE)
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        bodies = [(part.get_payload(decode=True), part.get_content_charset()) for part in parts]
    except (RecursionError, LookupError, ValueError) as error:
        raise SourceError(f"网页存档“{path.name}”已损坏：请用浏览器打开后另存为 .html 再试") from error
    for body, charset in bodies:
        if isinstance(body, bytes) and body.strip():
            if len(body) > limits.LARGEST_TEXT:
                raise SourceError(
                    f"网页存档“{path.name}”的正文超过 {limits.LARGEST_TEXT // limits.MEGABYTE} MB："
                    "请拆成较小的文件再试"
                )
            return page(body, path.name, charset)
    raise SourceError(f"网页存档“{path.name}”里没有网页正文：请用浏览器打开后另存为 .html 再试")


def page(data: bytes, name: str, charset: str | None = None) -> Extracted:
    """Return the document in the bytes of a web page called `name`; `charset` is what its envelope says."""
    text, notes = decoded_page(data, name, charset)
    root = parsed(text, name)
    titles = titles_of(root)
    strip(root)
    body = root.find("body")
    flow = Flow()
    if body is not None:
        flow.walk(body, body)
    pieces = document_of(flow.pieces, " ".join(titles))
    extracted = written((piece.block for piece in pieces), notes=notes)
    if not any(char.isalpha() for char in extracted.text):
        raise SourceError(
            f"网页“{name}”里没有正文文字（可能由脚本显示或只有图片）："
            "请用浏览器打开，把正文复制到 .docx 或 .txt 后再试"
        )
    return replace(extracted, title=title_of(titles, extracted.text.split("\n")))


def titles_of(root: HtmlElement) -> list[str]:
    """Return the titles a page gives in its head, the one of the document before that of the page."""
    named = {
        (meta.get("name") or meta.get("property") or "").lower(): meta.get("content") or ""
        for meta in root.iter("meta")
    }
    found = [named[name] for name in TITLE_NAMES if named.get(name)]
    found += [element.text_content() for element in root.iter("title")][:1]
    return [bare for each in found if (bare := trimmed(each))]


def title_of(titles: Sequence[str], lines: Sequence[str]) -> str | None:
    """Return the title of the document without the name of its site; `lines` are those of its text.

    The longest part of a title that whole lines say counts, else a first part that is long enough for one.
    """
    said = "".join(f"\n{squeezed(line)}" for line in lines) + "\n"
    for title in titles:
        spoken = [
            part for part in (title, *_parts(title)) if len(part) >= SHORTEST_TITLE and _says(said, part)
        ]
        if spoken:
            return max(spoken, key=len)
    return next(
        (parts[0] for title in titles if (parts := _parts(title)) and len(parts[0]) >= SHORTEST_TITLE), None
    )


def _parts(title: str) -> list[str]:
    return [part for part in SITE.split(title) if part]


def _says(said: str, title: str) -> bool:
    """Tell whether a title makes up whole lines, however it is wrapped."""
    return re.search("\n" + "\n?".join(map(re.escape, squeezed(title))) + "\n", said) is not None
