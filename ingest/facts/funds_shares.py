"""Find support that is given as a share alone: 按照投资总额30%的比例给予补助, 不超过合同额的20%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.facts.folded import fold, near, sentence_at
from ingest.facts.funds import kind_near
from ingest.records import Fund

PERCENT = r"\d{1,3}(?:\.\d+)?(?: ?%)?(?: ?(?:-+|至|到) ?\d{1,3}(?:\.\d+)?)? ?%"
SHARE = re.compile(
    rf"(?:按照?|以|给予|予以|补贴|补助|资助|奖励|贴息|贴费|承担|分担|补偿)[^，,。;；:\n()%]{{0,48}}?(?P<share>{PERCENT})"
    r"(?:的?(?:比例|标准|额度))?"
    rf"|(?:最高|不超过|不高于)[^，,。;；:\n()%\d]{{0,24}}(?P<cap>{PERCENT})"
)
GIVES = re.compile("给予|予以|补助|补贴|资助|奖励|贴息|贴费|补偿|支持|返还|减免|奖补|兑付|承担|分担|安排")


def find_shares(text: str, funds: Sequence[Fund]) -> Iterator[Fund]:
    """Yield the shares of `text` that are no basis of `funds`: without bounds, `basis` is the share."""
    folded = fold(text)
    capped = [fund.basis for fund in funds if fund.basis]
    for match in SHARE.finditer(folded):
        written = text[match.start() : match.end()]
        sentence = near(sentence_at(folded, match.start()), match.start(), match.end())
        if not GIVES.search(folded, sentence.start, sentence.end):
            continue
        if any(basis in written or written in basis for basis in capped):
            continue
        kind = kind_near(folded, match.start(), match.end())
        yield Fund(written, kind, None, None, match.start(), match.end(), written)
