"""Ranking measures against trec_eval called directly and against definitions written out here."""

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import MEASURES
from eval.ranking import NAMES, measure_ranking

TREC = {
    "nDCG@10": "ndcg_cut_10",
    "R@10": "recall_10",
    "R@100": "recall_100",
    "RR": "recip_rank",
    "AP": "map",
    "Success@1": "success_1",
    "Success@3": "success_3",
    "Success@10": "success_10",
}
CLAUSES = [f"{letter}#三/({n})" for letter in "甲乙丙" for n in range(50)]
# Few distinct scores, so that many are equal; two differ by less than single precision holds.
SCORES = st.one_of(st.sampled_from([0.0, 0.5, 0.5 + 1e-12, -1.0, 3.25]), st.floats(-1e3, 1e3, width=32))
QUESTIONS = st.sampled_from([f"q{n}" for n in range(6)])
QRELS = st.dictionaries(QUESTIONS, st.dictionaries(st.sampled_from(CLAUSES), st.integers(0, 3), max_size=12))
RUN = st.dictionaries(QUESTIONS, st.dictionaries(st.sampled_from(CLAUSES), SCORES, max_size=120))


def judged_at_10(grades: dict[str, int], scores: dict[str, float]) -> float:
    order = sorted(scores, key=lambda clause: (np.float32(scores[clause]), clause), reverse=True)
    return sum(clause in grades for clause in order[:10]) / max(1, len(order[:10]))


@given(QRELS, RUN)
def test_values_are_those_of_trec_eval(
    qrels: dict[str, dict[str, int]], run: dict[str, dict[str, float]]
) -> None:
    relevant = {key: grades for key, grades in qrels.items() if any(grades.values())}
    values = measure_ranking(qrels, run)
    direct = pytrec_eval.RelevanceEvaluator(relevant, set(TREC.values())).evaluate(run) if relevant else {}
    for name, trec_name in TREC.items():
        assert values[name].keys() == relevant.keys()
        for key, value in values[name].items():
            assert value == pytest.approx(direct[key][trec_name] if key in direct else 0.0, abs=1e-6)
    for key, grades in relevant.items():
        assert values["Judged@10"][key] == pytest.approx(judged_at_10(grades, run.get(key, {})))


def test_values_of_a_ranking_worked_by_hand() -> None:
    values = measure_ranking({"q": {"a": 2, "b": 1, "c": 0}}, {"q": {"c": 3.0, "a": 2.0, "x": 1.0, "b": 0.5}})
    gain = 2 / np.log2(3) + 1 / np.log2(5)
    assert values["nDCG@10"]["q"] == pytest.approx(gain / (2 + 1 / np.log2(3)))
    assert values["RR"]["q"] == 0.5
    assert values["AP"]["q"] == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert (values["Success@1"]["q"], values["Success@3"]["q"]) == (0.0, 1.0)
    assert (values["R@10"]["q"], values["Judged@10"]["q"]) == (1.0, 0.75)


def test_equal_scores_are_ordered_by_clause_id_descending() -> None:
    assert measure_ranking({"q": {"a": 1}}, {"q": {"a": 1.0, "b": 1.0}})["RR"]["q"] == 0.5
    assert measure_ranking({"q": {"b": 1}}, {"q": {"a": 1.0, "b": 1.0}})["RR"]["q"] == 1.0


def test_the_ten_looked_at_for_judgements_are_ordered_the_same_way() -> None:
    tied = {f"d{n:02}": 1.0 + n * 1e-12 * (-1) ** n for n in range(11)}  # equal in single precision
    assert measure_ranking({"q": {"d00": 1}}, {"q": tied})["Judged@10"]["q"] == 0.0
    assert measure_ranking({"q": {"d09": 1}}, {"q": tied})["Judged@10"]["q"] == 0.1


def test_the_reciprocal_rank_has_no_cutoff() -> None:
    run = {f"d{n:03}": float(-n) for n in range(200)}
    assert measure_ranking({"q": {"d199": 1}}, {"q": run})["RR"]["q"] == pytest.approx(1 / 200)


def test_a_question_missing_from_the_run_or_without_hits_counts_as_zero() -> None:
    values = measure_ranking({"q": {"a": 1}, "r": {"a": 1}}, {"r": {}, "never judged": {"a": 1.0}})
    assert values == {name: {"q": 0.0, "r": 0.0} for name in NAMES}


def test_a_question_with_nothing_relevant_is_left_out() -> None:
    assert measure_ranking({"q": {"a": 0}}, {"q": {"a": 1.0}}) == {name: {} for name in NAMES}


def test_every_ranking_measure_is_registered() -> None:
    assert [name for name, measure in MEASURES.items() if measure.group == "retrieval"] == list(NAMES)
