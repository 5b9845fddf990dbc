"""Turn published or home-made judgements into a suite folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.importing.beir import DEFAULT_SPLIT, read_beir
from eval.importing.judged_sheet import read_judged_sheet
from eval.importing.records import Asked, Entry, Gathered
from eval.importing.settle import settle
from eval.importing.stard import read_stard
from eval.importing.trec import read_trec
from eval.suite import Suite, write_suite
from ingest.errors import QuestionError, shown


@dataclass(frozen=True, slots=True)
class Options:
    """What may be named apart from the paths; each form takes those it knows."""

    queries: Path | None = None
    qrels: Path | None = None
    collection: Path | None = None
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form that can be imported: what it is, the options it takes, how it is read."""

    title: str
    options: frozenset[str]
    read: Callable[[Sequence[Path], Options], Gathered]


def _beir(paths: Sequence[Path], options: Options) -> Gathered:
    if len(paths) != 1 or not paths[0].is_dir():
        raise QuestionError(
            f"beir 要恰好一个文件夹，收到 {'、'.join(map(str, paths))}：请给出含 corpus.jsonl 的文件夹"
        )
    return read_beir(paths[0], options.split or DEFAULT_SPLIT)


FORMS: Mapping[str, Form] = {
    "trec": Form(
        "TREC（题目、qrels，可带条款集）",
        frozenset({"queries", "qrels", "collection"}),
        lambda paths, given: read_trec(paths, given.queries, given.qrels, given.collection),
    ),
    "beir": Form("BEIR（corpus.jsonl、queries.jsonl、qrels/）", frozenset({"split"}), _beir),
    "stard": Form(
        "STARD（法律咨询问题和条文）",
        frozenset({"collection", "split"}),
        lambda paths, given: read_stard(paths, given.collection, given.split),
    ),
    "csv": Form("CSV 表格", frozenset(), lambda paths, _: read_judged_sheet(paths)),
}


def import_suite(
    form: str,
    paths: Sequence[Path],
    out: Path,
    *,
    name: str | None = None,
    queries: Path | None = None,
    qrels: Path | None = None,
    collection: Path | None = None,
    split: str | None = None,
    overwrite: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Suite:
    """Read `paths` as `form` (trec, beir, stard, csv) and write them as the suite folder `out`.

    `tell` is given a Chinese sentence for each thing left out or changed; they stand in the suite's README.md
    too. Raises QuestionError, with nothing written, for an unknown form, an option the form does not take,
    broken files, and a folder that holds something else.
    """
    if form not in FORMS:
        raise QuestionError(f"不认识的形式 {shown(form)}：请写 {'、'.join(FORMS)} 之一")
    options = Options(queries, qrels, collection, split)
    for option in ("queries", "qrels", "collection", "split"):
        if getattr(options, option) is not None and option not in FORMS[form].options:
            raise QuestionError(f"{form} 不用 --{option}：请去掉这个选项")
    out = out.resolve()  # "." has no name to write aside under
    gathered = settle(FORMS[form].read(paths, options))
    if tell:
        for note in gathered.notes:
            tell(note)
    return write_suite(
        out,
        map(_question_row, gathered.questions),
        _qrels(gathered),
        answers=_answers(gathered),
        collection=None if gathered.entries is None else map(_entry_row, gathered.entries),
        readme=_readme(form, name or out.name, _files(paths, options), gathered),
        overwrite=overwrite,
    )


def _files(paths: Sequence[Path], options: Options) -> list[str]:
    named = (options.queries, options.qrels, options.collection)
    return list(dict.fromkeys(path.name for path in (*paths, *named) if path is not None))


def _qrels(gathered: Gathered) -> Mapping[str, Mapping[str, int]] | None:
    if not gathered.grades and (gathered.quotes or gathered.abstained):
        return None  # judged by quotes alone
    return gathered.grades


def _question_row(one: Asked) -> dict[str, object]:
    row = {"id": one.id, "question": one.question, "kind": one.kind, "region": one.region, "as_of": one.as_of}
    return {name: value for name, value in row.items() if value is not None}


def _entry_row(entry: Entry) -> dict[str, object]:
    row = {"id": entry.id, "title": entry.title, "text": entry.text}
    return {**row, "heading": entry.heading} if entry.heading else dict(row)


def _answers(gathered: Gathered) -> Iterator[Mapping[str, object]] | None:
    if not gathered.quotes and not gathered.abstained:
        return None
    return (
        {
            "id": one.id,
            "status": "abstained" if one.id in gathered.abstained else "answered",
            "clauses": [
                {"source": quote.source, "quote": quote.quote}
                for quote in sorted(gathered.quotes.get(one.id, ()), key=lambda quote: -quote.grade)
                if quote.grade
            ],
        }
        for one in gathered.questions
        if gathered.quotes.get(one.id) or one.id in gathered.abstained or not gathered.grades
    )


def _readme(form: str, name: str, files: Sequence[str], gathered: Gathered) -> str:
    grades = [grade for found in gathered.grades.values() for grade in found.values()]
    counts = "，".join(f"{grade} 级 {grades.count(grade)}" for grade in sorted(set(grades)))
    quotes = sum(map(len, gathered.quotes.values()))
    lines = [
        f"# {name}：{len(gathered.questions)} 题",
        "",
        f"由 `huice eval import {form}` 导入，来源 {FORMS[form].title}：{'、'.join(files)}。",
        "判定照原样，未重新判读。",
        "",
        f"- 按编号的判定 {len(grades)} 条" + (f"：{counts}" if counts else ""),
    ]
    if quotes:
        lines.append(f"- 按原文指认的条款 {quotes} 条")
    if gathered.abstained:
        lines.append(f"- 应当弃答 {len(gathered.abstained)} 题")
    if gathered.entries is None:
        lines.append("- 不带条款集：条款编号指知识库里的条款，评测时用同一批文件建的知识库")
    else:
        lines.append(f"- 自带条款集 collection.jsonl，{len(gathered.entries)} 条")
    return "\n".join([*lines, *(f"- {note}" for note in gathered.notes)]) + "\n"
