"""Whether a document is read the same from Word, PDF and scans: ``python -m eval.rounds [SOURCES…]``.

Each document of a text is drawn in each kind and read back; its clause tree must come out the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from api.console.progress import Progress, progress
from eval.character_error import character_error
from eval.rendering import render_docx, render_pdfs
from eval.rendering_scan import CLEAN, TILTED, Scanner, scan
from eval.rounds_tree import Likeness, likeness
from ingest.errors import HuiceError
from ingest.pipeline import read_source
from ingest.records import Document
from ingest.sources import expand

CORPUS = Path("corpus")
TEXT, DOCX, PDF, SCAN_CLEAN, SCAN = "text", "docx", "pdf", "scan-clean", "scan"
KINDS = (TEXT, DOCX, PDF, SCAN_CLEAN, SCAN)
_SHOWN = 60  # characters of a text in a list of misses


@dataclass(frozen=True, slots=True)
class Round:
    """One document in one kind: `error` is the character error rate, `seconds` what reading took.

    `failure` tells why nothing was read; then nothing else counts.
    """

    source: str
    title: str
    kind: str
    characters: int
    likeness: Likeness
    error: float
    seconds: float
    notes: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    source: str
    document: Document
    stem: str


def rounds(sources: Sequence[Path], kinds: Sequence[str], folder: Path, show: Progress) -> Iterator[Round]:
    """Draw each document of `sources` in each of `kinds` under `folder`, read it back and compare.

    Raise RenderingError where PDFs are asked for and LibreOffice is missing.
    """
    drawn = [
        _Drawn(path.name, document, f"{number:02}-{place}")
        for number, path in enumerate(expand(sources))
        for place, document in enumerate(read_source(path, path.name).documents)
    ]
    done = 0
    for kind, files in _files(drawn, kinds, folder):
        for each, path in zip(drawn, files, strict=True):
            yield _round(each, kind, path)
            done += 1
            show("往返", done, len(drawn) * len(kinds))


def _files(
    drawn: Sequence[_Drawn], kinds: Sequence[str], folder: Path
) -> Iterator[tuple[str, Sequence[Path]]]:
    """Yield the files of each kind: scans are taken of the PDFs, PDFs made of the Word files."""
    docx = _each(drawn, folder / DOCX, ".docx", lambda each, path: render_docx(each.document, path))
    if TEXT in kinds:
        yield TEXT, _each(drawn, folder / TEXT, ".txt", _write_text)
    if DOCX in kinds:
        yield DOCX, docx
    if not {PDF, SCAN_CLEAN, SCAN} & set(kinds):
        return
    (folder / PDF).mkdir(parents=True, exist_ok=True)
    pdfs = dict(zip((each.stem for each in drawn), render_pdfs(docx, folder / PDF), strict=True))
    if PDF in kinds:
        yield PDF, list(pdfs.values())
    for kind, scanner in ((SCAN_CLEAN, CLEAN), (SCAN, TILTED)):
        if kind in kinds:
            yield kind, _each(drawn, folder / kind, ".pdf", partial(_write_scan, pdfs, scanner))


def _each(
    drawn: Sequence[_Drawn], folder: Path, suffix: str, write: Callable[[_Drawn, Path], None]
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{each.stem}{suffix}" for each in drawn]
    for each, path in zip(drawn, paths, strict=True):
        write(each, path)
    return paths


def _write_text(each: _Drawn, path: Path) -> None:
    path.write_text(each.document.text, encoding="utf-8")


def _write_scan(pdfs: Mapping[str, Path], scanner: Scanner, each: _Drawn, path: Path) -> None:
    scan(pdfs[each.stem], path, scanner)


def _round(each: _Drawn, kind: str, path: Path) -> Round:
    title = each.document.metadata.title
    unread = Round(
        each.source,
        title.value if title else "",
        kind,
        len(each.document.text),
        likeness([each.document], []),
        1.0,
        0.0,
    )
    started = time.perf_counter()
    try:
        ingested = read_source(path, path.name)
    except HuiceError as error:
        return replace(unread, failure=str(error))
    seconds = time.perf_counter() - started
    read = "\n".join(document.text for document in ingested.documents)
    return replace(
        unread,
        likeness=likeness([each.document], ingested.documents),
        error=character_error(each.document.text, read),
        seconds=seconds,
        notes=ingested.notes,
    )


def printed(found: Sequence[Round], misses: bool) -> str:
    """Return the table of `found`, and where `misses` is set what differs in each."""
    lines = ["种类        条款  读到   位置   路径   文字   字错率   秒    文档"]
    for each in found:
        like = each.likeness
        lines.append(
            f"{each.kind:<10} {like.clauses:>4} {like.read:>5} {like.places:6.3f} {like.paths:6.3f}"
            f" {like.texts:6.3f} {each.error:8.4f} {each.seconds:6.1f}  {each.title or each.source}"
        )
        if each.failure:
            lines.append(f"    没有读出：{each.failure}")
        if misses:
            lines += (f"    提示：{note}" for note in each.notes)
            lines += (
                f"    {miss.what} {miss.place}：{_brief(miss.wanted)} → {_brief(miss.read)}"
                for miss in like.differences
            )
    return "\n".join(lines)


def _brief(text: str) -> str:
    text = text.replace("\n", "⏎").replace("\t", "⇥")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def main(argv: Sequence[str] | None = None) -> int:
    """Draw, read, compare, print; return 1 where a document cannot be drawn or a source not be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.rounds", description="画成 Word、PDF、扫描件再读回")
    parser.add_argument("sources", nargs="*", type=Path, default=[CORPUS], help="文本文件或文件夹")
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"逗号分隔：{', '.join(KINDS)}")
    parser.add_argument("--keep", type=Path, help="把画出的文件留在这个文件夹")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--misses", action="store_true", help="列出每处不同")
    options = parser.parse_args(argv)
    kinds = options.kinds.split(",")
    if wrong := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"没有这些种类：{'、'.join(wrong)}（可用 {'、'.join(KINDS)}）")
    try:
        with TemporaryDirectory() as name, progress() as show:
            folder = options.keep or Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            found = list(rounds(options.sources, kinds, folder, show))
    except HuiceError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        print(printed(found, options.misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
