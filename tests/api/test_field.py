from collections.abc import Callable
from datetime import date

from api.field import Field
from api.matching import ELSEWHERE, EVIDENCE, UNTOLD

CITY, REPLY, PLAN = "湖州市若干措施", "湖州市提案答复", "浙江省规划"
DRAFT, RULES, EXCERPT = "绍兴市行动方案征求意见稿", "工业和信息化部办法", "无名摘录"
NEED = "我们想引进博士，有补贴吗？"

Surveyed = Callable[..., Field]


def why_not(field: Field, ids: dict[str, str]) -> dict[str, str | None]:
    return {name: field.standings[document].why_not for name, document in ids.items()}


def test_only_what_applies_here_and_now_may_answer_a_situation(
    surveyed: Surveyed, ids: dict[str, str]
) -> None:
    field = surveyed(NEED, {"region": "湖州市"})
    assert why_not(field, ids) == {
        CITY: None,
        REPLY: EVIDENCE,
        PLAN: "已到期",
        DRAFT: ELSEWHERE,
        RULES: None,
        EXCERPT: UNTOLD,
    }
    assert field.fitting == {ids[CITY], ids[RULES]}
    assert field.others == {ids[REPLY], ids[PLAN], ids[DRAFT], ids[EXCERPT]}
    assert field.at_home


def test_the_day_decides_what_is_in_force(surveyed: Surveyed, ids: dict[str, str]) -> None:
    field = surveyed(NEED, {"region": "湖州市"}, date(2023, 5, 1))
    assert field.statuses[ids[CITY]] == "未生效"
    assert field.fitting == {ids[PLAN]}
    assert not field.at_home


def test_who_names_only_the_province_is_offered_no_city(surveyed: Surveyed, ids: dict[str, str]) -> None:
    field = surveyed(NEED, {"region": "浙江省"})
    assert why_not(field, ids)[CITY] == "仅限湖州市"
    assert field.fitting == {ids[RULES]}
    assert not field.at_home


def test_who_names_no_place_may_be_anywhere(surveyed: Surveyed, ids: dict[str, str]) -> None:
    field = surveyed(NEED)
    assert field.fitting == {ids[CITY], ids[DRAFT], ids[RULES]}
    assert not field.standings[ids[CITY]].region_known


def test_a_look_up_asks_every_document_whatever_its_standing(surveyed: Surveyed, ids: dict[str, str]) -> None:
    assert surveyed("竹木产业转型专项资金有多少？").fitting == set(ids.values())


def test_a_look_up_that_names_a_place_asks_what_speaks_of_it(surveyed: Surveyed, ids: dict[str, str]) -> None:
    field = surveyed("湖州市的竹木产业转型专项资金有多少？")
    assert field.fitting == {ids[CITY], ids[REPLY], ids[PLAN], ids[RULES], ids[EXCERPT]}
    assert field.others == {ids[DRAFT]}


def test_a_named_document_alone_is_asked(surveyed: Surveyed, ids: dict[str, str]) -> None:
    assert surveyed("湖政办发〔2025〕6号奖励多少钱？").fitting == {ids[CITY]}
