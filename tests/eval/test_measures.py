"""The registry of measures."""

import re

from eval.measures import MEASURES, METHODS
from eval.statistics import holm, interval, randomisation


def test_the_main_measures_are_a_handful_and_the_safety_measures_two_of_them() -> None:
    assert [name for name, measure in MEASURES.items() if measure.main] == [
        "nDCG@10", "R@10", "clause@1", "clause@3", "quote_faithfulness", "unit_f1", "fund_f1",
        "verdict_accuracy", "unsafe_verdict", "abstention_accuracy",
    ]  # fmt: skip
    assert {name for name, measure in MEASURES.items() if measure.safety} == {
        "quote_faithfulness",
        "unsafe_verdict",
    }


def test_every_measure_is_explained_in_one_chinese_sentence_with_its_source() -> None:
    for entry in (*MEASURES.values(), *METHODS.values()):
        assert re.fullmatch(r"[^。]*[\u4e00-\u9fff][^。]*。", entry.definition)
        assert re.search(r"[\u4e00-\u9fff]", entry.title)
        assert re.search(r"\d{4}|本项目定义|实测", entry.source)


def test_errors_risks_and_costs_are_better_when_lower() -> None:
    lower = {name for name, measure in MEASURES.items() if not measure.higher_is_better}
    costs = {name for name, measure in MEASURES.items() if measure.group == "cost"}
    assert lower == costs | {"unsafe_verdict", "false_abstention", "aurc", "ece"}
    assert all(("越低越好" in MEASURES[name].definition) is (name in lower - costs) for name in MEASURES)


def test_a_gain_is_positive_where_a_measure_became_better() -> None:
    assert MEASURES["R@10"].gain(0.5, 0.75) == 0.25
    assert MEASURES["unsafe_verdict"].gain(0.5, 0.75) == -0.25


def test_every_method_is_explained() -> None:
    assert list(METHODS) == [function.__name__ for function in (interval, randomisation, holm)]
