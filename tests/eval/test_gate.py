"""The gate lets what is as good pass and stops what was broken on purpose."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import api.engine
import api.matching
import index.tables
from api.citations import CitationBook
from api.records import Citation
from eval.evaluate import Plan, evaluate
from eval.gate import Verdict, baseline_of, judge_gate
from eval.results import Results, read_results, write_results
from eval.suite import load_suite
from eval.systems import load_systems
from index.dense import Dense, load_dense
from ingest.errors import QuestionError
from ingest.records import Region

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "eval" / "suites" / "five"
SYSTEMS = ("dense", "huice")

Run = Callable[..., Results]


@pytest.fixture(scope="module")
def run(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    def evaluated(*systems: str) -> Results:
        plan = Plan(
            suites=(load_suite(SUITE),),
            systems=load_systems(only=systems),
            home=home,
            out=tmp_path_factory.mktemp("out"),
            sources=ROOT / "corpus",
            depth=10,
            command="huice eval run",
        )
        return evaluate(plan, lambda stage, done, total: None)

    return evaluated


@pytest.fixture(scope="module")
def baseline(run: Run) -> Results:
    return baseline_of(run(*SYSTEMS))


def only(baseline: Results, system: str) -> Results:
    (suite,) = baseline.suites
    kept = tuple(one for one in suite.systems if one.name == system)
    return replace(baseline, suites=(replace(suite, systems=kept),))


def failed(verdict: Verdict) -> set[str]:
    return {one.measure for one in verdict.failures}


def test_the_same_code_passes(baseline: Results, run: Run) -> None:
    verdict = judge_gate(baseline, run(*SYSTEMS))
    assert verdict.passed
    assert {one.measure for one in verdict.comparisons} >= {"nDCG@10", "clause@1", "quote_faithfulness"}


def test_a_baseline_is_small_and_survives_its_file(baseline: Results, tmp_path: Path) -> None:
    write_results(tmp_path / "baseline.json", baseline)
    assert (tmp_path / "baseline.json").stat().st_size < 150_000
    assert judge_gate(read_results(tmp_path / "baseline.json"), baseline).passed


def shuffled(data: bytes) -> Dense:
    import faiss

    index = load_dense(data).index
    vectors = index.reconstruct_n(0, index.ntotal)
    other = faiss.IndexFlatIP(vectors.shape[1])
    other.add(vectors[np.random.default_rng(0).permutation(len(vectors))])
    return Dense(other)


def test_shuffled_vectors_fail(baseline: Results, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.tables, "load_dense", shuffled)
    verdict = judge_gate(only(baseline, "dense"), run("dense"))
    assert failed(verdict) == {"nDCG@10", "R@10"}


def test_ignored_regions_fail(baseline: Results, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def everywhere(outer: Region, inner: Region) -> bool:
        return True

    monkeypatch.setattr(api.matching, "covers", everywhere)
    monkeypatch.setattr(api.engine, "covers", everywhere)
    assert "unsafe_verdict" in failed(judge_gate(only(baseline, "huice"), run("huice")))


def test_quotes_shifted_by_a_character_fail(
    baseline: Results, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = CitationBook.citations

    def shifted(book: CitationBook) -> tuple[Citation, ...]:
        return tuple(replace(one, start=one.start + 1, end=one.end + 1) for one in right(book))

    monkeypatch.setattr(CitationBook, "citations", shifted)
    verdict = judge_gate(only(baseline, "huice"), run("huice"))
    assert failed(verdict) == {"quote_faithfulness"}


def test_a_run_without_a_system_of_the_baseline_is_no_pass(baseline: Results) -> None:
    with pytest.raises(QuestionError, match="没有运行基线里的系统 dense"):
        judge_gate(baseline, only(baseline, "huice"))


def test_another_set_of_questions_is_no_pass(baseline: Results) -> None:
    (suite,) = baseline.suites
    with pytest.raises(QuestionError, match="题目或判定改过"):
        judge_gate(baseline, replace(baseline, suites=(replace(suite, digest="0"),)))
    with pytest.raises(QuestionError, match="没有运行基线里的试题 five"):
        judge_gate(baseline, replace(baseline, suites=()))
