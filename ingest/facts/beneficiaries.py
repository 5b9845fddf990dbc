"""Find whom a sentence helps: 支持专精特新中小企业…, 对首贷企业给予…, 将…纳入支持名单."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ingest.facts.folded import CACHED, Piece, fold, near, part_at
from ingest.facts.qualifications import ANY, Mention, find_qualifications
from ingest.facts.tables import any_of, toml_table
from ingest.records import Condition

PART = re.compile(r"[，,:。;；!！?？\n]")
LINKED = re.compile(r"[”’]?(?:等)?(?:、|和|及|与|以及|或者?|等)[“‘]?")
ENTITLES = re.compile(r"的[，,]|可(?!持续|行|靠|再生)|不再|给予|予以|享受|免征|减征|免收")
SUPPLIES_TO = re.compile(r"(?:为|向|给|与|同)[“”]?$")
SUPPLIED = re.compile(r"[^，,。;；]{0,16}(?:配套|零部件|元器件|外包|代工)")
COUNTED = re.compile(r"[^，,。;；]{0,8}?\d+ ?(?:余|多)?(?:万)?[家户个]")
BECOMES = re.compile(r"(?:等)?(?:方向|迈进|发展|成长|升级|转型|转变|演进|跃升)")


def beneficiaries(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    """Yield a condition for each qualification whose holders a sentence helps; alternatives make one."""
    inside = [each for each in _mentions(text) if piece.start <= each.start and each.end <= piece.end]
    done = piece.start
    while inside:
        group = _group(folded, inside)
        inside = inside[len(group) :]
        first, last = group[0], group[-1]
        rest = piece if first.start == done else Piece(done, piece.end)
        if _is_goal(folded, last) or not helped(folded, rest, first.start, last.end):
            continue
        done = last.end
        yield Condition(
            text=text[first.start : last.end],
            kind=first.kind,
            value=ANY.join(dict.fromkeys(each.key for each in group)),
            start=first.start,
            end=last.end,
            at_least=all(each.at_least for each in group),
        )


def helped(folded: str, piece: Piece, start: int, end: int) -> bool:
    """Tell whether the sentence `piece` helps the enterprises named at ``folded[start:end]``."""
    piece = near(piece, start, end)
    part = part_at(folded, piece, start, PART)
    before, behind = folded[part.start : start], folded[end : end + 12]
    if SUPPLIES_TO.search(before) and SUPPLIED.match(folded, end, part.end):
        return False  # 为大企业提供零部件: whom those helped work for
    if before.endswith("大") or _not_object().match(behind) or BECOMES.match(behind):
        return False
    if _outcome().search(before):
        return bool(_towards().search(before)) and not _supports_outcome(before)
    if _support().search(before) or _towards().search(before) or _chosen().search(before):
        return True
    opens = folded[part.start - 1 : part.start] not in (" ", "") or part.start == 0
    opens = opens and re.fullmatch(r"[\s“]*|.{0,40}的", before) is not None
    return opens and ENTITLES.search(folded, end, piece.end) is not None


def named(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` lies in the name of a qualification (新技术 in 高新技术企业)."""
    return any(each.start < end and start < each.end for each in _mentions(text))


@lru_cache(maxsize=CACHED)
def _mentions(text: str) -> tuple[Mention, ...]:
    return tuple(find_qualifications(text))


def _group(folded: str, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions that stand together: A、B和C企业."""
    group = [mentions[0]]
    for mention in mentions[1:]:
        if LINKED.fullmatch(folded[group[-1].end : mention.start]) is None:
            break
        group.append(mention)
    return group


def _is_goal(folded: str, mention: Mention) -> bool:
    """Tell whether a number of such enterprises follows (30家): they are a goal then and no condition."""
    return COUNTED.match(folded, mention.end, mention.end + 20) is not None


def _supports_outcome(before: str) -> bool:
    return re.search(rf"(?:{any_of(_words('outcome'))})[^，。；的]{{0,3}}$", before) is not None


def _words(key: str) -> list[str]:
    found = toml_table("conditions").get(key)
    if not isinstance(found, list):
        raise ValueError(f"table conditions: {key} is not a list")
    return [fold(str(word)) for word in found]


@cache
def _support() -> re.Pattern[str]:
    support, outcome = any_of(_words("support")), any_of(_words("outcome"))
    return re.compile(rf"(?:{support})(?:(?!{outcome})[^，,。;；:、]){{0,14}}$")


@cache
def _chosen() -> re.Pattern[str]:
    """Return the pattern of a verb of support with a long description in between: 遴选一批…、…的."""
    return re.compile(rf"(?:{any_of(_words('support'))})[^，,。;；:]{{2,40}}的$")


@cache
def _towards() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_words('towards'))})(?:(?!发展)[^，,。;；:]){{0,20}}$")


@cache
def _outcome() -> re.Pattern[str]:
    outcome = any_of(_words("outcome"))
    return re.compile(rf"(?:{outcome})(?:一批|更多的?|若干|一些|为|\d+ ?家|[一二两三四五六七八九十百]+家)?$")


@cache
def _not_object() -> re.Pattern[str]:
    return re.compile(rf"(?:的)?(?:{any_of(_words('not_object'))})")
