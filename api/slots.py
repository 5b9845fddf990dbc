"""What kind of thing a question wants to be told, and whether a sentence holds one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, partial

from api.question import Question, question_table
from api.sentences import Sentence
from ingest.records import Facts, Fund

_DIGITS = r"[0-9０-９][0-9０-９.,，．]*|[两二三四五六七八九十百千]+"
_NUMBER = re.compile(rf"[0-9０-９]|(?:{_DIGITS})[家个项户名人次件批条场成类种天年]")
_SHARE = re.compile(r"[0-9０-９]\s*[%％‰]|百分|[一二三四五六七八九]成")
_TIME = re.compile(
    r"[0-9０-９]{1,4}\s*[年月日天]|季度|[一二三四五六七八九十]+[年月天日]|[一1１]周|常年|长期|小时"
)
_CONTACT = re.compile(r"[0-9０-９][0-9０-９－—-]{5,}|@|联系人\s*[：:]")
# counters that are said for one another
_ALIKE = {
    "人": "人名位",
    "名": "人名位",
    "位": "人名位",
    "家": "家户个",
    "个": "个家项件名人",
    "户": "家户个",
    "次": "次场",
    "场": "次场",
    "项": "项个条件",
    "条": "条项个",
}
_PLACE = re.compile(
    r"https?:|www\.|网站|网址|平台|窗口|大厅|系统|地址|[A-Za-z]{2,}\.(?:cn|com|gov)|APP|小程序|公众号"
)
_MATERIALS = re.compile(r"材料|资料|证明|复印件|申请表|申报书|承诺书|手续|证件|营业执照|报告")
_COUNTER = re.compile(r"(?:多少|几)([家个项户名人次件批条场类种亩年天月台宗所款笔座]|成(?!本|果|绩))")
_WANTS_SHARE = re.compile(
    r"(比例|比重|占比|率|增幅|增速)[^，。]{0,6}(多少|几|多高|到|为|是)|百分之(几|多少)|(多少|几)个(百分)?点"
)

Test = Callable[[Sentence, Facts], bool]


def slot_tests(question: Question) -> tuple[Test, ...]:
    """Return tests of a sentence for what is asked, strictest first; empty where any sentence will do."""
    asks = question.asks
    if "units" in asks:
        return ()  # the units are the clause's, whatever sentence is quoted
    if "contact" in asks:
        return (_matches(_CONTACT),)
    for ask, pattern in (("place", _PLACE), ("materials", _MATERIALS)):
        if ask in asks:
            return (_matches(pattern),)
    if "reference" in asks:
        return (partial(_has_reference, question.text),)
    if "funds" in asks:
        return (partial(_has_fund, money_groups(question.text)),)
    if "time" in asks:
        return (_matches(_TIME),)
    if "quantity" in asks and _WANTS_SHARE.search(question.text):
        return (_matches(_SHARE),)
    if "quantity" in asks:
        return (*_counted(question.text), _matches(_NUMBER))
    return ()


def _counted(text: str) -> tuple[Test, ...]:
    counters = "".join(_ALIKE.get(counter, counter) for counter in dict.fromkeys(_COUNTER.findall(text)))
    if not counters:
        return ()
    return (_matches(re.compile(rf"(?:{_DIGITS})\s*(?:多|余)?\s*[万亿]?\s*(?:多|余)?\s*[{counters}]")),)


def _matches(pattern: re.Pattern[str]) -> Test:
    return lambda sentence, facts: bool(pattern.search(sentence.text))


def _has_reference(asked: str, sentence: Sentence, facts: Facts) -> bool:
    return any(
        sentence.start <= reference.start < sentence.end and reference.text not in asked
        for reference in facts.references
    )


def _has_fund(groups: AbstractSet[str], sentence: Sentence, facts: Facts) -> bool:
    return any(sentence.start <= fund.start < sentence.end and suits(fund, groups) for fund in facts.funds)


def suits(fund: Fund, groups: AbstractSet[str]) -> bool:
    """Tell whether an amount can be of the kind of money asked for; an amount of no kind may be any."""
    group = _groups().get(fund.kind)
    return not groups or group is None or group in groups


def money_groups(text: str) -> frozenset[str]:
    """Return the kinds of money a question names, kinds that are spoken of alike taken together."""
    groups = set()
    for kind in sorted(_groups(), key=len, reverse=True):  # 担保费 is no 担保
        if kind in text:
            groups.add(_groups()[kind])
            text = text.replace(kind, " ")
    return frozenset(groups)


@cache
def _groups() -> Mapping[str, str]:
    return {kind: group for group, kinds in question_table()["money"].items() for kind in kinds}
