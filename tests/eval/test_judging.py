"""The folder in which an evaluator judges: its pool, page and sheet."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from eval.importing.records import Asked
from eval.importing.sheet import read_sheet
from eval.judging import new_sample, new_suite, read_questions
from eval.judging.folder import read_pool
from eval.judging.pool import RANKINGS, Pool
from eval.sources import squeeze
from index.search import KnowledgeBase
from ingest.errors import QuestionError

QUESTIONS = (
    Asked("a", "专精特新企业给厂房加层要补缴土地价款吗？", "situation", "黄石市", "2026-11-21"),
    Asked("b", "企业上市由哪个部门负责？</script><script>alert(1)</script>{{data}}"),
    Asked("c", "=1+1 贷款贴息"),
)
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def kb(home: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(home) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("judging") / "mine"
    new_suite(made, QUESTIONS, kb, depth=5, made=DAY)
    return made


@pytest.fixture(scope="module")
def pool(folder: Path) -> Pool:
    return read_pool(folder)


def page_data(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


def test_the_best_of_every_ranking_is_to_be_judged_once(kb: KnowledgeBase, pool: Pool) -> None:
    for one in pool.questions:
        best = {
            hit.clause_id for f in RANKINGS.values() for hit in kb.search(one.asked.question, 5, fusion=f)
        }
        assert set(one.candidates) == best
        assert len(one.candidates) == len(set(one.candidates))
    assert pool.fingerprint == kb.fingerprint


def test_the_order_tells_nothing_of_the_ranking_and_is_the_same_again(
    kb: KnowledgeBase, pool: Pool, tmp_path: Path
) -> None:
    again = new_suite(tmp_path / "again", QUESTIONS, kb, depth=5, made=DAY)
    assert again == pool
    other = new_suite(tmp_path / "other", QUESTIONS, kb, depth=5, seed=1, made=DAY)
    assert [set(one.candidates) for one in other.questions] == [set(one.candidates) for one in pool.questions]
    assert [one.candidates for one in other.questions] != [one.candidates for one in pool.questions]
    hits = [hit.clause_id for hit in kb.search(QUESTIONS[0].question, 5)]
    assert [key for key in pool.questions[0].candidates if key in hits] != hits


def test_a_quote_stands_once_in_its_source(kb: KnowledgeBase, pool: Pool) -> None:
    assert pool.quotes
    for key, quote in pool.quotes.items():
        text = squeeze(kb.document(kb.clause(key).document_id).text)
        assert text.count(squeeze(quote)) == 1
        assert squeeze(quote) in squeeze(pool.clauses[key].text)


def test_no_text_of_a_question_or_document_becomes_part_of_the_page(folder: Path) -> None:
    page = (folder / "judge.html").read_text(encoding="utf-8")
    assert "alert(1)</script>" not in page
    assert page.count("</script>") == 2
    questions = page_data(page)["questions"]
    assert isinstance(questions, list)
    assert [one["question"] for one in questions] == [asked.question for asked in QUESTIONS]


def test_the_name_of_the_folder_is_escaped(kb: KnowledgeBase, tmp_path: Path) -> None:
    new_suite(tmp_path / "<b>&{{data}}", QUESTIONS[:1], kb, depth=1, made=DAY)
    page = (tmp_path / "<b>&{{data}}" / "judge.html").read_text(encoding="utf-8")
    assert "<title>判读：&lt;b&gt;&amp;{{data}}</title>" in page
    assert page_data(page)["name"] == "<b>&{{data}}"


def test_the_page_loads_nothing_from_elsewhere(folder: Path) -> None:
    page = (folder / "judge.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)\s*=\s*["']|https?://|innerHTML|@import|url\(""", page)


def test_the_sheet_holds_every_candidate_and_no_formula(folder: Path, pool: Pool) -> None:
    rows = read_sheet(folder / "judge.csv", ["id", "question", "clause_id", "grade", "abstain"])
    assert [(row["id"], row["clause_id"]) for row in rows] == [
        (one.asked.id, key) for one in pool.questions for key in one.candidates
    ]
    raw = (folder / "judge.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(raw.decode("utf-8-sig").splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_folder_with_something_in_it_is_left_alone(kb: KnowledgeBase, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(QuestionError, match="换一个新文件夹"):
        new_suite(folder, QUESTIONS, kb)
    with pytest.raises(QuestionError, match="换一个新文件夹"):
        new_sample(folder, 3, kb)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_sample_is_spread_over_the_documents_and_says_something(kb: KnowledgeBase, tmp_path: Path) -> None:
    pool = new_sample(tmp_path / "sample", 2 * len(kb.documents), kb, made=DAY)
    drawn = [key for one in pool.questions for key in one.candidates]
    per_document = [sum(kb.clause(key).document_id == row.id for key in drawn) for row in kb.documents]
    assert per_document == [2] * len(kb.documents)
    for key in drawn:
        facts = kb.facts(key)
        assert facts.measures or facts.units or facts.funds or facts.targets
    assert new_sample(tmp_path / "again", 2 * len(kb.documents), kb, made=DAY) == pool
    assert (tmp_path / "sample" / "queries.jsonl").read_text() == ""


def test_questions_are_the_lines_of_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_bytes("谁负责用地？\r\n\r\n贷款贴息多少？\n谁负责用地？\n".encode("gb18030"))
    assert read_questions(path) == (Asked("q001", "谁负责用地？"), Asked("q002", "贷款贴息多少？"))


def test_questions_of_a_sheet_bring_region_and_day(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        "题号,问题,类别,地区,日期\n,甲,,黄石市,2026年1月2日\nq001,乙,fund,,\n", encoding="utf-8-sig"
    )
    assert read_questions(path) == (
        Asked("q002", "甲", "other", "黄石市", "2026-01-02"),
        Asked("q001", "乙", "fund"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [("问题\n", "只有表头"), ("题号,问题\na,甲\na,乙\n", "题号 a"), ("题号,问题\na,\n", "第 2 行：没有问题")],
)
def test_broken_questions_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "q.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=message):
        read_questions(path)


def test_a_folder_that_is_none_of_ours_has_no_pool(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="huice eval new"):
        read_pool(tmp_path)
