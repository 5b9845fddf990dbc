"""Citation recall and precision of hand-made answers."""

from collections.abc import Mapping

import pytest

from eval.answered import parse_answer
from eval.citing import citation_shares

CLAUSES = {"省#三": "支持企业上市，奖励100万元。（省财政厅负责）", "市#一": "一、用地保障 优先供地。"}


def cite(n: int, clause_id: str, quote: str, *path: str) -> dict[str, object]:
    return {"n": n, "source": "意见.txt", "clause_id": clause_id, "path": list(path), "quote": quote}


LISTED = cite(1, "省#三", "支持企业上市，\n奖励100万元。")
LAND = cite(2, "市#一", "优先供地。", "一、用地保障")


def shares(parts: Mapping[str, object]) -> tuple[float, float] | None:
    return citation_shares(parse_answer({"id": "q", "status": "answered", **parts}), CLAUSES)


def test_what_the_quote_holds_is_supported_white_space_apart() -> None:
    measure = {"text": "支持企业上市，奖励 100万元", "citation": 1}
    assert shares({"measures": [measure], "citations": [LISTED]}) == (1.0, 1.0)


def test_what_another_citation_holds_is_not_supported() -> None:
    facts = [{"text": "优先供地", "citation": 2}, {"text": "优先供地", "citation": 1}]
    assert shares({"facts": facts, "citations": [LISTED, LAND]}) == (0.5, 0.5)


def test_a_word_changed_is_not_supported() -> None:
    assert shares({"facts": [{"text": "奖励200万元", "citation": 1}], "citations": [LISTED]}) == (0.0, 0.0)


def test_a_heading_supports_what_is_its_words() -> None:
    assert shares({"facts": [{"text": "用地保障", "citation": 2}], "citations": [LAND]}) == (1.0, 1.0)


def test_a_unit_may_stand_in_the_clause_outside_the_quote_but_an_amount_may_not() -> None:
    unit = {"name": "省财政厅", "citation": 1}
    assert shares({"units": [unit], "citations": [LISTED]}) == (1.0, 1.0)
    fund = {"text": "100万元", "citation": 1}
    cut = cite(1, "省#三", "支持企业上市")
    assert shares({"units": [unit], "funds": [fund], "citations": [cut]}) == (0.5, 1.0)


def test_the_conditions_amounts_and_units_of_a_measure_are_statements_too() -> None:
    measure = {
        "text": "支持企业上市",
        "citation": 1,
        "conditions": [{"text": "上市公司", "citation": 1}],
        "funds": [{"text": "奖励100万元", "citation": 1}],
        "units": [{"name": "市财政局", "citation": 1}],
    }
    assert shares({"measures": [measure], "citations": [LISTED]}) == (0.5, 1.0)


def test_a_citation_nothing_leans_on_is_imprecise_unless_an_abstention_lists_it_as_nearest() -> None:
    said = {"precedents": [{"text": "优先供地", "citation": 2}], "citations": [LISTED, LAND]}
    assert shares(said) == (1.0, 0.5)
    assert shares({**said, "status": "abstained", "nearest": [1, 2]}) == (1.0, 1.0)


def test_leaning_on_no_citation_at_all_is_unsupported_and_imprecise() -> None:
    assert shares({"facts": [{"text": "优先供地", "citation": 3}]}) == (0.0, 0.0)
    assert shares({"facts": [{"text": "", "citation": 2}], "citations": [LAND]}) == (0.0, 0.0)


@pytest.mark.parametrize("status", ["answered", "abstained"])
def test_an_answer_that_says_nothing_has_no_shares(status: str) -> None:
    assert shares({"status": status, "citations": [LAND], "nearest": [2]}) is None
