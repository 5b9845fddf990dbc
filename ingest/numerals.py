"""Numbers as policy documents write them: 12, １２, 十二, 二〇二一, ⑫."""

from __future__ import annotations

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "两": 2,
    "０": 0,
}
PLACES = {"十": 10, "百": 100, "千": 1000}
CHINESE = "〇零○一二三四五六七八九十百千两"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

WIDTHS = str.maketrans(
    "０１２３４５６７８９．，：；（）［］【】〔〕％－　﹝﹞",
    "0123456789.,:;()[][][]%- []",
)


def fold(text: str) -> str:
    """Return `text` with full-width digits, brackets and marks halved, character for character."""
    return text.translate(WIDTHS)


def parse_number(text: str) -> int:
    """Return the whole number written as Arabic digits, Chinese numerals or one circled digit.

    Raise ValueError for anything else.
    """
    bare = fold(text).strip()
    if bare.isascii() and bare.isdigit():
        return int(bare)
    if bare in CIRCLED and len(bare) == 1:
        return CIRCLED.index(bare) + 1
    if not bare or any(char not in DIGITS and char not in PLACES for char in bare):
        raise ValueError(f"“{text}”不是数字")
    if any(char in PLACES for char in bare):
        return _by_place(bare)
    return int("".join(str(DIGITS[char]) for char in bare))


def _by_place(text: str) -> int:
    total, digit = 0, 0
    for char in text:
        if char in PLACES:
            total += (digit or 1) * PLACES[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit
