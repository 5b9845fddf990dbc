"""Figures and amounts in sentences of our own against a table that was written before they were read."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from ingest.facts.conditions import find_conditions
from ingest.facts.numerals import NUMBER
from ingest.facts.read import read_facts

TABLE = Path(__file__).parent / "facts_expected" / "figures.tsv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def bounds(low: float | None, high: float | None) -> str:
    return f"{'' if low is None else f'{low:.15g}'}..{'' if high is None else f'{high:.15g}'}"


def listed(found: Iterable[str]) -> list[str]:
    return sorted(each for each in found if each)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:24])
def test_a_sentence_gives_the_figures_and_amounts_a_reader_finds(row: dict[str, str]) -> None:
    facts = read_facts(row["text"], (row["row"],))
    figures = (
        f"{bounds(each.minimum, each.maximum)} {each.unit}"
        for each in facts.conditions
        if (each.minimum, each.maximum) != (None, None)
    )
    assert listed(figures) == listed(row["figures"].split(";"))
    amounts = (bounds(fund.min_yuan, fund.max_yuan) for fund in facts.funds if "元" in fund.text)
    assert listed(amounts) == listed(row["amounts"].split(";"))


@pytest.mark.parametrize("run", ["1" * 60_000, "一" * 20_000, "1,111" * 8_000, "2023年" * 8_000])
def test_a_run_of_digits_without_end_is_read_in_one_pass_and_is_no_figure(run: str) -> None:
    facts = read_facts(f"{run}。注册资本不低于200万元", ("申报条件",))
    assert [(each.value, each.minimum) for each in facts.conditions if each.minimum] == [
        ("注册资本", 2_000_000)
    ]


def test_no_number_is_longer_than_any_that_is_written() -> None:
    assert re.fullmatch(NUMBER, "123456789012.5") is not None
    assert re.fullmatch(NUMBER, "1" * 100) is None
    assert re.fullmatch(NUMBER, "一" * 100) is None


@pytest.mark.parametrize("label", ["政策名称", "支持内容"])
def test_what_a_measure_is_called_is_no_measure(label: str) -> None:
    path = (label,)
    assert read_facts(f"{label}\t设备更新贷款贴息", path).measures == ()
    assert (
        len(read_facts(f"{label}\t设备更新贷款贴息，按利息的50%给予补贴，最高80万元。", path).measures) == 1
    )


def test_the_label_of_a_row_is_no_word_of_its_first_sentence() -> None:
    text = "扶持标准\t对建设期不超过2年，设备投资500万元以上的项目，按8%给予补助。"
    found = read_facts(text, ("扶持标准",)).conditions
    assert [(each.text, each.maximum, each.unit) for each in found if each.unit == "年"] == [
        ("建设期不超过2年", 2, "年")
    ]


def test_two_bounds_of_one_figure_are_one_condition() -> None:
    [found] = find_conditions("从业人员50人（含）以上、500人以下", ("申报条件",))
    assert (found.value, found.minimum, found.maximum) == ("从业人员", 50, 500)


def test_the_title_of_a_notice_supports_nobody() -> None:
    assert read_facts("关于开展2025年度科技创新券补贴申领工作的通知").measures == ()
