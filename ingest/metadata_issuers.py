"""Who issued a document and under which number: letterhead, lines above the title, title, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.metadata_found import Found
from ingest.metadata_units import is_central, split_units
from ingest.numerals import fold
from ingest.structure_frame import CLOSING, DECREE, TITLE, is_unit_line
from ingest.structure_lines import Line

HEAD_LINES = 40
DOC_NUMBER = re.compile(
    r"(?:发文字号|文\s*号|发文文号|文件编号)?\s*:?\s*"
    r"(?P<number>[一-龥]{1,15}(?:\s?[一-龥]{1,6})?\s*[\[(]\s*(?:19|20)\d{2}\s*[\])]\s*第?\s*\d{1,5}\s*号"
    r"|(?:[一-龥]{2,20}令\s*[\[(]?|国令|主席令|公告)?第\s*(?:\d{1,5}|[一二三四五六七八九十百〇零]{1,8})\s*号(?:令|公告)?"
    r"|(?:[一-龥]{2,20}公告\s*)?(?:19|20)\d{2}年\s*第?\s*\d{1,4}\s*号(?:公告)?)"
    r"\s*(?:[)\]])?(?:\s+签发人.*)?"
)
OTHERS_NUMBER = re.compile(r"提案|建议|议案|案卷|代表|委员|政协|受理|许可证|备案号")
PREFIX = re.compile(r"(?P<units>[一-龥（）、\s]{2,120}?)(?=关于|印发|转发|批转|令第|对|(?:19|20)\d{2}年)")
ABOUT_OTHERS = re.compile(r"抄\s*[送报]|主\s*送|联\s*系|电\s*话|印发|校\s*对|地\s*址|承办")


def find_number(lines: Sequence[Line]) -> Found[str] | None:
    """Return the document's own number, which stands on a line of its own in the head.

    Numbers cited in the body and the numbers of proposals being answered are not the document's. The number
    below the name of a decree (第412号) is joined to the name.
    """
    for index, line in enumerate(lines[:HEAD_LINES]):
        folded = fold(line.text)
        found = DOC_NUMBER.fullmatch(folded.strip("()")) if line.marker is None else None
        if found and not OTHERS_NUMBER.search(folded):
            at = folded.index(found["number"])
            end = at + len(found["number"])
            value = re.sub(r"\s", "", line.text[at:end])
            if index and value.startswith("第") and DECREE.fullmatch(lines[index - 1].text):
                return Found(lines[index - 1].text + value, lines[index - 1].start, line.start + end)
            return Found(value, line.start + at, line.start + end)
    return None


def find_issuers(
    lines: Sequence[Line], roles: Sequence[str], title: Found[str] | None
) -> tuple[Found[str], ...]:
    """Return the issuing bodies, each once, from the first of: lines above the title, title, signature."""
    above = _above(lines, roles, title)
    if above:
        return above
    if title is not None and (units := issuers_in_title(title.value)):
        return tuple(_inside(lines, title, unit) for unit in units)
    return _signature(lines, roles)


def issuers_in_title(title: str) -> tuple[str, ...]:
    """Return the bodies a title begins with: those before 关于, 印发, 转发 or a year."""
    named = PREFIX.match(title)
    units = split_units(named["units"]) if named else ()
    return units if all(is_unit_line(unit) or is_central(unit) for unit in units) else ()


def _inside(lines: Sequence[Line], title: Found[str], unit: str) -> Found[str]:
    """Return where in the lines of the title `unit` stands, the whole title where it is broken."""
    for line in lines:
        at = line.text.find(unit)
        if at >= 0 and title.start <= line.start < title.end:
            return Found(unit, line.start + at, line.start + at + len(unit))
    return Found(unit, title.start, title.end)


def _above(lines: Sequence[Line], roles: Sequence[str], title: Found[str] | None) -> tuple[Found[str], ...]:
    found: list[Found[str]] = []
    for line, role in zip(lines, roles, strict=True):
        below = title is not None and line.start >= title.start
        if role != TITLE or (below and not DECREE.fullmatch(line.text)):
            if found or (below and role != TITLE):
                break
            continue
        name = line.text.removesuffix("文件").strip()
        if DECREE.fullmatch(line.text):
            name = line.text.removesuffix("令").removeprefix("中华人民共和国")
        if is_unit_line(name) or DECREE.fullmatch(line.text):
            found += _located(line, name)
    return _distinct(found)


def _signature(lines: Sequence[Line], roles: Sequence[str]) -> tuple[Found[str], ...]:
    found: list[Found[str]] = []
    for line, role in zip(lines, roles, strict=True):
        if role != CLOSING:
            continue
        if ABOUT_OTHERS.match(line.text) and found:
            break
        name = re.sub(r"\s*(?:[（(]\s*(?:代章|盖章|章)\s*[）)])$", "", line.text)
        if is_unit_line(name):
            found += _located(line, name)
    return _distinct(found)


def _located(line: Line, name: str) -> list[Found[str]]:
    found = []
    for unit in split_units(name):
        at = line.text.find(unit)
        found.append(Found(unit, line.start + max(at, 0), line.start + max(at, 0) + len(unit)))
    return found


def _distinct(found: Sequence[Found[str]]) -> tuple[Found[str], ...]:
    return tuple({each.value: each for each in reversed(found)}.values())[::-1]
