from dataclasses import replace

from rich.cells import cell_len

from eval.compare import compare_systems
from eval.report.table import format_comparison, format_results
from eval.report.wording import change, findings, significant_words
from eval.results import SCHEMA, Comparison, Measured, Results, SuiteResult, SystemResult
from eval.statistics import interval

IDS = [f"q{number}" for number in range(20)]


def measured(value: float) -> Measured:
    """Return a measure whose mean is `value`, with the last question differing a little."""
    values = dict.fromkeys(IDS, value)
    return Measured(*interval(list(values.values())), values)


def system(name: str, title: str, level: float, **more: float) -> SystemResult:
    measures = {"nDCG@10": measured(level), "R@10": measured(0.75), "AP": measured(0.5)}
    measures |= {key: measured(value) for key, value in more.items()}
    row: dict[str, str | float | bool] = {"title": title, "answers": bool(more)}
    return SystemResult(name, row, "s", "m", measures, {}, {"p50": 12.34, "p95": 50.0}, {})


def results(*systems: SystemResult, stale: tuple[str, ...] = ()) -> Results:
    compared = compare_systems("five", systems)
    made = SuiteResult(
        "five", "eval/suites/five", "d", 24, {"查条款": 20, "其他": 4}, stale, systems, compared
    )
    return Results(SCHEMA, "2026-03-02T08:15:00+00:00", "0.1.0", "huice eval run", (made,))


WORDS = system("bm25-words", "BM25 词", 0.25)
OURS = system("huice", "惠策：混合", 0.875, unsafe_verdict=0.0, **{"clause@1": 0.625})


def compared(measure: str, a: float, b: float, p: float, system: str = "huice") -> Comparison:
    return Comparison("five", measure, f"{system}@基线", f"{system}@本次", 20, a, b, p / 2, p)


def test_systems_are_rows_and_main_measures_are_columns() -> None:
    lines = format_results(results(WORDS, OURS)).splitlines()
    assert lines[0] == "试题 five：24 题（查条款 20，其他 4）"
    heads = ["系统", "nDCG@10", "R@10", "首条引文正确率", "错误许诺率", "耗时中位数（毫秒）"]
    assert lines[1].split() == heads
    assert lines[3].split() == ["BM25", "词", "0.250-", "0.750", "–", "–", "12.3"]
    assert lines[4].split() == ["惠策：混合", "0.875*", "0.750", "0.625", "0.000", "12.3"]
    assert lines[5].split() == ["题数", "20", "20", "20", "20"]


def test_columns_stand_in_line_although_a_chinese_character_takes_two_cells() -> None:
    head, rule, *rows = format_results(results(WORDS, OURS)).splitlines()[1:6]
    assert cell_len(head) == cell_len(rule)
    # the decimal points of a column stand in one place
    at = [cell_len(row[: row.index(".", row.index("0."))]) for row in rows[:2]]
    assert at[0] == at[1]


def test_a_line_is_never_wider_than_the_terminal_of_a_report() -> None:
    many = system("huice", "惠策", 0.875, **{
        "clause@1": 0.5, "clause@3": 0.5, "quote_faithfulness": 1.0, "unit_f1": 0.5, "fund_f1": 0.5,
        "verdict_accuracy": 0.5, "unsafe_verdict": 0.1, "abstention_accuracy": 0.9,
    })  # fmt: skip
    text = format_results(results(WORDS, many))
    tables = text[: text.index("* 最好")]
    assert max(map(cell_len, tables.splitlines())) <= 112
    assert tables.count("惠策") == 2


def test_what_is_significant_is_said_in_words() -> None:
    text = format_results(results(WORDS, OURS))
    assert "nDCG@10：惠策：混合 显著优于 BM25 词（差 0.625，p<0.001）" in text
    assert "R@10：" not in text.replace("nDCG@10：", "")
    same = format_results(results(WORDS, replace(WORDS, name="other")))
    assert "各系统之间没有显著差别。" in same


def test_measures_are_named_at_the_end() -> None:
    last = format_results(results(WORDS, OURS)).splitlines()[-1]
    assert "nDCG@10 归一化折损累计增益（前 10）" in last
    assert "首条引文正确率 = clause@1" in last
    assert "AP" not in last


