"""`huice eval …` from the command line, as an evaluator uses it."""

import csv
import json
from pathlib import Path

import pytest

from huice import main

ROOT = Path(__file__).parents[2]
QUESTIONS = "厂房加层要不要补交土地价款？\n想上市省里有什么支持？\n火星基地的氧气补贴怎么领？\n"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    rows = [
        {"id": "a", "question": "厂房加层要补交土地价款吗？"},
        {"id": "b", "question": "谁来提取担保准备金？"},
    ]
    clauses = [
        {"id": "甲", "title": "用地办法", "text": "厂房加层不再增收土地价款。"},
        {"id": "乙", "title": "担保条例", "text": "融资担保公司应当提取准备金。"},
        {"id": "丙", "title": "担保条例", "text": "监督管理部门每年检查。"},
    ]
    folder = tmp_path / "my"
    folder.mkdir()
    for name, lines in (("queries", rows), ("collection", clauses)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text("a\t0\t甲\t2\nb\t0\t乙\t2\n", encoding="utf-8")
    return folder


def run(suite: Path, out: Path, *more: str) -> int:
    return main(["eval", "run", str(suite), "--system", "bm25-words", "--out", str(out), *more])


def test_a_run_leaves_measures_a_report_and_a_trec_run(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(suite, tmp_path / "out") == 0
    shown = capsys.readouterr()
    assert "BM25 词" in shown.out
    assert "report.html" in shown.err
    (kept,) = json.loads((tmp_path / "out" / "measures.json").read_text("utf-8"))["suites"]
    assert kept["systems"][0]["measures"]["RR"]["values"] == {"a": 1.0, "b": 1.0}
    assert "BM25 词" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert (tmp_path / "out" / "runs" / "my.bm25-words.trec").is_file()


def test_the_json_of_a_run_is_its_measures(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(suite, tmp_path / "out", "--json") == 0
    assert json.loads(capsys.readouterr().out)["suites"][0]["name"] == "my"


def test_two_runs_are_compared(suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(suite, tmp_path / "old") == 0
    assert run(suite, tmp_path / "new") == 0
    capsys.readouterr()
    assert main(["eval", "compare", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
    assert "无显著差别" in capsys.readouterr().out


def test_the_gate_passes_what_is_as_good_and_fails_on_other_questions(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    assert run(suite, tmp_path / "out", "--as-baseline", str(baseline)) == 0
    assert main(["eval", "gate", "--baseline", str(baseline)]) == 0
    assert "过关" in capsys.readouterr().err
    (suite / "qrels.tsv").write_text("a\t0\t丙\t2\nb\t0\t丙\t2\n", encoding="utf-8")
    assert main(["eval", "gate", "--baseline", str(baseline)]) == 1
    assert "题目或判定改过" in capsys.readouterr().err


def test_the_gate_fails_where_a_safe_measure_was_better_before(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "unsafe"
    folder.mkdir()
    question = {"id": "a", "question": "专精特新企业厂房加层，黄石有什么支持？", "region": "黄石市"}
    plan = next((ROOT / "corpus" / "sources").glob("黄石市*方案*.txt")).name
    judgement = {"id": "a", "status": "answered", "clauses": [{"source": plan, "quote": "18.加强用地保障"}]}
    (folder / "queries.jsonl").write_text(json.dumps(question), encoding="utf-8")
    (folder / "answers.jsonl").write_text(
        json.dumps({**judgement, "forbidden_sources": [plan]}), encoding="utf-8"
    )
    baseline = tmp_path / "baseline.json"
    common = ["--home", str(home), "--sources", str(ROOT / "corpus")]
    made = ["eval", "run", str(folder), "--system", "huice", "--out", str(tmp_path / "out"), *common]
    assert main([*made, "--as-baseline", str(baseline)]) == 0
    stored = json.loads(baseline.read_text("utf-8"))
    unsafe = stored["suites"][0]["systems"][0]["measures"]["unsafe_verdict"]
    assert unsafe["mean"] == 1.0
    unsafe |= {"mean": 0.0, "low": 0.0, "high": 0.0, "values": {"a": 0.0}}
    baseline.write_text(json.dumps(stored), encoding="utf-8")
    capsys.readouterr()
    assert main(["eval", "gate", "--baseline", str(baseline), *common]) == 1
    assert "没有过关" in capsys.readouterr().err


def test_questions_of_ones_own_become_a_report(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "questions.txt").write_text(QUESTIONS, encoding="utf-8")
    mine = tmp_path / "mine"
    asked = ["--questions", str(tmp_path / "questions.txt"), "--home", str(home)]
    assert main(["eval", "new", str(mine), *asked]) == 0
    with (mine / "judge.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    graded = next(column for column, name in enumerate(rows[0]) if name.startswith("相关度"))
    for row in rows[1:]:
        row[graded] = "2" if "加层" in "".join(row) or "上市" in "".join(row) else "0"
    with (mine / "judge.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    assert main(["eval", "judged", str(mine), str(mine / "judge.csv")]) == 0
    assert main(["eval", "check", str(mine), "--home", str(home)]) == 0
    assert main(["eval", "new", str(mine), "--again", "--home", str(home)]) == 0
    assert "0 处已失效" in capsys.readouterr().out
    out = ["--out", str(tmp_path / "out"), "--home", str(home), "--sources", str(ROOT / "corpus")]
    assert main(["eval", "run", str(mine), *out]) == 0
    assert "试题 mine：3 题" in capsys.readouterr().out
    assert (tmp_path / "out" / "report.html").stat().st_size > 1_000_000


def test_a_published_collection_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "title": "t", "text": "厂房加层。"}', "utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "a", "text": "加层"}', "utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\na\t1\t1\n", "utf-8")
    assert main(["eval", "import", "beir", str(tmp_path), "--out", str(tmp_path / "suite")]) == 0
    assert "1 题，自带条款集" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "status", "message"),
    [
        (["eval", "run", "nowhere", "--out", "o"], 1, "不是试题文件夹"),
        (["eval", "run", "eval/suites/five"], 2, "--out"),
        (["eval", "compare", "nowhere", "nowhere"], 1, "读不到评测结果"),
        (["eval", "gate", "--baseline", "nowhere.json"], 1, "读不到评测结果"),
        (["eval", "new", "x"], 2, "--questions"),
        (["eval", "judged", "x", "y.csv"], 1, "huice eval new"),
        (["eval", "import", "excel", "x", "--out", "o"], 1, "trec、beir、stard、csv"),
    ],
)
def test_misuse_is_said_in_chinese(
    argv: list[str], status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == status
    assert message in capsys.readouterr().err


def test_two_suites_of_one_name_are_refused(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "run", str(suite), str(suite), "--out", "o"]) == 1
    assert "都叫 my" in capsys.readouterr().err
