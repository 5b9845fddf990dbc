"""Tell per page whether a text layer says what the page shows, or must be read from its picture."""

from __future__ import annotations

import re
from collections.abc import Iterable

CID = re.compile(r"\(cid:\d{1,6}\)")
LEADERS = frozenset(".-_·…~=*")  # repeated signs of forms and tables of contents
LEAST_CHARS = 12  # of a text layer that can be judged
LEAST_BAD, BAD = 5, 0.08  # characters, and their share, that say nothing
SIGNS = 0.35  # share of ASCII signs that no text has
LEAST_HAN = 60  # characters from which the common ones must be among them
COMMON_SHARE = 0.06  # Chinese of any kind has four times as many of the common characters, chance half
ENCODABLE = 0.6  # share of Chinese characters that GB 2312 or Big5 has
LATIN_ODD = 0.3  # share of accented letters in what was read in a wrong code page
LONGEST_WORD = 25.0  # letters a word on average
LEAST_PICTURED = 0.5  # share of a page that a picture covers where little text stands beside it
LITTLE = 60  # characters: a stamp of the scanner, a page number, a link
# Characters that run through documents, news, tables and names of companies alike.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三"
    "之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间"
    "样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革"
    "位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处"
    "市县省号请企业服务支持项目申报金融科技术创投政策单位负责责办发改委"
)


def is_garbage(text: str, unmapped: int = 0) -> bool:
    """Say whether a page's text layer is no text; `unmapped` of its characters have no Unicode value."""
    lost = len(CID.findall(text))
    chars = [char for char in CID.sub("", text) if not char.isspace()]
    total = len(chars) + lost
    if total < LEAST_CHARS:
        return unmapped + lost + sum(map(_says_nothing, chars)) > total / 2 > 0
    bad = max(unmapped, sum(map(_says_nothing, chars))) + lost
    if bad >= LEAST_BAD and bad > BAD * total:
        return True
    return _is_signs(chars) or _is_wrong_page(chars) or _is_shuffled(chars) or _is_unspaced(text, chars)


def is_pictured(text: str, covered: float) -> bool:
    """Say whether a page is a picture, `covered` the share of it under pictures, with little text beside."""
    return covered >= LEAST_PICTURED and is_little(text)


def is_little(text: str) -> bool:
    """Say whether a text is no more than a scanner's stamp, a page number or a link."""
    return sum(not char.isspace() for char in text) < LITTLE


def _says_nothing(char: str) -> bool:
    code = ord(char)
    control = code < 0x20 or 0x7F <= code < 0xA0
    private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    return control or private or 0xFFF0 <= code <= 0xFFFF or 0xD800 <= code < 0xE000


def _is_signs(chars: list[str]) -> bool:
    told = [char for char in chars if char not in LEADERS]
    signs = sum(char.isascii() and not char.isalnum() for char in told)
    return len(told) >= LEAST_CHARS and signs > SIGNS * len(told)


def _is_wrong_page(chars: list[str]) -> bool:
    """Say whether bytes were read in a code page that is not theirs."""
    odd = sum(0xA1 <= ord(char) <= 0x24F or 0x370 <= ord(char) <= 0x6FF for char in chars)
    if odd > LATIN_ODD * len(chars):
        return True
    han = _han(chars)
    return len(han) >= LEAST_HAN and sum(map(_is_in_use, han)) < ENCODABLE * len(han)


def _is_in_use(char: str) -> bool:
    for codec in ("gb2312", "big5"):
        try:
            char.encode(codec)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _is_shuffled(chars: list[str]) -> bool:
    """Say whether codes were mapped to characters that are not those drawn."""
    han = _han(chars)
    return len(han) >= LEAST_HAN and sum(char in COMMON for char in han) < COMMON_SHARE * len(han)


def _is_unspaced(text: str, chars: Iterable[str]) -> bool:
    """Say whether Latin letters run on as no words do."""
    letters = sum(char.isascii() and char.isalpha() for char in chars)
    if letters < LEAST_HAN or letters < 0.7 * sum(1 for _ in chars):
        return False
    return letters / max(len(text.split()), 1) > LONGEST_WORD


def _han(chars: Iterable[str]) -> list[str]:
    return [char for char in chars if "\u3400" <= char <= "\u9fff"]
