"""The command `huice train`: from text, or adapted to the documents of a home and the labels of a suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.console.options import Home, Json, home_of
from ingest.errors import QuestionError

if TYPE_CHECKING:
    from index.training.adapt_card import AdaptReport
    from index.training.train import Progress

Encoder = Annotated[
    Path | None,
    typer.Option("--encoder", readable=False, help="从哪个编码器出发适配；默认用自带的"),
]


def train(
    out: Annotated[Path, typer.Option("--out", readable=False, help="写出编码器的目录")],
    data: Annotated[
        Path | None, typer.Option("--data", readable=False, help="训练文本目录，格式见 README.zh-CN.md")
    ] = None,
    adapt: Annotated[
        bool, typer.Option("--adapt", help="不从头训练，用知识库里的文件适配编码器，几分钟，不用标注")
    ] = False,
    reranker: Annotated[
        bool, typer.Option("--reranker", help="用 --data 训练配 --encoder（默认自带的）的重排模型，约十分钟")
    ] = False,
    pretrained: Annotated[
        Path | None,
        typer.Option(
            "--pretrained",
            readable=False,
            help="从这个目录里的预训练权重（两个 wheel）训练编码器和判断模型，约一个半小时",
        ),
    ] = None,
    real: Annotated[
        Path | None, typer.Option("--real", readable=False, help="--pretrained 用的政策文件目录")
    ] = None,
    suite: Annotated[
        Path | None, typer.Option("--suite", readable=False, help="适配时一并学习这套试题判好的条款")
    ] = None,
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="训练步数；默认从头训练 1600，适配 100")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="随机种子")] = 0,
    home: Home = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Train an encoder from text or from pretrained weights, or adapt one to the documents of a home."""
    from api.console.progress import progress
    from api.console.render import to_json

    _check(adapt, data, suite, reranker)
    _check_pretrained(pretrained, data, real)
    with progress() as show:

        def tell(at: Progress) -> None:
            show(at.stage, at.step, at.steps)

        report: object
        if data is None:
            report = adapt_to_home(home_of(home), encoder, out, suite, steps, seed, tell)
        elif pretrained is not None and real is not None:
            report = _pretrained(pretrained, data, real, out, seed, tell)
        elif reranker:
            report = _reranker(data, encoder, out, seed, tell)
        else:
            report = _encoder(data, out, steps, seed, tell)
    card = "" if pretrained is not None else "，训练情况见其中的 README.md"
    typer.echo(to_json(report) if as_json else f"已写到 {out}{card}")
    if pretrained is not None:
        typer.echo("下一步：python -m eval.unseen 和 python -m eval.fitting 拟合权重、概率和阈值", err=True)
    elif not reranker:
        typer.echo(f"使用：huice build --encoder {out}（换了编码器要重新建库）", err=True)


def _check(adapt: bool, data: Path | None, suite: Path | None, reranker: bool) -> None:
    if adapt == (data is not None):
        raise typer.BadParameter("从头训练请用 --data 给出训练文本，适配请用 --adapt，二者选一个。")
    if suite is not None and not adapt:
        raise typer.BadParameter("--suite 只和 --adapt 一起用。")
    if reranker and data is None:
        raise typer.BadParameter("--reranker 要和 --data 一起用。")


def _check_pretrained(pretrained: Path | None, data: Path | None, real: Path | None) -> None:
    if (pretrained is None) != (real is None) or (pretrained is not None and data is None):
        raise typer.BadParameter("--pretrained 要和 --data、--real 一起用。")


def _pretrained(
    wheels: Path, data: Path, real: Path, out: Path, seed: int, tell: Callable[[Progress], None]
) -> object:
    from index.training.pretrained.stages import Plan, train_pretrained

    encoder, judge = train_pretrained(Plan(wheels, data, real, out, seed), tell)
    return {"encoder": str(encoder), "judge": str(judge)}


def _encoder(data: Path, out: Path, steps: int | None, seed: int, tell: Callable[[Progress], None]) -> object:
    from index.training.train import STEPS, train

    return train(data, out, steps=steps or STEPS, seed=seed, progress=tell)


def _reranker(
    data: Path, encoder: Path | None, out: Path, seed: int, tell: Callable[[Progress], None]
) -> object:
    from index.models.loading import shipped_encoder
    from index.training.rerank import train_reranker

    return train_reranker(data, encoder or shipped_encoder(), out, seed=seed, progress=tell)


def adapt_to_home(
    home: Path,
    encoder: Path | None,
    out: Path,
    suite: Path | None,
    steps: int | None,
    seed: int,
    tell: Callable[[Progress], None],
) -> AdaptReport:
    """Adapt an encoder (None: the shipped one) to the documents of a home, with a suite's labels if given.

    Raises HomeError or QuestionError where one of them cannot be read.
    """
    from eval.suite import load_suite
    from index.training.adapt import STEPS, adapt
    from index.training.adapt_sources import home_documents, labelled_pairs

    documents = list(home_documents(home))
    labelled: list[tuple[str, str]] = []
    if suite is not None:
        judged = load_suite(suite)
        texts = {
            judged.judged_id(clause.id): clause.text for document in documents for clause in document.clauses
        }
        questions = {question.id: question.question for question in judged.questions}
        labelled = labelled_pairs(questions, judged.qrels, texts)
        if not labelled:
            raise QuestionError(f"试题 {suite} 判的条款不在知识库 {home} 里；请用 --home 给出它所问的知识库")
    return adapt(encoder, documents, out, labelled=labelled, steps=steps or STEPS, seed=seed, progress=tell)
