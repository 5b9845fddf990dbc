"""Tell sentences that give nobody anything: purposes, repeals, definitions, titles, lead-ins, sanctions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.facts.folded import Piece, fold
from ingest.facts.statements import ORDINAL, statements
from ingest.facts.tables import toml_table

CLOSING = re.compile(r"[\s。:;；.，,]+$")
NAMES = re.compile(r"《[^》]*》(?:\([^()]*\))*")
NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\[20\d{2}\] ?第?\d+ ?号")
BETWEEN_NAMES = re.compile(r"[\s、，,:和及与等以\d.·*#>|-]|附件|印发|关于|参见|详见")
LINE = "\n"
ASKS = ("?", "？")
LONGEST_TITLE = 120  # of a line that is the title of a document


def is_idle(folded: str, piece: Piece) -> bool:
    """Tell whether the sentence ``folded[piece.start:piece.end]`` gives or spares nobody anything."""
    if folded[piece.end : piece.end + 1] in ASKS:
        return True
    sentence = CLOSING.sub("", ORDINAL.sub("", folded[piece.start : piece.end]))
    sentence = re.sub("[,，]", "，", sentence)
    if names_only(sentence) or (_fills_its_line(folded, piece) and is_title(sentence)):
        return True
    if _ends_only(sentence) or _any("sanction").search(sentence):
        return True
    return _any("idle").search(sentence) is not None and _any("gives").search(sentence) is None


def tells_something(text: str, path: Sequence[str], start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` holds a sentence that is no heading, title, repeal or the like."""
    folded = fold(text)
    inside = [each for each in statements(text, tuple(path)) if start <= each.piece.start < end]
    return any(not (each.is_heading or each.is_creed or is_idle(folded, each.piece)) for each in inside)


def names_only(sentence: str) -> bool:
    """Tell whether nothing is left of a sentence without the names and numbers of documents."""
    rest = NUMBER.sub("", NAMES.sub("", sentence))
    return rest != sentence and not BETWEEN_NAMES.sub("", rest)


def is_title(sentence: str) -> bool:
    """Tell whether a line reads as the title of a document: no clause in it, a kind of document behind."""
    plain = NAMES.sub("《》", sentence)
    if len(sentence) > LONGEST_TITLE or re.search("[，。；:]", plain):
        return False
    if "关于" not in plain and _any("gives").search(plain):
        return False
    return _any("title").search(sentence) is not None or plain.endswith("《》")


def _fills_its_line(folded: str, piece: Piece) -> bool:
    """Tell whether a sentence is a line of its own without a full stop."""
    before, behind = folded[: piece.start].rstrip(" "), folded[piece.end :].lstrip(" ")
    return before[-1:] in ("", LINE) and behind[:1] in ("", LINE)


def _ends_only(sentence: str) -> bool:
    """Tell whether a sentence ends or starts a document and its other parts give nothing."""
    ends = _any("ending")
    parts = sentence.split("，")
    rest = [part for part in parts if not ends.search(part)]
    return len(rest) < len(parts) and not any(_any("gives").search(part) for part in parts)


@cache
def _any(key: str) -> re.Pattern[str]:
    """Return the alternatives the table lists under `key` as one expression."""
    listed = toml_table("idle").get(key)
    if not isinstance(listed, list):
        raise ValueError(f"table idle: {key} is not a list")
    return re.compile("|".join(f"(?:{each})" for each in map(str, listed)))
