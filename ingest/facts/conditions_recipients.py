"""Read the row of a card that says whom it helps: titles, places and fields of business, else its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.facts.folded import Piece
from ingest.facts.qualifications import ANY, Mention, find_qualifications
from ingest.records import Condition
from ingest.region_mentions import find_regions

LINKED = re.compile(
    r"[”’]?(?:企业|单位|机构)?(?:、|和|及|与|以及|或者?|等)+(?:[\u4e00-\u9fff]{0,6}?的?)[“‘]?"
)
WHOLE = re.compile(r"[全本我](?:国|省|市|县|区|州|自治区)(?:行政区域)?(?:范围)?内?")
FIELD = re.compile(
    r"(?:(?<![\u4e00-\u9fffA-Za-z“])|(?<=从事)|(?<=属于)|(?<=[内的和及]))"
    r"(?P<name>[\u4e00-\u9fffA-Za-z+“”、和及]{2,20}?)(?:等)?"
    r"(?:相关|重点|及相关产业)*(?:领域|产业|行业)(?:的)?[\u4e00-\u9fff]{0,6}?(?:企业|单位|主体|机构|$)"
)
NOT_A_FIELD = re.compile(r"示范|园区|支持|符合|注册|国家|中小|规模|高新技术$|的|具有|促进|推动|核心|范围")
BODY = re.compile(r"[\u4e00-\u9fff]{0,16}?(?:局|委员会|委|厅|政府|办公室)(?![\u4e00-\u9fff]{0,4}大学)")
ANYBODY = re.compile(r"行政|区域|辖区|地区|范围|境内|内|的|等|和|及|、|各类|所有|企业|单位|机构|主体|公司$")
LEAST_REST = 3  # characters that say more of whom a card helps than where


def recipients(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    """Yield the conditions on whom the sentence `piece` of such a row names; alternatives make one."""
    yield from _titles(text, folded, piece)
    words = folded[piece.start : piece.end]
    for match in WHOLE.finditer(folded, piece.start, piece.end):
        yield _made(text, "地区", match.start(), match.end(), match[0])
    for place in find_regions(words):
        start = piece.start + place.start
        if not place.in_name and not _in_name(folded, start, piece.start + place.end):
            yield _made(text, "地区", start, piece.start + place.end, place.region.name)
    for match in FIELD.finditer(folded, piece.start, piece.end):
        if not NOT_A_FIELD.search(match["name"]):
            yield _made(text, "行业", *match.span("name"), match["name"])


def says_more(sentence: str, found: Sequence[Condition]) -> bool:
    """Tell whether a sentence of which only places were `found` says more of whom it helps."""
    if any(each.kind != "地区" for each in found):
        return False
    for each in found:
        sentence = sentence.replace(each.text, "")
    return len(ANYBODY.sub("", sentence)) >= LEAST_REST


def _in_name(folded: str, start: int, end: int) -> bool:
    """Tell whether a place stands in the name of a body or of a document and not for itself."""
    return BODY.match(folded, end) is not None or folded.count("《", 0, start) > folded.count("》", 0, start)


def _titles(text: str, folded: str, piece: Piece) -> Iterator[Condition]:
    group: list[Mention] = []
    for mention in find_qualifications(text):
        if not piece.start <= mention.start < piece.end:
            continue
        if group and not LINKED.fullmatch(folded, group[-1].end, mention.start):
            yield _group(text, group)
            group = []
        group.append(mention)
    if group:
        yield _group(text, group)


def _group(text: str, group: list[Mention]) -> Condition:
    start, end = group[0].start, group[-1].end
    value = ANY.join(dict.fromkeys(each.key for each in group))
    at_least = all(each.at_least for each in group)
    return Condition(text[start:end], group[0].kind, value, start, end, at_least)


def _made(text: str, kind: str, start: int, end: int, value: str) -> Condition:
    return Condition(text[start:end], kind, value, start, end)
