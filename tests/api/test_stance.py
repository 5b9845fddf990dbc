"""What an asker holds, denies or leaves open, in the ways people say it."""

import pytest

from api.matching import held_by
from api.profile import parse_profile
from api.question import read_question
from ingest.facts.qualifications import meets
from ingest.records import Profile

GIANT, SPECIAL, HIGH_TECH = "国家级专精特新小巨人企业", "省级专精特新中小企业", "高新技术企业"
CHAMPION, FIRST_LOAN, LISTED = "制造业单项冠军企业", "首贷企业", "上市公司"
GAZELLE, SMALL = "瞪羚企业", "中小企业"


def asker(question: str, profile: object = None) -> Profile:
    return read_question(question, parse_profile(profile)).profile


@pytest.mark.parametrize(
    ("question", "title", "holds"),
    [
        ("我们公司尚未获评小巨人，能申请吗？", GIANT, False),
        ("我们去年就拿到了小巨人称号，想扩产。", GIANT, True),
        ("公司2021年评的小巨人今年到期，复核没过，现在还能享受吗？", GIANT, False),
        ("我们正在申报高企，想问研发补助。", HIGH_TECH, None),
        ("我们的高企证书还有两个月到期，现在能享受吗？", HIGH_TECH, True),
        ("不知道我们是不是高新技术企业，能享受吗？", HIGH_TECH, None),
        ("本企业既是高新技术企业，也是省级专精特新，想融资。", SPECIAL, True),
        ("本企业既不是高新技术企业，也不是专精特新，想融资。", SPECIAL, False),
        ("本企业既不是高新技术企业，也不是专精特新，想融资。", HIGH_TECH, False),
        ("我们给小巨人企业做配套，自己什么称号也没有，能支持吗？", GIANT, False),
        ("我们家不是单项冠军吗，怎么没有奖励？", CHAMPION, None),
        ("我厂被取消了专精特新资格，还能用担保吗？", SPECIAL, False),
        ("听说小巨人能拿补贴，我们只是普通小企业，行吗？", GIANT, None),
        ("我们的母公司是上市公司，我们自己没上市，有支持吗？", LISTED, False),
        ("公司去年在北交所上市了，想并购。", LISTED, True),
        ("公司计划明年在北交所上市，有什么支持？", LISTED, None),
        ("我们有过一笔经营贷，已经还清了，再贷算首贷吗？", FIRST_LOAN, False),
        ("我们没有贷款需求，只想招人。", FIRST_LOAN, None),
        ("从没跟银行打过交道，第一次贷款有贴息吗？", FIRST_LOAN, True),
        ("我们是瞪羚企业，还没评上独角兽，有什么支持？", GAZELLE, True),
        ("瞪羚没评上，只是雏鹰企业，有支持吗？", GAZELLE, False),
        ("我们规模大，早就不是中小企业了，还能享受吗？", SMALL, False),
        ("我们虽然不是小巨人，但是省级专精特新，能享受吗？", SPECIAL, True),
        ("我们不仅是高企而且是单项冠军，能享受吗？", CHAMPION, True),
        ("我们落选了小巨人，还能享受吗？", GIANT, False),
        ("今年小巨人评审我们没通过，还能享受吗？", GIANT, False),
        ("我们专精特新还在有效期内，能享受吗？", SPECIAL, True),
        ("想问问专精特新企业有啥政策，我们是做食品的个体户。", SPECIAL, None),
        ("我公司非高新技术企业，有补助吗？", HIGH_TECH, False),
        ("小巨人企业在黄石有哪些用地支持？", GIANT, True),
    ],
)
def test_what_is_said_of_a_title_decides_whether_it_is_held(
    question: str, title: str, holds: bool | None
) -> None:
    who = asker(question)
    assert meets(held_by(who), title, who.denied) is holds


def test_what_the_question_denies_outweighs_an_older_profile() -> None:
    who = asker("我们的专精特新称号去年被取消了，还能享受吗？", {"qualifications": ["省级专精特新"]})
    assert who.qualifications == ("省级专精特新",)
    assert meets(held_by(who), SPECIAL, who.denied) is False


def test_a_lower_title_denied_beside_a_higher_one_is_not_lacked() -> None:
    who = asker("我们不是创新型中小企业了，别按那个推。", {"qualifications": ["小巨人"]})
    assert who.denied == ()
    assert meets(held_by(who), "创新型中小企业", who.denied)


def test_the_later_word_counts() -> None:
    assert asker("以前不是高新技术企业，今年是高新技术企业了。").denied == ()
    assert asker("以前是高新技术企业，今年不是高新技术企业了。").qualifications == ()


def test_one_who_has_no_title_at_all_lacks_each() -> None:
    who = asker("我们什么称号都没有，能享受吗？")
    assert [meets(held_by(who), title, who.denied) for title in (GIANT, SPECIAL, HIGH_TECH, CHAMPION)] == [
        False
    ] * 4
    assert meets(held_by(who), SMALL, who.denied) is None


def test_an_industry_and_a_size_told_fill_the_profile() -> None:
    who = asker("荆门一家纺织行业的小型企业想更新设备，有补助吗？")
    assert (who.industry, who.size) == ("纺织服装", "小型企业")
    given = asker("我们是小型企业", {"size": "中型", "industry": "食品"})
    assert (given.industry, given.size) == ("食品", "中型")


def test_only_what_is_stated_is_told() -> None:
    question = "工厂在规划环评合规的园区里，想扩产，没有土地，能申请指标吗？"
    assert asker(question).told == ("工厂在规划环评合规的园区里",)
