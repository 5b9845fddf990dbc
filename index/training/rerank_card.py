"""The model card (README.md) of a reranker folder."""

from __future__ import annotations

from dataclasses import dataclass

from index.rerank import SHARE
from index.rerank_features import FEATURES
from index.training.rerank_net import HIDDEN, NETWORKS

_CARD = """---
language: zh
tags: [reranker, learning-to-rank, retrieval, policy]
---
# {name}

A reranker of {weights:,} weights for the {depth} best candidates of a search over Chinese policy and
legal text: one hidden layer over {features} numbers that say how a candidate differs from the others. It
needs numpy alone, no GPU and no network.

It reads the word vectors of one encoder (fingerprint `{encoder}`) and serves no other.

## Features
{listed}.

Each is the deviation from the mean of the candidates in standard deviations; word weights are the lengths of
the encoder's vectors; nothing names a law, an ordinal or a place in a document. So a base of two hundred
clauses is described like one of a hundred thousand, a policy document like a statute.

## Training
`train_reranker(data, encoder, out, seed={seed})` (index/training/rerank.py).

{trained} layperson's questions with the statutes that answer them (STARD's train split, MIT), the fifth
that `is_held_out` names kept apart. For each the {depth} best articles by .1 words + .3 bigrams + .6
vectors among {articles:,} merged national articles; listwise softmax, dropout .4, noise .3, AdamW,
{networks} networks of {hidden} hidden units averaged. The encoder was trained on the same labels, so
the vectors for each fifth of the training questions come from an encoder made without its labels.

## Measured
{depth} candidates in a new order, then the rest as proposed; articles merged by (law, article).

| questions | number | R@10 before | reranked | blended | nDCG@10 before | reranked | blended | R@{depth} |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

"Cross-validated" trains the network too without the fifth it is measured on. Features and settings were
chosen by that row and by the policy suites `five` and `second`, never by the held-out questions.

## Use
```python
scores = Reranker.load(None, encoder).rerank(query, candidates, reading)  # mean 0, deviation 1
order = blend(fused, scores) * priors
```

`blend` gives the network a share of {share} beside the fused score. That share was chosen on the policy
suites `five` and `second` and the cross-validated questions together: alone the network is best for
statutes and worse than the fused order for policy documents. `reading` holds the policy terms that everyday
words of the query stand for.

## Limits
Trained on layperson's questions about statutes alone. What it does on policy documents, whose questions
share more words with their clauses, is measured by the suites of `eval/suites`. Word order and negation are
invisible to it, as they are to the encoder.
"""


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean recall at 10 and nDCG at 10 of some questions: as proposed, reranked, and blended.

    `reach` is the recall of the candidates, which no order of them exceeds.
    """

    questions: int
    recall_before: float
    recall_after: float
    recall_blended: float
    ndcg_before: float
    ndcg_after: float
    ndcg_blended: float
    reach: float


def rerank_card(
    name: str, encoder: str, gains: dict[str, Gain], trained: int, articles: int, depth: int, seed: int
) -> str:
    """Return the card of the reranker `name` as Markdown; `gains` by the words for its questions."""
    return _CARD.format(
        name=name,
        encoder=encoder[:12],
        weights=NETWORKS * HIDDEN * (len(FEATURES) + 2),
        features=len(FEATURES),
        listed=", ".join(f"`{feature}`" for feature in FEATURES),
        rows="\n".join(_row(label, gain) for label, gain in gains.items()),
        trained=trained,
        articles=articles,
        depth=depth,
        networks=NETWORKS,
        hidden=HIDDEN,
        share=SHARE,
        seed=seed,
    )


def _row(label: str, gain: Gain) -> str:
    recalls = (gain.recall_before, gain.recall_after, gain.recall_blended)
    values = (*recalls, gain.ndcg_before, gain.ndcg_after, gain.ndcg_blended, gain.reach)
    return f"| {label} | {gain.questions} | " + " | ".join(f"{value:.3f}" for value in values) + " |"
