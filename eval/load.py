"""How long an evaluation takes on a large collection: ``python -m eval.load --laws FILE``.

A known-item suite is made of law articles: a sentence of an article is the question, the article the clause
wanted. Five of the default systems are run on it; the time is told by stage.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from api.console.progress import progress
from eval.evaluate import Plan, evaluate
from eval.importing.lines import read_objects
from eval.suite import Suite, write_suite
from eval.systems import load_systems
from index.models.loading import load_encoder
from ingest.errors import HuiceError

CLAUSES, QUESTIONS, SEED = 65_000, 1_500, 0
SYSTEMS = ("bm25-words", "bm25-bigrams", "dense", "hybrid", "huice")
ENCODED = 20_000  # clauses whose encoding is timed
_SHORTEST = 8  # characters of a sentence that can be searched for


def known_items(laws: Path, folder: Path, clauses: int, questions: int) -> Suite:
    """Write a suite of the first `clauses` articles and of `questions` sentences drawn from them."""
    entries = [
        {"id": str(number), "title": str(row["title"]), "text": str(row["text"])}
        for number, (_, row) in enumerate(islice(read_objects(laws), clauses))
    ]
    drawn = list(islice(_sentences(entries), questions))
    return write_suite(
        folder,
        [{"id": f"q{entry}", "question": sentence, "kind": "known item"} for entry, sentence in drawn],
        {f"q{entry}": {entry: 2} for entry, _ in drawn},
        collection=entries,
    )


def _sentences(entries: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    chance = random.Random(SEED)
    for entry in chance.sample(entries, len(entries)):
        parts = [part for part in entry["text"].replace("\n", "").split("。") if len(part) >= _SHORTEST]
        if parts:
            yield entry["id"], chance.choice(parts)[:60]


def encoding_speed(suite: Suite) -> tuple[float, float]:
    """Return clauses encoded a second and the median milliseconds of a question, by the shipped encoder."""
    encoder = load_encoder()
    rows = read_objects(suite.folder / "collection.jsonl")
    texts = [str(row["text"]) for _, row in islice(rows, ENCODED)]
    encoder.encode_passages(texts[:100])  # the first call reads the weights
    started = time.perf_counter()
    encoder.encode_passages(texts)
    passages = len(texts) / (time.perf_counter() - started)
    took = []
    for question in suite.questions:
        started = time.perf_counter()
        encoder.encode_queries([question.question])
        took.append(time.perf_counter() - started)
    return passages, 1000 * median(took)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the suite, run the systems, print the seconds; return 1 where the laws cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.load", description="评测本身要多久")
    parser.add_argument("--laws", type=Path, required=True, help="法规条文：.jsonl 或 .jsonl.xz")
    parser.add_argument("--clauses", type=int, default=CLAUSES, help=f"多少条款，默认 {CLAUSES}")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help=f"多少题，默认 {QUESTIONS}")
    options = parser.parse_args(argv)
    try:
        with TemporaryDirectory() as name, progress() as show:
            folder = Path(name)
            started = time.perf_counter()
            suite = known_items(options.laws, folder / "suite", options.clauses, options.questions)
            made = time.perf_counter() - started
            plan = Plan(
                (suite,),
                load_systems(only=SYSTEMS),
                folder,
                folder / "out",
                folder,
                100,
                "python -m eval.load",
            )
            results = evaluate(plan, show)
            whole = time.perf_counter() - started
            passages, query = encoding_speed(suite)
    except HuiceError as error:
        print(error, file=sys.stderr)
        return 1
    systems = results.suites[0].systems
    print(f"{options.clauses} 条款，{len(suite.questions)} 题，{len(systems)} 个系统：共 {whole:.0f} 秒")
    print(f"  生成试题 {made:.0f} 秒，建库 {systems[0].cost.get('build_s', 0):.0f} 秒")
    for system in systems:
        took = system.latency_ms
        print(f"  {system.name}：每题 {took['mean']:.1f} 毫秒，R@10 {system.measures['R@10'].mean:.3f}")
    print(f"  编码：每秒 {passages:,.0f} 条款，一个问题 {query:.2f} 毫秒（中位数）")
    print(f"  内存最多 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
