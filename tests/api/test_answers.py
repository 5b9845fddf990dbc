from collections.abc import Callable
from datetime import date

import pytest

from api.records import Answer
from index.search import KnowledgeBase
from ingest.errors import QuestionError

Ask = Callable[..., Answer]
HERE, THERE = {"region": "湖州市"}, {"region": "绍兴市"}

QUESTIONS = [
    ("新认定的小巨人企业奖励多少钱？", None),
    ("工业用地保障由谁负责？", None),
    ("市财政局负责哪些工作？", None),
    ("申报需要提交什么材料？", None),
    ("《中小企业服务券管理办法》是谁印发的？", None),
    ("我们想新建厂房，用地有优先指标吗？", {**HERE, "qualifications": ["小巨人"]}),
    ("我们想新建厂房，用地有优先指标吗？", THERE),
    ("我们购买云服务有补贴吗？", THERE),
    ("我们研制的首台套装备有保险费补贴吗？", HERE),
    ("我们竹木加工企业设备更新有补助吗？", HERE),
    ("我们想开一家宠物医院，有补贴吗？", HERE),
    ("高新技术企业有哪些支持政策？", None),
]


def cited(answer: Answer) -> list[int]:
    """Return every citation number that an answer uses."""
    numbers = [item.citation for group in (answer.measures, answer.facts, answer.funds) for item in group]
    numbers += [
        item.citation for group in (answer.units, answer.precedents, answer.contacts) for item in group
    ]
    for measure in answer.measures:
        numbers += [
            item.citation for group in (measure.conditions, measure.units, measure.funds) for item in group
        ]
    return [*numbers, *answer.nearest]


