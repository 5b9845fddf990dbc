"""The systems that are compared, each a row of a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.fusion import METHODS, Fusion
from index.search import KnowledgeBase
from ingest.errors import QuestionError, reason_of, shown

DEFAULT = Path(__file__).with_name("systems.toml")
OURS = "huice"
OUTSIDE = ("langchain-bm25", "langchain-bm25-jieba", "langchain-faiss", "langchain-ensemble", "txtai")
_NUMBERS = ("words", "bigrams", "dense", "header", "rerank")
_FLAGS = ("structure", "colloquial", "adaptive")
_TEXTS = ("name", "title", "engine", "method", "encoder", "reranker")
_SIGNALS = ("words", "bigrams", "dense")
_KNOWN = frozenset((*_NUMBERS, *_FLAGS, *_TEXTS, "answers"))

Row = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class System:
    """One row: which engine, how it ranks, whether it answers; `row` is as written."""

    name: str
    title: str
    engine: str
    fusion: Fusion
    answers: bool
    encoder: Path | None
    reranker: Path | None
    row: Row

    def fusion_in(self, kb: KnowledgeBase) -> Fusion:
        """Return how the row ranks in a base: by its own weights, else by those fitted for the encoder."""
        own = any(name in self.row for name in (*_SIGNALS, "method"))
        return self.fusion if own else kb.fitted(self.fusion)


def load_systems(path: Path | None = None, only: Sequence[str] = ()) -> tuple[System, ...]:
    """Read the systems of a TOML file, those named in `only` where any is.

    The path of an encoder or a reranker is relative to the file. Raises QuestionError, with the row, for
    unknown keys, wrong types, names that are missing, repeated or not there.
    """
    file = path or DEFAULT
    systems = tuple(_system(file, number, row) for number, row in enumerate(_rows(file), 1))
    names = [system.name for system in systems]
    if twice := {name for name in names if names.count(name) > 1}:
        raise QuestionError(f"{file} 里系统名 {'、'.join(sorted(twice))} 重复，请改成不同的名字")
    if unknown := [name for name in only if name not in names]:
        raise QuestionError(
            f"{file} 里没有系统 {'、'.join(unknown)}，只有 {'、'.join(names)}；请用 --systems 给出有它的文件"
        )
    return tuple(system for system in systems if not only or system.name in only)


def _rows(file: Path) -> Sequence[object]:
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("system")
    except (OSError, UnicodeDecodeError) as error:
        why = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8"
        raise QuestionError(f"读不到系统文件 {file}：{why}；请检查路径") from error
    except tomllib.TOMLDecodeError as error:
        raise QuestionError(f"{file} 不是正确的 TOML：{error}；请改正") from error
    if not isinstance(rows, list) or not rows:
        raise QuestionError(f"{file} 里没有 [[system]]；请每个系统写一段")
    return rows


def _system(file: Path, number: int, row: object) -> System:
    where = f"{file} 第 {number} 个 [[system]]"
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        raise QuestionError(f"{where} 没有 name；请起一个名字")
    if unknown := sorted(row.keys() - _KNOWN):
        raise QuestionError(
            f"{where}（{row['name']}）有不认识的键 {'、'.join(unknown)}；可用 {'、'.join(sorted(_KNOWN))}"
        )
    _check_types(where, row)
    engine = str(row.get("engine", OURS))
    if engine not in (OURS, *OUTSIDE):
        raise QuestionError(f"{where} 的 engine 是 {shown(engine)}，只能是 {'、'.join((OURS, *OUTSIDE))}")
    encoder, reranker = row.get("encoder"), row.get("reranker")
    return System(
        name=_slug(where, str(row["name"])),
        title=str(row.get("title", row["name"])),
        engine=engine,
        fusion=_fusion(where, row),
        answers=bool(row.get("answers", False)) and engine == OURS,
        encoder=file.parent / str(encoder) if encoder else None,
        reranker=file.parent / str(reranker) if reranker else None,
        row=row,
    )


def _check_types(where: str, row: Row) -> None:
    for keys, kind, word in (
        (_NUMBERS, (int, float), "数"),
        (_TEXTS, (str,), "文字"),
        ((*_FLAGS, "answers"), (bool,), "true 或 false"),
    ):
        for key in keys:
            value = row.get(key)
            if value is not None and (
                not isinstance(value, kind) or (bool not in kind and isinstance(value, bool))
            ):
                raise QuestionError(f"{where} 的 {key} 应是{word}，现在是 {shown(value)}")


def _slug(where: str, name: str) -> str:
    """Return a name that can stand in a file name and in a TREC run."""
    if any(character.isspace() or character in "/\\" for character in name) or name.startswith("."):
        raise QuestionError(f"{where} 的 name 是 {shown(name)}，不能有空格和斜线，也不能以点开头")
    return name


def _fusion(where: str, row: Row) -> Fusion:
    usual = Fusion()
    method = row.get("method", usual.method)
    if method not in METHODS:
        raise QuestionError(f"{where} 的 method 是 {shown(method)}，只能是 {'、'.join(METHODS)}")
    try:
        return Fusion(
            method=METHODS[str(method)],
            words=float(row.get("words", usual.words)),
            bigrams=float(row.get("bigrams", usual.bigrams)),
            dense=float(row.get("dense", usual.dense)),
            header=float(row.get("header", usual.header)),
            structure=bool(row.get("structure", usual.structure)),
            colloquial=bool(row.get("colloquial", usual.colloquial)),
            adaptive=bool(row.get("adaptive", usual.adaptive)),
            rerank=int(row.get("rerank", usual.rerank)),
        )
    except ValueError as error:
        raise QuestionError(
            f"{where} 的权重不能用：不能为负，words、bigrams、dense 至少一个大于零"
        ) from error
