"""Plain text: bytes of an unknown Chinese encoding become one decoded string."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from functools import cache
from pathlib import Path

from charset_normalizer import from_bytes

from ingest.errors import SourceError, reason_of

# What a file of another format begins with, and what a reader calls that format.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "DOCX、XLSX、OFD 或 ZIP"),
    (b"\xd0\xcf\x11\xe0", "DOC、XLS 或 WPS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7Z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"),
    (b"\x7fELF", "可执行程序"),
)
RESAVE = "请用编辑器打开确认内容，另存为 UTF-8 编码的纯文本（.txt）后再试"
LEAST_COMMON = 0.9  # share of everyday characters below which a Chinese decoding is taken for a wrong one
LEAST_LETTERS = 0.2  # share of letters below which a text says nothing


def read_text(path: Path) -> str:
    """Read a text file and return it decoded, line ends folded to ``\\n``, without a byte order mark.

    Raises SourceError where the file is missing, a directory, unreadable, empty, binary or undecodable.
    """
    if path.is_dir():
        raise SourceError(f"“{path}”是文件夹，不是文件：请给出其中一个文本文件的路径")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"找不到文件“{path}”：请检查路径和文件名") from error
    except OSError as error:
        raise SourceError(
            f"无法读取文件“{path}”（{reason_of(error)}）：请检查文件是否被占用、是否有读取权限"
        ) from error
    return decode(data, path.name)


def decode(data: bytes, name: str) -> str:
    """Decode the bytes of the text file called `name`; line ends and byte order mark as in `read_text`.

    UTF-8, UTF-16 with a byte order mark and GB18030 are tried in this order, then what charset-normalizer
    finds. Raises SourceError for empty, binary, undecodable or meaningless content.
    """
    if not data.strip():
        raise SourceError(f"文件“{name}”是空的：请换一个有正文的文件")
    _refuse_binary(data, name)
    text = _decoded(data, name).removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_meaningless(text, name)
    return text


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise SourceError(
                f"文件“{name}”是{kind}格式，本版本只读纯文本：请把正文另存为 UTF-8 编码的 .txt 文件"
            )
    if not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and b"\0" in data:
        raise SourceError(f"文件“{name}”含有空字节，是二进制文件或没有字节序标记的 UTF-16：{RESAVE}")


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strict(data, "utf-16", name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken_at = error.start
    for attempt in (_national, _guess):
        text = attempt(data)
        if text is not None and everyday_share(text) >= LEAST_COMMON:
            return text
    raise SourceError(
        f"文件“{name}”的编码无法识别（不是 UTF-8、UTF-16、GB18030 或 Big5，"
        f"第 {broken_at + 1} 个字节起不合 UTF-8）：{RESAVE}"
    )


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


def _refuse_meaningless(text: str, name: str) -> None:
    visible = [char for char in text if not char.isspace()]
    if not visible:
        raise SourceError(f"文件“{name}”只有空白：请换一个有正文的文件")
    letters = sum(char.isalpha() for char in visible)
    if letters < LEAST_LETTERS * len(visible):
        raise SourceError(
            f"文件“{name}”几乎没有文字（{len(visible)} 个字符中只有 {letters} 个是文字）：{RESAVE}"
        )