@pytest.mark.parametrize(("text", "profile"), QUESTIONS)
def test_every_citation_is_there_and_used_and_holds_what_is_said(
    town: KnowledgeBase, ask: Ask, text: str, profile: object
) -> None:
    answer = ask(text, profile)
    numbers = [citation.n for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(cited(answer)) == set(numbers)
    quotes = {citation.n: citation.quote for citation in answer.citations}
    for group in (answer.measures, answer.facts, answer.precedents, answer.funds):
        assert all(item.text in quotes[item.citation] for item in group)
    for unit in answer.units:
        assert unit.name in quotes[unit.citation]
    for citation in answer.citations:
        assert citation.quote in town.clause(citation.clause_id).text


@pytest.mark.parametrize(
    ("region", "elsewhere"),
    [("湖州市", {"绍兴市行动方案征求意见稿.txt"}), ("绍兴市", {"湖州市若干措施.txt", "湖州市提案答复.txt"})],
)
@pytest.mark.parametrize("text", [text for text, profile in QUESTIONS if profile])
def test_another_citys_measure_is_never_offered(
    ask: Ask, text: str, region: str, elsewhere: set[str]
) -> None:
    answer = ask(text, {"region": region})
    assert not elsewhere & {answer.citations[measure.citation - 1].source for measure in answer.measures}


@pytest.mark.parametrize(
    ("text", "profile", "day", "reason"),
    [
        ("我们想开一家宠物医院，有补贴吗？", HERE, date(2026, 11, 21), "no_supporting_clause"),
        ("公积金贷款额度是多少？", None, date(2026, 11, 21), "no_supporting_clause"),
        ("养殖户购买增氧设备能补贴吗？", None, date(2026, 11, 21), "no_supporting_clause"),
        ("我们研制的首台套装备有保险费补贴吗？", HERE, date(2026, 11, 21), "not_in_force"),
        ("我们想新建厂房，想要用地指标", HERE, date(2025, 2, 1), "not_in_force"),
        ("我们引进了博士，有生活补贴吗？", {"region": "浙江省"}, date(2026, 11, 21), "outside_region"),
        ("我们引进了博士，有生活补贴吗？", {"region": "湖北省黄石市"}, date(2026, 11, 21), "outside_region"),
    ],
)
def test_a_no_says_why_and_names_the_nearest_clauses(
    ask: Ask, text: str, profile: object, day: date, reason: str
) -> None:
    answer = ask(text, profile, day)
    assert (answer.status, answer.reason) == ("abstained", reason)
    assert answer.nearest == tuple(range(1, len(answer.citations) + 1))
    assert len(answer.nearest) >= 3
    assert (answer.measures, answer.facts, answer.funds, answer.units) == ((), (), (), ())
    assert "[1]" in answer.summary


def test_a_plan_applies_before_its_end_and_is_history_after(ask: Ask) -> None:
    need = "我们研制的首台套装备有保险费补贴吗？"
    before, after = ask(need, HERE, date(2023, 5, 1)), ask(need, HERE, date(2026, 11, 21))
    assert before.status == "answered"
    assert "保险费补贴" in before.measures[0].text
    assert [unit.name for unit in before.units] == ["省经信厅", "省财政厅"]
    assert after.measures == ()
    assert [item.why for item in after.precedents] == ["已到期"]


def test_the_figures_of_an_expired_plan_are_stated_with_its_standing(ask: Ask) -> None:
    answer = ask("到2025年全省要培育多少家小巨人企业？")
    assert "1000家" in answer.facts[0].text
    assert answer.citations[0].status == "已到期"
    assert answer.summary.endswith("已经到期。")


def test_a_draft_is_offered_at_home_with_its_standing(ask: Ask) -> None:
    answer = ask("我们购买云服务有补贴吗？", THERE)
    assert "上云补贴" in answer.measures[0].text
    assert answer.citations[0].status == "征求意见稿"
    assert "是征求意见稿，尚未正式印发" in answer.summary


def test_a_draft_of_another_city_is_only_a_precedent(ask: Ask) -> None:
    answer = ask("我们购买云服务能拿上云补贴吗？", HERE)
    assert answer.measures == ()
    best = answer.precedents[0]
    assert best.why == "他地经验"
    assert "上云补贴" in best.text
    assert answer.citations[best.citation - 1].source == "绍兴市行动方案征求意见稿.txt"


def test_what_a_reply_reports_is_a_fact_and_never_a_measure(ask: Ask) -> None:
    reported = ask("竹木产业转型专项资金有多少？")
    assert [(fund.text, fund.min_yuan) for fund in reported.funds] == [("1200万元", 12_000_000.0)]
    assert reported.measures == ()
    wanted = ask("我们竹木加工企业设备更新有补助吗？", HERE)
    assert "事实报道" in [item.why for item in wanted.precedents]
    assert all("竹木" not in measure.text for measure in wanted.measures)


def test_the_profile_decides_the_verdict(ask: Ask) -> None:
    need = "我们想新建厂房，用地指标能优先安排吗？"
    assert ask(need, {**HERE, "qualifications": ["小巨人"]}).measures[0].verdict == "符合"
    assert ask(need, {**HERE, "qualifications": ["创新型中小企业"]}).measures[0].verdict == "不符合"
    assert ask(need, HERE).measures[0].verdict == "信息不足"


def test_a_national_measure_applies_everywhere(ask: Ask) -> None:
    answer = ask("我们是初创企业，能领法律咨询服务券吗？", {"region": "湖北省黄石市"})
    assert answer.measures[0].verdict == "部分符合"  # 注册不满三年 is not told
    assert answer.citations[0].doc_number == "工信部企业〔2024〕21号"


def test_a_threshold_is_not_among_the_amounts_of_an_offer(ask: Ask) -> None:
    answer = ask("我们做智能化改造，贴息最高给多少万元？", HERE)
    assert [fund.text for fund in answer.funds] == ["最高不超过100万元"]


def test_the_question_completes_the_profile_that_is_shown(ask: Ask) -> None:
    answer = ask("我们是湖州市的小巨人企业，新建厂房能优先安排用地指标吗？", {"industry": "制造业"})
    assert answer.profile.region == "湖州市"
    assert answer.profile.qualifications == ("小巨人企业",)
    assert answer.profile.industry == "制造业"
    assert answer.as_of == "2026-11-21"


def test_an_open_question_gets_what_is_in_force_first(ask: Ask) -> None:
    answer = ask("高新技术企业引进人才有哪些支持措施？")
    assert [measure.instrument for measure in answer.measures] == ["人才"]
    assert "所在地区" in answer.missing


def test_a_question_without_words_is_refused(ask: Ask) -> None:
    with pytest.raises(QuestionError, match="空的"):
        ask("？！")


def test_a_figure_that_no_measure_gives_is_stated_for_one_who_has_told_its_place(ask: Ask) -> None:
    answer = ask("咨询电话几号？", HERE)
    assert (answer.status, answer.measures) == ("answered", ())
    assert "0572-2398765" in answer.facts[0].text
    assert ask("咨询电话几号？", THERE).facts == ()
