"""What stands around the body: title and letterhead, pages before it, addressee, signature, credits."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.numerals import fold
from ingest.structure.lines import Line, ends_sentence, is_bare

TITLE, FORM, ADDRESSEE, CLOSING, BODY = "题", "前页", "主送", "落款", ""
TITLE_LINES = 5
ENACTING = (
    re.compile(r"(?:关于)?(?:印发|发布|公布|转发|批转|颁发|下发)(.+?)的?(?:通知|公告|函|通告|决定)$"),
    re.compile(
        r"(?:征求|征集)(?:对)?(《.+?》)(?:的)?(?:公众)?(?:意见|建议).{0,6}的(?:公告|通知|函|公示|启事|通告)$"
    ),
    re.compile(
        r"关于(?:对)?(《.+?》).{0,8}(?:征求|征集).{0,8}(?:意见|建议)的(?:公告|通知|函|公示|启事|通告)$"
    ),
)
FULL_DATE = re.compile(
    r"(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日(?:印发)?$"
)
ABOUT = re.compile(r"关于|转发|印发|公布|发布|同意|[的了对]")
LEADS_IN = re.compile(r"^(?:为|根据|按照|依据|现将|现就)|如下|以下|下列")
DECREE = re.compile(r"[一-龥]{2,30}令$")
NUMBER = re.compile(r"[一-龥]{2,14}\s*[\[(]\s*\d{4}\s*[\])]\s*第?\s*\d{1,5}\s*号")


@dataclass(frozen=True, slots=True)
class FrameTable:
    """tables/frame.toml with its patterns compiled; they match text whose full-width marks are halved."""

    unit: re.Pattern[str]
    closing: re.Pattern[str]
    credit: re.Pattern[str]
    head: re.Pattern[str]
    signer: re.Pattern[str]
    summing_up: tuple[str, ...]


@cache
def frame_table() -> FrameTable:
    """Load the table of what frames a document."""
    table = tomllib.loads(resources.files("ingest").joinpath("tables/frame.toml").read_text(encoding="utf-8"))
    endings = "|".join(sorted(table["unit_endings"], key=len, reverse=True))
    return FrameTable(
        unit=re.compile(rf"[一-龥（）()\s、]{{1,58}}(?:{endings})(?:\s*[（(]\s*(?:代章|盖章|章)\s*[）)])?$"),
        closing=re.compile("|".join(table["closing"])),
        credit=re.compile("|".join(table["credits"])),
        head=re.compile("|".join(table["head"])),
        signer=re.compile("|".join(table["signers"])),
        summing_up=tuple(table["summing_up"]),
    )


def is_unit_line(text: str) -> bool:
    """Whether `text` is nothing but the name of one body or of several."""
    return len(text) <= 60 and not ABOUT.search(text) and frame_table().unit.fullmatch(text) is not None


def is_closing(line: Line) -> bool:
    """Whether `line` can only stand at the end: a date, a distribution list, a contact, a credit."""
    folded = fold(line.text)
    table = frame_table()
    return bool(
        line.marker is None
        and len(folded) <= 120
        and (FULL_DATE.match(folded) or table.closing.match(folded) or table.credit.match(folded))
    )


def roles_of(lines: Sequence[Line], title: str | None) -> tuple[str, ...]:
    """Return for each line its role in the frame: 题, 前页, 主送, 落款, or "" for the body.

    `title` is the title as known from the metadata; it may stand over several lines or after the body.
    """
    roles = [BODY] * len(lines)
    named = _title_lines(lines, title)
    for index in named:
        roles[index] = TITLE
    if (
        not named
        and lines
        and lines[0].marker is None
        and len(lines[0].text) >= 8
        and is_bare(lines[0].text, 60)
    ):
        roles[0] = TITLE
    if lines and DECREE.match(lines[0].text):
        _mark_decree(lines, roles)
    _mark_heads(lines, roles, first_only=True)
    _mark_closing(lines, roles)
    _mark_heads(lines, roles, first_only=False)
    _mark_form(lines, roles)
    _mark_addressee(lines, roles)
    return tuple(roles)


def enacted_by(title: str) -> str | None:
    """Return what the document called `title` issues, passes on or puts up for comment, None for others."""
    found = next((match for pattern in ENACTING if (match := pattern.search(title))), None)
    return None if found is None else found.group(1)


def squeeze(text: str) -> str:
    """Return `text` without blanks, for comparing titles that are broken differently."""
    return re.sub(r"\s+", "", fold(text))


def _title_lines(lines: Sequence[Line], title: str | None) -> list[int]:
    wanted = [_comparable(title)] if title else []
    if title and (enacted := enacted_by(title)):
        wanted.append(_comparable(enacted))
    found: list[int] = []
    for index in range(len(lines)):
        for count in range(1, TITLE_LINES + 1):
            joined = "".join(line.text for line in lines[index : index + count])
            if any(_is_title(_comparable(joined), name) for name in wanted):
                found += range(index, min(index + count, len(lines)))
                break
    return sorted(set(found))


def _comparable(title: str) -> str:
    """Return `title` without what differs where it is named and where it stands: blanks, quotes, 的."""
    return squeeze(title).strip("《》").replace("的", "")


def _is_title(joined: str, name: str) -> bool:
    rest = joined.removeprefix(name) if joined.startswith(name) else None
    return rest is not None and (not rest or (len(rest) <= 40 and rest[0] in "(《" and rest[-1] in ")》"))


def _mark_decree(lines: Sequence[Line], roles: list[str]) -> None:
    """A decree names its issuer and number above the text that puts the document in force."""
    for index, line in enumerate(lines[:3]):
        if roles[index] == BODY and (DECREE.match(line.text) or _is_head(line)):
            roles[index] = TITLE


def _mark_heads(lines: Sequence[Line], roles: list[str], first_only: bool) -> None:
    """Give the head lines around each title, or around the first one only, to it."""
    titles = [index for index, role in enumerate(roles) if role == TITLE]
    for at in titles[:1] if first_only else titles:
        for step in (-1, 1):
            index = at + step
            while 0 <= index < len(lines) and (
                roles[index] == TITLE or (roles[index] == BODY and _is_head(lines[index]))
            ):
                roles[index] = TITLE
                index += step


def _mark_form(lines: Sequence[Line], roles: list[str]) -> None:
    """All before the first title, where that stands in the first half, is a form or a page of its own."""
    if TITLE not in roles:
        return
    first = roles.index(TITLE)
    if lines[first].start * 2 < lines[-1].end:
        roles[:first] = [FORM] * first


def _is_head(line: Line) -> bool:
    folded = fold(line.text)
    if line.marker is not None or len(folded) > 260:
        return False
    short = len(folded) <= 60 and NUMBER.match(folded) is not None
    return short or frame_table().head.match(folded) is not None or is_unit_line(line.text)


def _mark_closing(lines: Sequence[Line], roles: list[str]) -> None:
    for index, line in enumerate(lines):
        if roles[index] != BODY or not is_closing(line):
            continue
        roles[index] = CLOSING
        before = index - 1
        while before >= 0 and roles[before] == BODY and _signs(lines[before]):
            roles[before] = CLOSING
            before -= 1
        if frame_table().credit.match(fold(line.text)):
            _mark_captions(lines, roles, index + 1)
    last = len(lines) - 1
    while last > 0 and roles[last] in (BODY, CLOSING) and (roles[last] == CLOSING or _signs(lines[last])):
        roles[last] = CLOSING
        last -= 1


def _signs(line: Line) -> bool:
    return line.marker is None and (
        is_unit_line(line.text) or frame_table().signer.fullmatch(line.text) is not None
    )


def _mark_captions(lines: Sequence[Line], roles: list[str], start: int) -> None:
    for index in range(start, len(lines)):
        if roles[index] == BODY and not ends_sentence(lines[index].text):
            roles[index] = CLOSING
        elif roles[index] == BODY:
            return


def _mark_addressee(lines: Sequence[Line], roles: list[str]) -> None:
    """Mark the line ending in a colon that follows a title at once."""
    for index in range(1, len(lines)):
        line = lines[index]
        after = roles[index - 1] == TITLE
        if after and roles[index] == BODY and line.marker is None and len(line.text) <= 200:
            if fold(line.text).endswith(":") and "。" not in line.text and not LEADS_IN.search(line.text):
                roles[index] = ADDRESSEE
