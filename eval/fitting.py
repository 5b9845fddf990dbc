"""Fit and measure models on documents they have not seen: ``python -m eval.fitting REAL --home DIR …``.

After `eval.unseen`. Writes the weights of the signals into the encoder's folder, scale, shift, threshold and
the share of the fused score into the judge's, and prints how well they hold on the other half of the
documents.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.unseen import Judged, Places, asked_judged, policy_qa_judged
from index.fusion import Fusion, chance, log_odds, standardised
from index.models.fitted import Fitted
from index.models.loading import load_encoder, load_reranker
from index.search import Hit, KnowledgeBase
from index.training.pretrained.collections import is_fitting, twins
from index.training.pretrained.fit import (
    Choice,
    area_under_curve,
    calibration_error,
    conditional_logit,
    platt,
    reliability,
    threshold,
)
from ingest.errors import HuiceError

RISK = 0.2  # share of unanswerable questions that may be answered, at most, with a confidence of .95
JUDGED = 24
PLAIN = Fusion(structure=False, colloquial=False)
ALL_ALIKE = replace(PLAIN, method="standardised", words=1.0, bigrams=1.0, dense=1.0)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """A question with what a search found and the clauses that answer it."""

    judged: Judged
    hits: tuple[Hit, ...]

    def right(self) -> list[int]:
        """Return the places of right clauses."""
        return [at for at, hit in enumerate(self.hits) if hit.clause_id in self.judged.clauses]


class Fitter:
    """Holds the base and the questions of both halves."""

    def __init__(self, kb: KnowledgeBase, real: Path) -> None:
        """Read and place all questions."""
        self.kb = kb
        places, apart = Places(kb, real), twins(real)
        self.qa = list(policy_qa_judged(real, places, apart))
        self.asked = {answers: list(asked_judged(places, apart, answers)) for answers in ("yes", "no")}

    def answered(self, fitting: bool) -> list[Judged]:
        """Return the questions that some clause answers, of one half."""
        return [one for document, one in self.qa if is_fitting(document) == fitting] + [
            one for asked, one in self.asked["yes"] if is_fitting(asked.place.document) == fitting
        ]

    def search(self, questions: Sequence[Judged], fusion: Fusion, k: int = 100) -> list[Found]:
        """Search for each question."""
        return [Found(one, tuple(self.kb.search(one.question, k, fusion=fusion))) for one in questions]

    def weights(self) -> tuple[float, float, float]:
        """Fit the weights of words, bigrams and vectors."""
        found = self.search(self.answered(True), ALL_ALIKE)
        choices = []
        for one in found:
            rows = np.array([(hit.words, hit.bigrams, hit.dense) for hit in one.hits], dtype=np.float32)
            if right := one.right():
                features = np.stack([standardised(rows[:, at]) for at in range(3)], axis=1)
                choices.append(Choice(features, _surest(features, right)))
        words, bigrams, dense = map(float, conditional_logit(choices))
        return round(words, 3), round(bigrams, 3), round(dense, 3)

    def judged(self, fitting: bool) -> Pairs:
        """Judge each question, answered or near miss, in its own document.

        `own` is the log-odds of the clause it was asked of, `best` the highest of any clause.
        """
        own, best, right = [], [], []
        for answers, label in (("yes", 1.0), ("no", 0.0)):
            for asked, one in self.asked[answers]:
                if is_fitting(asked.place.document) != fitting:
                    continue
                document = self.kb.clause(one.clauses[0]).document_id
                hits = self.kb.search(
                    one.question, JUDGED, {document}, fusion=replace(self.kb.fitted(PLAIN), rerank=JUDGED)
                )
                said = dict(zip((hit.clause_id for hit in hits), _said(hits).tolist(), strict=True))
                own.append(max((said[c] for c in one.clauses if c in said), default=min(said.values())))
                best.append(max(said.values()))
                right.append(label)
        return Pairs(*(np.array(each, dtype=np.float32) for each in (own, best, right)))

    def fused_share(self) -> float:
        """Fit what a deviation of the fused score adds to the judge's log-odds."""
        found = self.search(self.answered(True), replace(self.kb.fitted(PLAIN), rerank=JUDGED), JUDGED)
        how = self.kb.fitted(Fusion())
        weights = (how.words, how.bigrams, how.dense)
        choices = []
        for one in found:
            right = one.right()
            if not right:
                continue
            rows = np.array([(hit.words, hit.bigrams, hit.dense) for hit in one.hits], dtype=np.float32)
            fused = sum(np.float32(weight) * standardised(rows[:, at]) for at, weight in enumerate(weights))
            said = _said(one.hits)
            features = np.stack([said, standardised(np.asarray(fused))], axis=1)
            choices.append(Choice(features, _surest(features, right)))
        judge, share = map(float, conditional_logit(choices))
        return round(share / max(judge, 1e-3), 3)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Log-odds of each question, own clause and best clause, and whether it is answered (1 or 0)."""

    own: Floats
    best: Floats
    right: Floats


def _said(hits: Sequence[Hit]) -> Floats:
    """Return the judge's log-odds of hits."""
    return log_odds(np.array([hit.probability or 0.0 for hit in hits], dtype=np.float32))


