"""Read the rows of a card for what they ask: conditions, whom it helps, and the tiers in what it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.facts.conditions_figures import find_figures
from ingest.facts.conditions_recipients import recipients, says_more
from ingest.facts.folded import Piece, fold
from ingest.facts.rows_cells import value_of
from ingest.facts.statements import MARKS, ORDINAL
from ingest.fields import CONDITIONS, RECIPIENTS, row_field, says_nothing
from ingest.records import Condition

OTHER = "其他"
ASKING = (CONDITIONS, RECIPIENTS)
ASKING_HEADING = re.compile(r"条件|要求|目标|门槛|资格")
NAMES_A_LIST = re.compile(r"(?:条件|要求|标准|范围|对象)$")
ALIKE = re.compile(r"(?:参照|比照)(?:执行|适用|享受)")
LEADS_ON = re.compile(
    r"(?:以下|下列|如下|上述|所列)[^，,。;；]{0,8}(?:条件|要求|之一|标准|规定)[^，,]{0,6}$|:$"
)
TELLS = re.compile(
    r"详见|见附件|为准|(?:参照|按照?|依照|适用).{0,40}(?:执行|办理|规定)$|是指|^(?:其中[，,])?[“”\w]{2,16}指(?!导|标|南|定)"
    r"|^(?:由|各区|市级?|区级?|省级?|县级?)[^，,]{2,24}(?:组织|负责|审核|公示|发布|统筹|受理|初审)|及时(?:返还|缴回)"
    r"|不受.{0,10}限制|暂停对|自愿(?:填写|申报|申请)|真实性"
)
LONGEST_OTHER, SHORTEST_OTHER, SHORTEST_NAME = 120, 6, 3
MOSTLY = 0.6  # of a description: what is left says nothing more
BOUNDED = ("经营指标", "规模", "地区")  # 注册时间在两年以上 is no place


def asks(path: Sequence[str]) -> bool:
    """Tell whether a clause lies in a row of a card that says what is asked or whom it helps."""
    return row_field(path) in ASKING


def demands(path: Sequence[str]) -> bool:
    """Tell whether a heading says that what follows must be reached: 改造目标, 申报条件."""
    return any(ASKING_HEADING.search(heading) for heading in path)


def asked_in_row(
    text: str, folded: str, piece: Piece, known: Iterable[Condition], path: Sequence[str]
) -> list[Condition]:
    """Return the conditions in a sentence of such a row, given those `known` from its words.

    A sentence in which nothing is known is a condition as a whole.
    """
    piece = _without_label(text, piece, path)
    whom = row_field(path) == RECIPIENTS
    if piece.start >= piece.end or (whom and ALIKE.search(folded, piece.start, piece.end)):
        return []
    named = [
        each
        for each in known
        if each.kind != OTHER and not (whom and _is_title(each)) and not _is_loose(each)
    ]
    found = with_figures(named, find_figures(text, folded, piece, is_asking=True))
    if whom:
        found += (each for each in recipients(text, folded, piece) if not _inside(each, found))
    inside = [each for each in found if piece.start <= each.start < piece.end]
    if not inside or (whom and says_more(text[piece.start : piece.end], inside)):
        found += _whole(text, folded, piece, path)
    return found


def given_in_row(
    text: str, folded: str, piece: Piece, known: Iterable[Condition], path: Sequence[str]
) -> list[Condition]:
    """Return the conditions in a sentence that says what is given: `known` ones and its bounded figures."""
    piece = _without_label(text, piece, path)
    bounded = [each for each in known if each.unit is None or each.minimum != each.maximum]
    return with_figures(bounded, find_figures(text, folded, piece, is_asking=demands(path)))


def with_figures(known: Iterable[Condition], figures: Iterable[Condition]) -> list[Condition]:
    """Return `known` conditions and `figures`; of a figure read twice the reading of `figures` counts."""
    read = list(figures)
    return [*(each for each in known if not _is_read(each, read)), *read]


def _is_read(known: Condition, figures: Sequence[Condition]) -> bool:
    """Tell whether a known condition is one of the `figures`, or words that say little else."""
    if known.kind in BOUNDED:
        return _inside(known, figures)
    if known.kind != OTHER:
        return False
    shared = sum(max(0, min(known.end, each.end) - max(known.start, each.start)) for each in figures)
    return shared > MOSTLY * (known.end - known.start)


def _is_loose(condition: Condition) -> bool:
    """Tell whether a figure has no bound and is no money: 贷款或取得两年期 asks for no two years."""
    return condition.unit not in (None, "元") and condition.minimum == condition.maximum


def _is_title(condition: Condition) -> bool:
    return condition.kind == "资质" or (condition.kind == "规模" and condition.unit is None)


def _inside(condition: Condition, others: Iterable[Condition]) -> bool:
    return any(each.start < condition.end and condition.start < each.end for each in others)


def _without_label(text: str, piece: Piece, path: Sequence[str]) -> Piece:
    """Return the sentence without the label of the row and without its own ordinal."""
    value = value_of(text, path[-1]) if path else None
    start = max(piece.start, value.start) if value is not None and piece.start < value.start else piece.start
    ordinal = ORDINAL.match(fold(text)[start : piece.end])
    return Piece(start + (ordinal.end() if ordinal else 0), piece.end)


def _whole(text: str, folded: str, piece: Piece, path: Sequence[str]) -> Iterator[Condition]:
    """Yield a whole sentence as a condition of its own, unless it is a heading or leads on to others."""
    sentence = folded[piece.start : piece.end]
    shortest = SHORTEST_NAME if row_field(path) == RECIPIENTS else SHORTEST_OTHER
    if not shortest <= len(sentence) <= LONGEST_OTHER or LEADS_ON.search(sentence.strip()):
        return
    plain = MARKS.sub("", sentence)
    is_heading = any(plain == MARKS.sub("", ORDINAL.sub("", fold(heading))) for heading in path)
    if is_heading and (piece.end < len(text.rstrip()) - 1 or NAMES_A_LIST.search(text.rstrip())):
        return
    if says_nothing(sentence) or TELLS.search(sentence):
        return
    written = text[piece.start : piece.end]
    yield Condition(written, OTHER, written, piece.start, piece.end)
