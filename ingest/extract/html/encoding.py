"""The encoding of a web page: byte order mark, what fits, what the page says, what is left."""

from __future__ import annotations

import codecs
import re

from ingest.errors import SourceError
from ingest.extract.text import LEAST_COMMON, decoded, everyday_share

DECLARED_WITHIN = 16_384
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
GB = re.compile(r"(?:gb_?2312(?:[-_]80)?|gbk|x-gbk|gb18030|hz-gb-2312)", re.IGNORECASE)
MOST_BROKEN = 0.005  # share of characters lost above which a page is refused


def decoded_page(data: bytes, name: str, told: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page and notes on what was lost; `told` is the encoding its envelope names.

    A page saved by a browser is often UTF-8 though it still declares GB 2312, so UTF-8 counts where it fits.
    Raise SourceError where no encoding fits.
    """
    if not data.strip():
        raise SourceError(f"文件“{name}”是空的：请换一个有正文的文件")
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" not in data:
        try:
            return data.decode("utf-8-sig"), ()
        except UnicodeDecodeError:
            pass
        for encoding in declared(data, told):
            found = _fitting(data, encoding)
            if found is not None:
                return found
    return decoded(data, name).removeprefix("\ufeff"), ()


def declared(data: bytes, told: str | None) -> list[str]:
    """Return the encodings that the envelope and the page name, those Python knows, in this order."""
    found = CHARSET.search(data[:DECLARED_WITHIN])
    named = (found[1] or found[2]).decode("ascii", errors="ignore") if found else ""
    names = ["gb18030" if GB.fullmatch(each) else each for each in (told or "", named) if each]
    return [each for each in dict.fromkeys(names) if _known(each)]


def _known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name not in ("utf-16", "utf-32", "utf-7") and bool(
            "".encode(encoding) == b""
        )
    except LookupError:
        return False


def _fitting(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the page in an encoding that fits but for a few broken bytes, else None."""
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if lost > MOST_BROKEN * len(text) or everyday_share(text.replace("\ufffd", "")) < LEAST_COMMON:
        return None
    return text.replace("\ufffd", ""), ((f"有 {lost} 处字节损坏，丢了个别字符：请核对原文",) if lost else ())
