"""The parts of a Word package, parsed within limits and without document type definitions.

Source: ECMA-376, part 1 (WordprocessingML) and part 2 (packages).
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest import limits
from ingest.errors import SourceError

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
# ISO/IEC 29500 Strict writes the same elements under other names.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", MATH[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/", OFFICE.encode()),
)
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
PROLOG = 4_096  # bytes in which a part declares its type
SMALL = limits.MEGABYTE  # bytes a part may have whatever its ratio
CHUNK = 1 << 16


class Package:
    """An open Word package; `name` is what messages call the file."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name
        self._infos = {info.filename: info for info in archive.infolist()}
        self._check()

    def _check(self) -> None:
        if len(self._infos) > limits.MOST_MEMBERS:
            raise SourceError(
                f"Word 文件“{self.name}”里的部件太多（{len(self._infos)} 个）："
                "请用 Word 或 WPS 打开后另存再试"
            )
        if sum(info.file_size for info in self._infos.values()) > limits.LARGEST_UNPACKED:
            raise self._too_large()
        for info in self._infos.values():
            if info.flag_bits & 1:
                raise SourceError(f"Word 文件“{self.name}”加了密码：请取消密码后另存再试")
            if info.filename.endswith((".xml", ".rels")):
                self._refuse_definitions(self._bytes(info, PROLOG))

    def _too_large(self) -> SourceError:
        return SourceError(
            f"Word 文件“{self.name}”解压后太大（超过 {limits.LARGEST_TEXT // limits.MEGABYTE} MB 文字"
            f"或压缩比 {limits.MOST_RATIO}），可能是压缩炸弹：请用 Word 或 WPS 打开，把正文另存为新文件再试"
        )

    def _refuse_definitions(self, data: bytes) -> None:
        if DTD.search(data) or DTD.search(data.replace(b"\0", b"")):
            raise SourceError(
                f"Word 文件“{self.name}”里有外部实体或文档类型定义（DTD），不安全，正常的 Word 文件没有："
                "请用 Word 或 WPS 打开后另存为新文件再试"
            )

    def _bytes(self, info: ZipInfo, most: int | None = None) -> bytes:
        """Return a part, or its first `most` bytes; the sizes a package declares are not trusted."""
        largest = min(limits.LARGEST_TEXT, max(SMALL, limits.MOST_RATIO * info.compress_size))
        data = bytearray()
        with self._archive.open(info) as source:
            while chunk := source.read(CHUNK if most is None else most):
                data += chunk
                if len(data) > largest:
                    raise self._too_large()
                if most is not None and len(data) >= most:
                    break
        return bytes(data)

    def part(self, name: str) -> _Element | None:
        """Return the root element of a part, None where the package has none of this name."""
        info = self._infos.get(name)
        if info is None:
            return None
        from lxml import etree

        data = self._bytes(info)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = DECLARATION.sub("", data.decode("utf-16")).encode()
        self._refuse_definitions(data)
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise SourceError(
                f"Word 文件“{self.name}”的部件 {name} 已损坏（{error.msg}）：请用 Word 或 WPS 修复后另存再试"
            ) from error

    def related(self, kind: str, source: str = "") -> str | None:
        """Return the part that `source` (the package itself by default) relates to as `kind`."""
        folder, name = posixpath.split(source)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in () if root is None else root.iter(f"{RELATIONS}Relationship"):
            if (
                relation.get("Type") == f"{OFFICE}relationships/{kind}"
                and relation.get("TargetMode") != "External"
            ):
                target = relation.get("Target", "")
                return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return None


@contextmanager
def opened(path: Path, name: str) -> Iterator[Package]:
    """Open the Word package at `path`; raise SourceError where it is broken, locked or over the limits."""
    limits.check_size(path, limits.LARGEST_FILE)
    try:
        with ZipFile(path) as archive:
            yield Package(archive, name)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise SourceError(
            f"Word 文件“{name}”已损坏或不完整：请重新下载，或用 Word、WPS 修复后另存再试"
        ) from error


def flag(element: _Element | None) -> bool | None:
    """Return whether an on/off property is on, None where it is not given."""
    if element is None:
        return None
    return element.get(f"{W}val", "true") not in ("0", "false", "off", "none")


def value(element: _Element | None) -> str | None:
    """Return the value of a property, None where it is not given."""
    return None if element is None else element.get(f"{W}val")


def number(text: str | None) -> int | None:
    """Return a whole number an attribute gives, None where it gives none that is sensible."""
    if text is None or not re.fullmatch(r"-?\d{1,9}", text.strip()):
        return None
    return int(text)
