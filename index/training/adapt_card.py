"""The report of an adaptation and the model card (README.md) of the folder it made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.training.adapt_measure import KnownItem

_CARD = """---
language: zh
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding, retrieval, adapted]
---
# {name}

The static encoder {base} with its word vectors tuned on {documents:,} documents of {clauses:,} clauses.
Tokenizer, prompts and dimensions are those of the base, whose fingerprint (sha256 over names and contents
of its files) is `{fingerprint}`.

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("{name}", local_files_only=True)
```

## Training
{steps:,} steps of at most {batch:,} pairs, seed {seed}, with {labelled:,} labelled pairs. Unlabelled pairs
come from the clauses alone: title and headings with the clause; a sentence with the rest of its clause; a
run of words with the clause around it (inverse cloze).

In-batch contrast in both directions (scale 20) over runs of neighbouring clauses, Adam on the rows in use at
{rate} (rows scaled to a mean square length of one) falling to 0. The folder holds the means of the base's
vectors and the tuned ones (tuned {share:.0%}), which keeps what the base knows of other text
(Wortsman et al., 2022).

## Measured
{held_out:,} sentences were taken out of their clauses and kept out of every pair. Each was searched for among
all clauses by cosine, title and headings at the weight they have in the index.

| | base | adapted |
| --- | --- | --- |
| recall at 1 | {before.at_1:.3f} | {after.at_1:.3f} |
| recall at 10 | {before.at_10:.3f} | {after.at_10:.3f} |
| mean reciprocal rank | {before.reciprocal_rank:.3f} | {after.reciprocal_rank:.3f} |
| contrastive loss among the clauses of these sentences | {before.loss:.3f} | {after.loss:.3f} |

## Limits
These are sentences of the documents, not people's questions, and few where the documents are few. Measure
with `huice eval run` on questions of your own, with this encoder and with the base, before it is put to use.
"""


@dataclass(frozen=True, slots=True)
class AdaptReport:
    """What an adaptation made: the folder, the counts, and the held-out sentences found before and after."""

    out: Path
    base: str
    fingerprint: str
    documents: int
    clauses: int
    labelled: int
    held_out: int
    steps: int
    batch: int
    seed: int
    before: KnownItem
    after: KnownItem
    seconds: float


def adapted_card(report: AdaptReport, rate: float, share: float) -> str:
    """Return the card of the encoder as Markdown; it is the same for the same run, whatever time it took."""
    return _CARD.format(
        name=report.out.name,
        base=report.base,
        fingerprint=report.fingerprint,
        documents=report.documents,
        clauses=report.clauses,
        labelled=report.labelled,
        held_out=report.held_out,
        steps=report.steps,
        batch=report.batch,
        seed=report.seed,
        before=report.before,
        after=report.after,
        rate=rate,
        share=share,
    )
