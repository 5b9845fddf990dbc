from pathlib import Path

import pytest

from eval.scale import Asked, Fault, ask_suite, format_report, main

SUITE = Path(__file__).parents[2] / "eval" / "suites" / "five"


def test_the_report_lists_only_the_faults_that_the_larger_collection_brought() -> None:
    old = Fault("f1", "谁负责？", ("责任单位不符",), "行动方案")
    new = Fault("f2", "奖多少？", ("金额不符", "事实不全"), "某某法")
    alone = Asked({"clause@1": 0.95, "ask_p50_ms": 12.3456}, (old,))
    beside = Asked({"clause@1": 0.9, "ask_p50_ms": 1234.5}, (old, new))
    report = format_report(alone, beside).splitlines()
    assert report[1].split() == ["clause@1", "0.950", "0.900"]
    assert report[2].split() == ["ask_p50_ms", "12.3", "1,234"]
    assert report[-2:] == ["加入法规后新增差错的题：1", "f2 金额不符；事实不全：奖多少？ → 《某某法》"]


def test_the_suite_is_asked_with_figures_times_and_memory(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SUITE.parents[2])
    asked = ask_suite(home, SUITE)
    assert 0.8 < (asked.figures["clause@1"] or 0) <= 1
    assert (asked.figures["ask_mb"] or 0) > 50
    assert all((asked.figures[f"{what}_p50_ms"] or 0) > 0 for what in ("ask", "search"))
    assert all(fault.names and fault.question for fault in asked.faults)


@pytest.mark.parametrize("content", [None, b"no archive"])
def test_laws_that_cannot_be_read_are_named(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "laws.jsonl.xz"
    if content:
        path.write_bytes(content)
    assert main(["--laws", str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "laws.jsonl.xz" in shown.err
