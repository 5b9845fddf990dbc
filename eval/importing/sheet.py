"""A sheet saved as CSV: columns known by their Chinese or English names, in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from eval.importing.lines import fault, read_bytes
from ingest.errors import QuestionError, shown
from ingest.metadata.dates import dates_in
from ingest.regions import resolve

# What a file begins with that is no CSV, and what its reader calls it.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "DOCX、XLSX、OFD 或 ZIP"),
    (b"\xd0\xcf\x11\xe0", "DOC、XLS 或 WPS"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x1f\x8b", "GZIP 压缩包"),
)
_DELIMITERS = (",", "\t", ";")
_BRACKETS = re.compile(r"\(.*?\)|\s")


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of `columns.toml`: our name of each folded header, and what stands for yes and for no."""

    names: Mapping[str, str]
    shown: Mapping[str, str]
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: the line it begins at, and its stripped cells by our column names."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a cell, "" where the sheet has no such column."""
        return self.cells.get(name, "")

    def fault(self, problem: str, remedy: str) -> QuestionError:
        """Return an error that names the file and the line."""
        return fault(self.path, self.line, problem, remedy)

    @property
    def blank(self) -> bool:
        """Tell whether nothing stands in the row."""
        return not any(self.cells.values())


@cache
def columns() -> Columns:
    """Read the table of column names."""
    table = tomllib.loads(files("eval.importing").joinpath("columns.toml").read_text(encoding="utf-8"))
    names = {_header(name): ours for ours, every in table["columns"].items() for name in every}
    first = {ours: every[0] for ours, every in table["columns"].items()}
    written = table["written"]
    return Columns(names, first, frozenset(written["yes"]), frozenset(written["no"]))


def read_sheet(path: Path, required: Collection[str]) -> list[Row]:
    """Return the rows that are not blank; raise QuestionError where a `required` column is missing."""
    text = decoded(path)
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    try:
        names = [columns().names.get(_header(cell), "") for cell in next(reader)]
        _check_header(path, head, names, required)
        line = reader.line_num + 1
        for cells in reader:
            pairs = zip(names, cells, strict=False)  # a short row has blank cells, what overhangs has no name
            row = Row(path, line, {name: cell.strip() for name, cell in pairs if name})
            line = reader.line_num + 1
            if not row.blank:
                rows.append(row)
    except csv.Error as error:
        raise fault(path, reader.line_num, f"不是 CSV（{error}）", "请另存为 CSV") from error
    if not rows:
        raise QuestionError(f"文件“{path}”只有表头：请每行写一条")
    return rows


def _check_header(path: Path, head: str, names: list[str], required: Collection[str]) -> None:
    missing = [columns().shown[name] for name in required if name not in names]
    if missing:
        raise QuestionError(
            f"文件“{path}”的表头 {shown(head.strip())} 里没有“{'”“'.join(missing)}”列：请补上列名"
        )
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise QuestionError(f"文件“{path}”有两列都是“{columns().shown[twice]}”：请只留一列")


def _header(text: str) -> str:
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", text).lower())


def decoded(path: Path) -> str:
    """Return the text of a sheet; raise QuestionError where it is empty or of another format or encoding."""
    data = read_bytes(path)
    kind = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)
    if kind:
        raise QuestionError(f"文件“{path}”是{kind}格式，这里只读 CSV：请另存为“CSV UTF-8（逗号分隔）”")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip():
            return text
        raise QuestionError(f"文件“{path}”是空的：请换一个有内容的文件")
    raise QuestionError(f"文件“{path}”既不是 UTF-8 也不是 GB18030：请另存为“CSV UTF-8”")


def read_grade(row: Row, blank: int | None) -> int | None:
    """Return the grade of a row, `blank` where none is written; raise QuestionError for no 2, 1 or 0."""
    written = unicodedata.normalize("NFKC", row["grade"]).strip().removesuffix(".0")
    if not written:
        return blank
    if written not in ("0", "1", "2"):
        raise row.fault(f"相关度 {shown(row['grade'])} 不是 2、1 或 0", "2 正是所问，1 相关，0 无关")
    return int(written)


def read_tick(row: Row) -> bool:
    """Tell whether a question is ticked as one to abstain from; raise QuestionError for other words."""
    written = unicodedata.normalize("NFKC", row["abstain"]).strip().lower().removesuffix(".0")
    if written not in columns().yes | columns().no:
        raise row.fault(f"“应当弃答”写的是 {shown(row['abstain'])}", "应当弃答写 1，否则留空")
    return written in columns().yes


def read_day(row: Row) -> str | None:
    """Return the day of a row as an ISO date, None where none is written; raise QuestionError for no date."""
    if not row["as_of"]:
        return None
    found = next(dates_in(row["as_of"]), None)
    if found is None:
        raise row.fault(f"日期 {shown(row['as_of'])} 不对", "请写成 2026-01-31 这样")
    return found.value.isoformat()


def read_region(row: Row) -> str | None:
    """Return the region of a row as written, None where none is; raise QuestionError for an unknown one."""
    if not row["region"]:
        return None
    try:
        resolve(row["region"])
    except ValueError as error:
        raise row.fault(f"地区无法识别：{error}", "请写成“湖北省黄石市”或六位行政区划代码") from error
    return row["region"]
