"""Who issued a document and under which number: letterhead, lines above the title, title, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.metadata.found import Found
from ingest.metadata.numbers import short_number
from ingest.metadata.units import is_central, split_units
from ingest.numerals import fold
from ingest.structure.frame import CLOSING, DECREE, TITLE, is_unit_line
from ingest.structure.lines import Line

HEAD_LINES = 40
DOC_NUMBER = re.compile(
    r"(?:发文字号|文\s*号|发文文号|文件编号)?\s*:?\s*"
    r"(?P<number>[一-龥]{1,15}(?:\s?[一-龥]{1,6})?\s*[\[(]\s*(?:19|20)\d{2}\s*[\])]\s*第?\s*\d{1,5}\s*号"
    r"|(?:[一-龥]{2,20}令\s*[\[(]?|国令|主席令|公告)?第\s*(?:\d{1,5}|[一二三四五六七八九十百〇零]{1,8})\s*号(?:令|公告)?"
    r"|(?:[一-龥]{2,20}(?:[ 、]{1,3}[一-龥]{2,20}){0,4}公告\s*)?"
    r"(?:19|20)\d{2}年\s*第?\s*\d{1,4}\s*号(?:公告)?)"
    r"\s*(?:[)\]])?(?:\s+签发人.*|\s*\d{4}年\d{1,2}月\d{1,2}日)?"
)
YEAR_FIRST = re.compile(r"[\[(]\s*(?:19|20)\d{2}\s*[\])]\s*第?\s*\d{1,5}\s*号")
BODY_CODE = re.compile(r"\s*[一-龥]{1,10}(?:发|函|字|文|办|规|令|号)[一-龥]{0,4}\s*")
BEHIND_TITLE = re.compile(
    r"(?<!^)\s*[(\[]\s*(?P<number>[一-龥]{1,15}\s*[\[(]\s*(?:19|20)\d{2}\s*[\])]\s*第?\s*\d{1,5}\s*号)\s*[)\]]$"
)
OTHERS_NUMBER = re.compile(r"提案|建议|议案|案卷|代表|委员|政协|受理|许可证|备案号")
PROCLAIMS = re.compile(r"[一-龥]{2,30}(?:令|公告)")
DECREE_LINES = 4
NUMBERED_DECREE = re.compile(
    r"(?P<name>[一-龥]{2,30}令)\s*[(\[]?\s*第\s*[\d一二三四五六七八九十百〇零]+\s*号[)\]]?"
)
HEAD_OF_STATE = "主席"  # of whose name the country is a part
PREFIX = re.compile(r"(?P<units>[一-龥（）、\s]{2,120}?)(?=关于|印发|转发|批转|令第|对|(?:19|20)\d{2}年)")
AND_OTHERS = re.compile(
    r"等(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:个|家)?(?:部门|单位|部委|委办局|机构)$"
)
SESSION = r"第\s*[\d一二三四五六七八九十百〇零]{1,8}\s*"
ADOPTED = re.compile(
    rf"(?P<place>(?:{SESSION}届)?\s*(?:(?!日)[一-龥]){{2,14}}?)\s*(?:{SESSION}届)?\s*"
    rf"(?P<body>人民代表大会(?:常务委员会)?)\s*{SESSION}次会议[^。]{{0,12}}(?:通过|批准|修正|修订)"
)
ABOUT_OTHERS = re.compile(r"抄\s*[送报]|主\s*送|联\s*系|电\s*话|印发|校\s*对|地\s*址|承办")


def find_number(lines: Sequence[Line]) -> Found[str] | None:
    """Return the document's own number, which stands on a line of its own in the head.

    It may be broken before its year. Numbers cited in the body and the numbers of proposals being
    answered are not the document's. The number
    below the name of a decree (第412号) is joined to the name, which is given short (国令第412号).
    """
    for index, line in enumerate(lines[:HEAD_LINES]):
        if index and (broken := _broken(lines[index - 1], line)):
            return broken
        folded = fold(line.text)
        found = DOC_NUMBER.fullmatch(folded.strip("()")) if line.marker is None else None
        if found and not OTHERS_NUMBER.search(folded):
            at = folded.index(found["number"])
            end = at + len(found["number"])
            value = re.sub(r"\s", "", line.text[at:end])
            if (
                index
                and value.startswith("第")
                and PROCLAIMS.fullmatch("".join(lines[index - 1].text.split()))
            ):
                named = "".join(lines[index - 1].text.split()) + value
                return Found(short_number(named), lines[index - 1].start, line.start + end)
            return Found(short_number(value), line.start + at, line.start + end)
    return None


def _broken(above: Line, line: Line) -> Found[str] | None:
    """Return the number whose name stands on the line `above` its year: 某政发 over 〔2023〕12号."""
    if not YEAR_FIRST.match(fold(line.text)) or not BODY_CODE.fullmatch(above.text):
        return None
    value = re.sub(r"\s", "", above.text + line.text)
    return Found(value, above.start, line.end) if DOC_NUMBER.fullmatch(fold(value)) else None


def number_behind(title: Found[str], text: str) -> tuple[Found[str], Found[str] | None]:
    """Return a title without the number in brackets behind it, and that number where there is one."""
    raw = text[title.start : title.end]
    found = BEHIND_TITLE.search(fold(raw))
    shown = BEHIND_TITLE.search(fold(title.value))
    if found is None or shown is None:
        return title, None
    number = Found(re.sub(r"\s", "", raw[found.start("number") : found.end("number")]), *_at(title, found))
    bare = title.value[: shown.start()].rstrip()
    return Found(bare, title.start, title.start + len(raw[: found.start()].rstrip())), number


def _at(title: Found[str], found: re.Match[str]) -> tuple[int, int]:
    return title.start + found.start("number"), title.start + found.end("number")


def find_issuers(
    lines: Sequence[Line], roles: Sequence[str], title: Found[str] | None
) -> tuple[Found[str], ...]:
    """Return the issuing bodies, each once, from the first of: lines above the title, title, signature."""
    above = _above(lines, roles, title) or _decreed(lines)
    if above:
        return above
    signed = _signature(lines, roles)
    if title is not None and (units := issuers_in_title(title.value)):
        if any(_leads(unit, signed) for unit in units):
            return signed
        return tuple(_inside(lines, title, unit) for unit in units)
    return signed or _adopted(lines, roles)


def _adopted(lines: Sequence[Line], roles: Sequence[str]) -> tuple[Found[str], ...]:
    """Return the congress, or its committee, that first adopted the law as the head says in brackets."""
    for line, role in zip(lines, roles, strict=True):
        found = ADOPTED.search(fold(line.text)) if role == TITLE else None
        if found:
            name = re.sub(rf"{SESSION}届", "", found["place"]).strip() + found["body"]
            return (Found(name, line.start + found.start("place"), line.start + found.end("body")),)
    return ()


def _leads(unit: str, signed: Sequence[Found[str]]) -> bool:
    """Whether a title names the first of several bodies (某局等六部门) and the signature names them all."""
    named = AND_OTHERS.search(unit)
    return named is not None and any(each.value == unit[: named.start()] for each in signed[:1])


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
            name = _of_decree(line.text)
        if is_unit_line(name) or DECREE.fullmatch(line.text):
            found += _located(line, name)
    return _distinct(found)


def _decreed(lines: Sequence[Line]) -> tuple[Found[str], ...]:
    """Return the body whose decree stands with its number on one of the first lines."""
    for line in lines[:DECREE_LINES]:
        named = NUMBERED_DECREE.fullmatch(fold(line.text))
        if named:
            return tuple(_located(line, _of_decree(named["name"])))
    return ()


def _of_decree(name: str) -> str:
    bare = name.removesuffix("令")
    return bare if bare.endswith(HEAD_OF_STATE) else bare.removeprefix("中华人民共和国")


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