def test_stale_judgements_are_counted() -> None:
    told = format_results(results(WORDS, stale=("a", "b")))
    assert "2 处判定已过时" in told
    assert "--home" not in told


def test_judgements_none_of_which_holds_point_to_another_base() -> None:
    asked = replace(OURS, measures={"clause@1": measured(0.0)})
    assert "没有一条对得上" in format_results(results(asked, stale=("a",)))
    assert "已过时" not in format_results(results(WORDS))


def test_a_system_alone_and_a_suite_without_systems_have_a_table_too() -> None:
    assert "0.250" in format_results(results(WORDS))
    assert "试题 five" in format_results(results())


def test_drops_come_first_then_what_is_unsafe_then_rises() -> None:
    rows = [
        compared("R@10", 0.5, 0.5, 1.0),
        compared("nDCG@10", 0.5, 0.75, 0.01),
        compared("quote_faithfulness", 1.0, 0.99, 0.9),
        compared("clause@1", 0.75, 0.5, 0.02),
        compared("unsafe_verdict", 0.0, 0.25, 0.0004),
    ]
    lines = format_comparison(rows).splitlines()
    assert lines[0].split() == ["系统", "指标", "题数", "基线", "本次", "差", "校正后", "结论"]
    assert [line.split()[-1] for line in lines[2:]] == [
        "显著下降",
        "显著上升（变差）",
        "无显著差别，但安全指标变差",
        "显著上升",
        "无显著差别",
    ]
    assert lines[2].split()[1:7] == ["首条引文正确率", "20", "0.750", "0.500", "-0.250", "p=0.020"]
    assert "p<0.001" in lines[3]


def test_two_systems_of_one_run_are_named_both() -> None:
    one = Comparison("five", "nDCG@10", "bm25", "huice", 20, 0.25, 0.5, 0.01, 0.01)
    lines = format_comparison([one]).splitlines()
    assert "bm25 → huice" in lines[2]
    assert lines[0].split()[3:5] == ["甲", "乙"]
    assert format_comparison([]) == "没有可比较的指标。"


def test_the_suite_is_named_where_there_are_several() -> None:
    one = compared("R@10", 0.5, 0.25, 0.01)
    text = format_comparison([one, replace(one, suite="second")])
    assert text.splitlines()[0].startswith("试题")
    assert "second" in text


def test_a_change_is_called_good_or_bad_where_low_is_good() -> None:
    assert change(compared("unsafe_verdict", 0.5, 0.25, 0.01)) == "显著下降（变好）"
    assert change(compared("nDCG@10", 0.5, 0.25, 0.01)) == "显著下降"
    assert change(compared("nDCG@10", 0.5, 0.25, 0.05)) == "无显著差别"
    assert change(compared("unsafe_verdict", 0.25, 0.5, 0.5)) == "无显著差别，但安全指标变差"


def test_findings_name_the_best_and_whom_it_beats() -> None:
    values = {**dict.fromkeys(IDS, 0.875), "q0": 1.0}
    near = replace(OURS, name="dense", row={"title": "向量", "answers": False}, measures={
        "nDCG@10": Measured(*interval(list(values.values())), values),
    })  # fmt: skip
    told = findings(results(WORDS, near, OURS).suites[0])
    assert told[0].startswith("nDCG@10：向量 最好，0.881（")
    assert told[0].endswith("；显著好于 BM25 词；与 惠策：混合 没有显著差别。")
    assert told[-1] == "惠策：混合：首条引文正确率 0.625，错误许诺率 0.000。"


def test_equals_are_best_together() -> None:
    told = findings(results(WORDS, system("dense", "向量", 0.875), OURS).suites[0])
    assert told[0] == "nDCG@10：向量、惠策：混合 并列最好，0.875；显著好于 BM25 词。"


def test_the_winner_on_a_measure_where_low_is_good_is_the_lower() -> None:
    bad = system("a", "甲", 0.5, unsafe_verdict=0.75)
    good = system("b", "乙", 0.5, unsafe_verdict=0.25)
    (told,) = significant_words(results(bad, good).suites[0])
    assert told == "错误许诺率：乙 显著优于 甲（差 0.500，p<0.001）"
