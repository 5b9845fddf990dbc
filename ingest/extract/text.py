"""Plain text: bytes of an unknown Chinese encoding become one decoded string."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from functools import cache
from pathlib import Path

from charset_normalizer import from_bytes

from ingest import limits
from ingest.errors import SourceError, opening

RESAVE = "请用编辑器打开确认内容，另存为 UTF-8 编码的纯文本（.txt）后再试"
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
LEAST_COMMON = 0.9  # share of everyday characters below which a Chinese decoding is taken for a wrong one
LEAST_LETTERS = 0.2  # share of letters below which a text says nothing


def read_text(path: Path) -> str:
    """Read a text file and return it decoded, line ends folded to ``\\n``, without a byte order mark.

    Raises SourceError where the file is missing, a directory, unreadable, too large, empty, binary or
    undecodable.
    """
    return decode(read_bytes(path), path.name)


def read_bytes(path: Path, largest: int = limits.LARGEST_TEXT) -> bytes:
    """Return the bytes of the file at `path`; raise SourceError where it cannot be read or is too large."""
    if path.is_dir():
        raise SourceError(f"“{path}”是文件夹，不是文件：请给出其中一个文本文件的路径")
    with opening(path):
        if path.stat().st_size > largest:
            limits.check_size(path, largest, "文本")
        return path.read_bytes()


def decode(data: bytes, name: str) -> str:
    """Decode the bytes of the text file called `name`; line ends and byte order mark as in `read_text`.

    UTF-8, UTF-16 with a byte order mark, GB18030 and UTF-16 without one are tried in this order, then what
    charset-normalizer finds. Raises SourceError for empty, binary, undecodable or meaningless content.
    """
    if not data.strip():
        raise SourceError(f"文件“{name}”是空的：请换一个有正文的文件")
    text = decoded(data, name).removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_meaningless(text, name)
    return text


def decoded(data: bytes, name: str) -> str:
    """Return `data` decoded as it stands; raise SourceError where no encoding fits."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strict(data, "utf-16", name)
    if b"\0" in data:
        return _sixteen_bits(data, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken_at = error.start
    for attempt in (_national, _unmarked, _guess):
        text = attempt(data)
        if text is not None and everyday_share(text) >= LEAST_COMMON:
            return text
    raise SourceError(
        f"文件“{name}”的编码无法识别（不是 UTF-8、UTF-16、GB18030 或 Big5，"
        f"第 {broken_at + 1} 个字节起不合 UTF-8）：{RESAVE}"
    )


def _sixteen_bits(data: bytes, name: str) -> str:
    text = _unmarked(data)
    if text is None:
        raise SourceError(f"文件“{name}”含有空字节，不是文本而是二进制文件：{RESAVE}")
    return text


def _unmarked(data: bytes) -> str | None:
    """Decode UTF-16 without a byte order mark, None where neither order gives a plain text.

    A text has everyday characters and no control characters: random bytes have neither.
    """
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _attempt(data, encoding)
        if text and everyday_share(text) >= LEAST_COMMON and not CONTROLS.search(text):
            return text
    return None


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"文件“{name}”标明是 {encoding.upper()}，但第 {error.start + 1} 个字节起已损坏：{RESAVE}"
        ) from error


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _national(data: bytes) -> str | None:
    return _attempt(data, "gb18030")


def _guess(data: bytes) -> str | None:
    found = from_bytes(data).best()
    return None if found is None else _attempt(data, found.encoding)


def everyday_share(text: str) -> float:
    """Return the share of everyday characters among the non-ASCII ones of `text`; 1.0 without any.

    Everyday are the first-level characters of GB 2312 and of Big5 and common punctuation. Chinese
    decoded with the wrong code page is full of rare characters.
    """
    foreign = [char for char in text if not char.isascii()]
    if not foreign:
        return 1.0
    common = _everyday()
    return sum(char in common for char in foreign) / len(foreign)


@cache
def _everyday() -> frozenset[str]:
    simplified = _plane("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    punctuation = _plane("gb2312", range(0xA1, 0xA4), range(0xA1, 0xFF))
    traditional = _plane("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    return simplified | punctuation | traditional


def _plane(encoding: str, leads: range, trails: range | list[int]) -> frozenset[str]:
    codes = (bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset("".join(code.decode(encoding, errors="ignore") for code in codes))


def refuse_meaningless(text: str, name: str) -> None:
    """Raise SourceError where a text has hardly a letter."""
    visible = [char for char in text if not char.isspace()]
    if not visible:
        raise SourceError(f"文件“{name}”只有空白：请换一个有正文的文件")
    letters = sum(char.isalpha() for char in visible)
    if letters < LEAST_LETTERS * len(visible):
        raise SourceError(
            f"文件“{name}”几乎没有文字（{len(visible)} 个字符中只有 {letters} 个是文字）：{RESAVE}"
        )
