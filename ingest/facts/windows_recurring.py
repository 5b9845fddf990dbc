"""Times for applying that come again or need no day: 每年8月左右, 每季度首月, 常年受理, 定期申报."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.folded import Piece
from ingest.records import Window

ACTS = r"申报|申请|受理|征集|评定|认定|评审|评选|推荐|申领|兑现|兑付|报名|发布|组织|开展|遴选|申办|填报"
NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
TIMES = rf"{NUMBER}(?: ?(?:至|到|-|、) ?{NUMBER})? ?(?:次|批)"
WHEN = (
    rf"(?:第?{NUMBER}(?:、第?{NUMBER})*(?:个)?季度|[上下]半年|[年季月][初中末底]|首月|首个月|第{NUMBER}个?月"
    rf"|{NUMBER} ?月(?:份)?(?:[初中末底]|[上中下]旬)?(?: ?\d{{1,2}} ?[日号])?"
    rf"(?:(?: ?(?:至|到|-|、|和) ?){NUMBER} ?月(?:份)?(?:[初中末底]|[上中下]旬)?(?: ?\d{{1,2}} ?[日号])?)*)"
)
EVERY = re.compile(
    rf"(?:每(?:{NUMBER}个?)?(?:年度?|个?季度?|个?月|半年|周)|每(?:个)?自然年(?:度)?|逐年|按(?:年度?|季度?|月))"
    rf"(?:[^，,。;；:\n]{{0,4}}?{WHEN})?(?:(?:之?前|左右|期间|内|起|开始))?"
    rf"(?:[^，,。;；:\n]{{0,10}}?(?:{ACTS})(?:[^，,。;；:\n]{{0,4}}?(?:申报|评定|认定|受理|{TIMES}))?|{TIMES})?"
    r"(?!(?:总体|整体)?(?:情况|总数|数量|名单|结果|材料|单位|企业|对象))"
)
PERIODIC = re.compile(
    rf"不?定期(?:集中|组织|开展|滚动)*(?:{ACTS})(?:申报)?|分批(?:次)?(?:{ACTS})|集中(?:申报|受理)"
)
SAYS_WHEN = re.compile(rf"{ACTS}|{WHEN}|{TIMES}")


def recurring(text: str, folded: str, piece: Piece, only_acts: bool) -> Iterator[Window]:
    """Yield the times that come again in the sentence `piece`; if `only_acts` those at which one applies."""
    taken = piece.start
    for pattern in (EVERY, PERIODIC):
        for match in pattern.finditer(folded, piece.start, piece.end):
            wanted = re.search(ACTS, match[0]) if only_acts else SAYS_WHEN.search(match[0])
            if match.start() < taken or wanted is None:
                continue
            taken = match.end()
            yield Window(text[match.start() : match.end()], None, None, match.start(), match.end())