def _surest(features: Floats, right: Sequence[int]) -> int:
    """Return the right candidate that stands out most: of several clauses one that answers will do."""
    return right[int(np.argmax(features[list(right)].sum(axis=1)))]


def fit(real: Path, home: Path, encoder: Path, judge: Path) -> None:
    """Fit weights, scale, shift, share and threshold in turn and write them beside the models."""
    Fitted().write(judge)
    with _opened(home, encoder, judge) as kb:
        fitter = Fitter(kb, real)
        weights = fitter.weights()
        replace(Fitted.read(encoder), weights=weights).write(encoder)
        print(f"words, bigrams, vectors: {weights}", flush=True)
        pairs = fitter.judged(True)
    scale, shift = platt(pairs.own, pairs.right)
    refused = chance(scale * pairs.best + shift)[pairs.right == 0]
    from_here = threshold(refused, RISK)
    Fitted(scale=scale, shift=shift, answerable_from=from_here).write(judge)
    print(f"scale {scale}, shift {shift}; answerable from {from_here} at a risk of {RISK}", flush=True)


def share(real: Path, home: Path, encoder: Path, judge: Path) -> None:
    """Fit the share of the fused score under the weights that were written."""
    with _opened(home, encoder, judge) as kb:
        found = Fitter(kb, real).fused_share()
    replace(Fitted.read(judge), fused_share=found).write(judge)
    print(f"fused share {found}", flush=True)


def tell(real: Path, home: Path, encoder: Path, judge: Path) -> None:
    """Print how well answerability is told on the half that nothing was fitted on."""
    fitted = Fitted.read(judge)
    with _opened(home, encoder, judge) as kb:
        pairs = Fitter(kb, real).judged(False)
    for name, said in (("own clause", pairs.own), ("best clause", pairs.best)):
        found = chance(said)
        passed = found >= fitted.answerable_from
        print(
            f"{name}: {len(said)} questions, AUC {area_under_curve(found, pairs.right):.3f}, "
            f"calibration error {calibration_error(found, pairs.right):.3f}, "
            f"answered {passed[pairs.right == 1].mean():.3f} of the answerable, "
            f"{passed[pairs.right == 0].mean():.3f} of the near misses"
        )
    for mean, right, count in reliability(chance(pairs.own), pairs.right):
        print(f"  {mean:.2f} {right:.2f} {count}")


def _opened(home: Path, encoder: Path, judge: Path) -> KnowledgeBase:
    return KnowledgeBase.open(home, load_encoder(encoder), load_reranker(judge))


def main(argv: Sequence[str]) -> int:
    """Run the program and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.fitting", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("real", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--only-tell", action="store_true", help="fit nothing")
    given = parser.parse_args(argv)
    models = (given.real, given.home, given.encoder, given.judge)
    try:
        if not given.only_tell:
            fit(*models)
            share(*models)
        tell(*models)
    except HuiceError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
