"""Train a reranker for an encoder from questions with their statutes and write its folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.models.loading import load_encoder
from index.models.static import StaticEncoder
from index.rerank import CONFIG, FORMAT, WEIGHTS, Network, blend
from index.rerank_features import FEATURES
from index.training import checkpoint
from index.training.checkpoint import Settings
from index.training.rerank_base import Statutes, gather, statute_tables
from index.training.rerank_card import Gain, rerank_card
from index.training.rerank_folds import FOLDS, cross_fitted
from index.training.rerank_lists import DEPTH, HELD_OUT, NOTHING, Lists, describe
from index.training.rerank_net import fit, scores
from index.training.train import Progress, Report
from ingest.errors import HomeError

_LEARN, _MEASURE = "训练重排", "评测"
_CARD = "README.md"
_RUN = "run.json"
_CUT = 10


@dataclass(frozen=True, slots=True)
class RerankReport:
    """What a run made: the folder and the gains, cross-validated, held out, and held out with fresh articles.

    The fresh questions are those none of whose articles answers a training question. None where there is
    no such question.
    """

    out: Path
    cross_validated: Gain
    held_out: Gain | None
    fresh: Gain | None


def train_reranker(
    data: Path,
    encoder: Path,
    out: Path,
    *,
    seed: int = 0,
    threads: int = 2,
    steps: int = 1600,
    batch: int = 1024,
    progress: Report | None = None,
) -> RerankReport:
    """Train on the files of `data` for the static encoder in the folder `encoder`, write the folder `out`.

    Stages that an interrupted run has finished are read from ``out.checkpoint``. `steps` and `batch` are
    those of the cross-fitted encoders. Raises SourceError for broken training files, HomeError when `encoder`
    is no static one or `out` or its checkpoint is not ours to write, ValueError for settings out of range.
    """
    if min(threads, steps) < 1 or batch < 2:
        raise ValueError(f"settings out of range: {threads} threads, {steps} steps, batch {batch}")
    _check_target(out)
    tell = progress or _silent
    torch.set_num_threads(threads)
    final = load_encoder(encoder, threads)
    if not isinstance(final, StaticEncoder):
        raise HomeError(f"{encoder} 不是静态向量模型，不能为它训练重排；请指定 huice train 训练出的文件夹")
    run = checkpoint.folder_of(out)
    words = final.tokenizer.get_vocab_size()
    settings = Settings(steps, None, words, final.dimensions, batch, seed)
    _claim(run, final.fingerprint, settings)
    statutes = gather(data)
    tables = statute_tables(statutes, final, run, tell)
    encoders = cross_fitted(data, final, run / "encoders", settings, tell)
    lists = describe(statutes, tables, encoders, final, run, tell)
    return _learn(statutes, lists, final.fingerprint, out, seed, tell)


def _learn(
    statutes: Statutes, lists: Lists, fingerprint: str, out: Path, seed: int, tell: Report
) -> RerankReport:
    tell(Progress(_LEARN, 0, FOLDS + 1))
    learned = lists.folds != HELD_OUT
    network = fit(lists, learned, seed)
    found = scores(network, lists)
    for fold in range(FOLDS):
        tell(Progress(_LEARN, fold + 1, FOLDS + 1))
        mine = lists.folds == fold
        if (learned & ~mine & lists.right.any(axis=1)).any():
            found[mine] = scores(fit(lists, learned & ~mine, seed), lists)[mine]
    tell(Progress(_MEASURE, FOLDS + 1, FOLDS + 1))
    fresh = _fresh(statutes)
    every = {
        "training, cross-validated": gain(statutes, lists, found, learned),
        "held out": gain(statutes, lists, found, ~learned),
        "of these, no article of theirs seen with a question": gain(statutes, lists, found, fresh),
    }
    gains = {label: one for label, one in every.items() if one is not None}
    articles = int(statutes.articles.max()) + 1
    card = rerank_card(out.name, fingerprint, gains, int(learned.sum()), articles, DEPTH, seed)
    _write(out, network, fingerprint, card)
    shutil.rmtree(checkpoint.folder_of(out))
    cross_validated, held_out, unseen = every.values()
    if cross_validated is None:
        raise ValueError("no question to learn from")
    return RerankReport(out, cross_validated, held_out, unseen)


def gain(
    statutes: Statutes, lists: Lists, found: NDArray[np.float32], chosen: NDArray[np.bool_]
) -> Gain | None:
    """Return the mean measures over the questions marked `chosen` (Q), None where there is none."""
    rows = []
    for at in np.flatnonzero(chosen):
        right, ranked = statutes.asked[at].right, lists.ranked[at]
        known = ranked[:DEPTH] != NOTHING
        candidates, scores_here = ranked[:DEPTH][known], found[at][known]
        spread = (scores_here - scores_here.mean()) / max(float(scores_here.std()), 1e-6)
        blended = blend(lists.fused[at][known], spread)
        orders = [np.argsort(-scored, kind="stable") for scored in (scores_here, blended)]
        hits = [_hits(candidates, right), *(_hits(candidates[order], right) for order in orders)]
        reach = hits[0].sum()
        recalls = [one[:_CUT].sum() / len(right) for one in hits]
        gains = [_ndcg(one, len(right)) for one in hits]
        rows.append((*recalls, *gains, reach / len(right)))
    return Gain(len(rows), *np.mean(rows, axis=0).tolist()) if rows else None


def _hits(ranked: NDArray[np.int64], right: frozenset[int]) -> NDArray[np.bool_]:
    return np.array([int(article) in right for article in ranked])


def _ndcg(hits: NDArray[np.bool_], right: int) -> float:
    discounts = 1 / np.log2(np.arange(2, _CUT + 2))
    return float((hits[:_CUT] * discounts[: len(hits)]).sum() / discounts[:right].sum())


def _fresh(statutes: Statutes) -> NDArray[np.bool_]:
    trained = {article for one in statutes.asked if not one.held_out for article in one.right}
    return np.array([one.held_out and trained.isdisjoint(one.right) for one in statutes.asked])


def _check_target(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise HomeError(f"输出路径不是文件夹：{out}。请用 --out 另指一个文件夹。")
    if out.is_dir() and any(out.iterdir()) and not (out / CONFIG).is_file():
        raise HomeError(f"输出文件夹非空，且不是重排模型文件夹：{out}。请用 --out 另指一个空文件夹。")


def _claim(run: Path, fingerprint: str, settings: Settings) -> None:
    """Write down what the checkpoint belongs to; raise HomeError when it belongs to another run."""
    mine = json.dumps({"encoder": fingerprint, "features": FEATURES, **asdict(settings)})
    path = run / _RUN
    if path.is_file() and path.read_text(encoding="utf-8") != mine:
        raise HomeError(f"训练检查点 {run} 属于另一组设置。请按原设置继续，或删除该文件夹后重新训练。")
    run.mkdir(parents=True, exist_ok=True)
    path.write_text(mine, encoding="utf-8")


def _write(out: Path, network: Network, fingerprint: str, card: str) -> None:
    """Write the folder aside, then put it in the place of `out`."""
    aside = out.with_name(f".{out.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    tensors = {name: getattr(network, name) for name in Network.__slots__}
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, aside / WEIGHTS)
    config = {"format": FORMAT, "encoder": fingerprint, "features": list(FEATURES)}
    (aside / CONFIG).write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (aside / _CARD).write_text(card, encoding="utf-8")
    for file in aside.iterdir():
        file.chmod(0o644)
    shutil.rmtree(out, ignore_errors=True)
    aside.rename(out)


def _silent(progress: Progress) -> None:
    """Tell nobody."""
