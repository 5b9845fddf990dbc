"""Ordinals as Word writes them: the formats of ST_NumberFormat that Chinese documents use."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
PLACES = ("", "十", "百", "千")
LEGAL = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def counted(number: int) -> str:
    """Return 1 as 一, 12 as 十二, 105 as 一百〇五."""
    if number <= 0 or number >= 10_000:
        return digits(number)
    text = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += DIGITS[digit] + PLACES[place]
        elif text and not text.endswith("〇") and number % 10**place:
            text += "〇"
    return text[1:] if text.startswith("一十") else text


def digits(number: int) -> str:
    """Return a number digit by digit: 25 as 二五."""
    return "".join(DIGITS[int(digit)] for digit in str(abs(number)))


def roman(number: int) -> str:
    """Return a lower-case Roman numeral."""
    if not 0 < number < 4_000:
        return str(number)
    text = ""
    for worth, letters in ROMAN:
        times, number = divmod(number, worth)
        text += letters * times
    return text


def letters(number: int) -> str:
    """Return 1 as a, 26 as z, 27 as aa, as Word counts."""
    if not 0 < number < 1_000:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(first: str, most: int) -> Callable[[int], str]:
    """Return a reader for signs that follow one another in Unicode, plain digits beyond them."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= most else str(number)


def circled(number: int) -> str:
    """Return 1 as ①, 21 as ㉑, 36 as ㊱."""
    if 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if 21 <= number <= 35:
        return chr(ord("㉑") + number - 21)
    return chr(ord("㊱") + number - 36) if 36 <= number <= 50 else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(FULL_WIDTH),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "koreanCounting": counted,
    "ideographDigital": digits,
    "japaneseDigitalTenThousand": counted,
    "taiwaneseDigital": digits,
    "chineseLegalSimplified": lambda number: counted(number).translate(LEGAL),
    "ideographLegalTraditional": lambda number: counted(number).translate(LEGAL),
    "ideographTraditional": _cycle(STEMS),
    "ideographZodiac": _cycle(BRANCHES),
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "none": lambda number: "",
}


def numeral(number: int, form: str) -> str:
    """Return `number` in a format of ST_NumberFormat, in Arabic digits where it is not known."""
    return FORMATS.get(form, str)(number)
