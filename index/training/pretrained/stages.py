"""From two wheels to an encoder and a judge, stage by stage; what is done is kept.

base → encoder-1 (pairs) → lists-1 (mined with it) → judge → lists-2 (scored by it) → encoder-2 (distilled) →
int8.
"""

from __future__ import annotations

import lzma
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.fusion import log_odds
from index.models.loading import ENCODER, JUDGE, load_reranker
from index.training.pretrained.collections import policy_qa, read_policies
from index.training.pretrained.convert import convert
from index.training.pretrained.encoder import Tuning, tune_encoder
from index.training.pretrained.export import export
from index.training.pretrained.gather import answer_lists, first_pairs, law_lists, policy_lists
from index.training.pretrained.judge import tune_judge
from index.training.pretrained.lists import RankedList, read_lists, write_lists
from index.training.pretrained.model import PASSAGE, QUERY, Pooled, encode, threads
from index.training.train import Progress

LONGEST_ENCODED, LONGEST_JUDGED = 256, 192  # tokens that the shipped models read
_MINED, _JUDGED = 128, 160  # tokens read while training
_PIECES_FROM = ("laws", "pairs", "prose", "statute_questions_train", "policy_answers")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything lies and how long each tuning may take, in minutes."""

    wheels: Path
    training: Path
    real: Path
    out: Path
    seed: int = 0
    minutes: tuple[float, float, float] = (18.0, 41.0, 22.0)  # encoder, judge, encoder again

    @property
    def first(self) -> Tuning:
        """Return how the encoder is tuned on pairs."""
        return Tuning(minutes=self.minutes[0], passes=2, seed=self.seed)

    @property
    def judging(self) -> Tuning:
        """Return how the judge is tuned."""
        return Tuning(rate=5e-5, batch=16, longest=_JUDGED, minutes=self.minutes[1], seed=self.seed)

    @property
    def again(self) -> Tuning:
        """Return how the encoder learns from the judge."""
        return Tuning(rate=2e-5, batch=32, margin=0.02, minutes=self.minutes[2], passes=2, seed=self.seed)


def train_pretrained(plan: Plan, tell: Callable[[Progress], None]) -> tuple[Path, Path]:
    """Run all stages that are not done and return the folders of the encoder and of the judge.

    Raises SourceError where a source is missing or broken.
    """
    threads()
    work = plan.out / "stages"
    work.mkdir(parents=True, exist_ok=True)
    base, one, judge, two = (work / name for name in ("base", "encoder-1", "judge", "encoder-2"))
    mined, scored = work / "lists-1.jsonl", work / "lists-2.jsonl"
    _stage(base, lambda aside: convert(plan.wheels, _texts(plan), aside), "转换", tell)
    _stage(
        one,
        lambda aside: tune_encoder(
            base, first_pairs(plan.real, plan.training), aside, plan.first, _show("编码器", tell)
        ),
        "编码器",
        tell,
    )
    _stage(mined, lambda aside: write_lists(aside, _mined(one, plan)), "找难例", tell)
    _stage(
        judge,
        lambda aside: tune_judge(one, list(read_lists(mined)), aside, plan.judging, _show("判断模型", tell)),
        "判断模型",
        tell,
    )
    made = plan.out / ENCODER, plan.out / JUDGE
    _stage(made[1], lambda aside: export(judge, aside, LONGEST_JUDGED, judge=True), "导出", tell)
    _stage(
        scored,
        lambda aside: write_lists(aside, score(made[1], list(read_lists(mined)), _show("打分", tell))),
        "打分",
        tell,
    )
    _stage(
        two,
        lambda aside: tune_encoder(
            one, list(read_lists(scored)), aside, plan.again, _show("编码器蒸馏", tell)
        ),
        "编码器蒸馏",
        tell,
    )
    _stage(made[0], lambda aside: export(two, aside, LONGEST_ENCODED, judge=False), "导出", tell)
    return made


def score(
    judge: Path, lists: Sequence[RankedList], show: Callable[[int, int, float], None]
) -> Iterator[RankedList]:
    """Yield the lists with the log-odds that an exported judge gives each passage."""
    model = load_reranker(judge)
    for number, one in enumerate(lists, 1):
        said = log_odds(model.probabilities(one.query, one.passages))
        yield replace(one, scores=tuple(round(float(each), 3) for each in said))
        show(number, len(lists), 0.0)


def encoder_of(folder: Path) -> Callable[[Sequence[str], bool], NDArray[np.float32]]:
    """Return the tuned model in a folder as mining uses it."""
    model = Pooled(folder, head=False)

    def vectors(texts: Sequence[str], queries: bool) -> NDArray[np.float32]:
        prefix, longest = (QUERY, _MINED // 2) if queries else (PASSAGE, _MINED)
        return np.asarray(encode(model, texts, prefix, longest).numpy(), dtype=np.float32)

    return vectors


def _mined(encoder: Path, plan: Plan) -> Iterator[RankedList]:
    vectors = encoder_of(encoder)
    yield from policy_lists(plan.real, plan.training, vectors, plan.seed)
    yield from answer_lists(plan.training, vectors, plan.seed)
    yield from law_lists(plan.training, vectors, plan.seed)


def _texts(plan: Plan) -> Iterator[str]:
    """Yield the texts whose pieces are kept."""
    for name in _PIECES_FROM:
        for path in sorted(plan.training.glob(f"{name}.*.xz")):
            with lzma.open(path, "rt", encoding="utf-8") as file:
                yield from file
    for _, text in policy_qa(plan.real):
        yield text
    for passage in read_policies(plan.real):
        yield passage.whole


def _stage(out: Path, make: Callable[[Path], object], name: str, tell: Callable[[Progress], None]) -> None:
    """Make `out` aside and move it into place, unless it is there already."""
    if out.exists():
        return
    tell(Progress(name, 0, 1))
    aside = out.with_name(f".{out.name}.aside")
    if aside.is_dir():
        shutil.rmtree(aside)
    make(aside)
    aside.rename(out)


def _show(name: str, tell: Callable[[Progress], None]) -> Callable[[int, int, float], None]:
    return lambda step, steps, loss: tell(Progress(name, step, steps, loss))
