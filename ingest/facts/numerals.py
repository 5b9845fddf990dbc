"""Read numbers as Chinese documents write them: 1,000 · 6.5 · 五十 · 一千二百 · 3亿 · 十."""

from __future__ import annotations

DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "○": 0, "〇": 0, "两": 2, "俩": 2, "廿": 20,
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}

CHINESE = "零〇○一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟"
# no number is longer: without an end to it a run of digits takes time in the square of its length
ARABIC = r"(?<!\d)[1-9]\d{0,2}(?:[,，]\d{3}){1,5}(?:\.\d{1,6})?(?![\d.])|\d{1,15}(?:\.\d{1,9})?"
NUMBER = rf"(?:{ARABIC}|[{CHINESE}]{{1,15}}(?:万[{CHINESE}]{{1,9}})?)"
SCALE = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百)"
SCALES = {
    "": 1, "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip


def parse_number(text: str) -> float | None:
    """Return the value of an Arabic or Chinese number, widths folded; None where it is no number."""
    text = text.strip().replace(",", "").replace("，", "")
    if not text:
        return None
    if text[0].isdecimal():
        return _arabic(text)
    return _chinese(text)


def scaled(number: str, scale: str | None) -> float | None:
    """Return `number` times `scale` (万, 亿, 百万 …), free of binary dust; None where it is no number."""
    value = parse_number(number)
    factor = SCALES.get(scale or "")
    if value is None or factor is None:
        return None
    return round(value * factor, 6)


def _arabic(text: str) -> float | None:
    stem = text.rstrip("".join(TENS) + "".join(MYRIADS))
    factor = SCALES.get(text[len(stem) :])
    try:
        return None if factor is None else round(float(stem) * factor, 6)
    except ValueError:
        return None


def _chinese(text: str) -> float | None:
    """Add up 一百二十万三千; digits in a row (二○二四) are read as positions."""
    if len(text) > 1 and all(char in DIGITS for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    for at, char in enumerate(text):
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section += (digit or (1 if at == 0 or text[at - 1] not in DIGITS else 0)) * TENS[char]
            digit = 0
        elif char in MYRIADS:
            total = (total + (section + digit or 1)) * MYRIADS[char]
            section = digit = 0
        else:
            return None
    return float(total + section + digit)
