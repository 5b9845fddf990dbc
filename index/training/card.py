"""The model card (README.md) of an encoder folder."""

from __future__ import annotations

from index.training.checkpoint import Position, Settings
from index.training.evaluate import Recall

_CARD = """---
language: zh
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding, retrieval, policy]
---
# {name}

A static encoder for Chinese policy and legal text: the mean of one learned vector a word, {dimensions}
dimensions, {words:,} words. It needs no GPU and no network.

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("{name}", local_files_only=True)
vectors = model.encode(["企业缺少资金怎么办", "对符合条件的企业给予贷款贴息"], normalize_embeddings=True)
```

Vectors are compared by cosine; `encode` does not scale them to length one unless told to. No prompt is
needed for queries or passages; a passage does best with its document title in front.

## Files
- `tokenizer.json`: NFKC and lower case, punctuation dropped, then the most probable path through the words:
  a unigram model over jieba's words and new ones that cohere in the training text, scored by log frequency.
- `model.safetensors`: `embeddings` (int8, words x {dimensions}) times `weights` (float32, one a word).
  sentence-transformers multiplies the two when it loads them; so must any other reader.

## Training
`huice train --data DIR --out DIR`: {steps:,} steps of {batch:,} pairs, seed {seed}, {minutes:.0f} minutes
of stepping on two CPU cores.

In-batch contrast in both directions (scale 20), Adam on the rows in use at .02 falling to 0. While it
trains, a word is a gain, starting at a / (a + p), times the mean of the vectors of itself and of the words
and characters it contains; the folder holds the product.

Pairs: a sentence of a statute and the rest of its article, a title and its article, a sentence of prose and
its neighbours, questions and passages, paraphrases, and in the last 15 % labelled questions with the
statutes that answer them. Text: public statutes, Chinese news and government prose, CLUE, CMRC and DRCD
(CC BY-SA), lawyer-llama and LawBench (Apache-2.0), STARD's train split (MIT).

## Measured
Dense cosine alone, mean recall of the answering articles among {articles:,} merged national articles. The
questions were kept out of training by a hash of their text (`index/training/sources.py`, `is_held_out`);
other questions about some of the same articles were not, hence the second row.

| questions | number | R@10 | R@100 |
| --- | --- | --- | --- |
| held out | {questions} | {at_10:.3f} | {at_100:.3f} |
| of these, no article of theirs seen with a question | {fresh} | {fresh_10:.3f} | {fresh_100:.3f} |

The numbers are those `huice train` measures at its end, on the weights as written here.

## Limits
Word order and negation are invisible to a mean of words. Words outside the vocabulary fall to single
characters. Amounts and dates carry almost no meaning: pair it with a lexical index.
"""


def model_card(name: str, settings: Settings, position: Position, recall: Recall) -> str:
    """Return the card of the encoder `name` as Markdown."""
    return _CARD.format(
        name=name,
        dimensions=settings.dimensions,
        words=settings.words,
        steps=position.steps,
        batch=settings.batch,
        seed=settings.seed,
        minutes=position.seconds / 60,
        articles=recall.articles,
        questions=recall.questions,
        at_10=recall.at_10,
        at_100=recall.at_100,
        fresh=recall.fresh_questions,
        fresh_10=recall.fresh_at_10,
        fresh_100=recall.fresh_at_100,
    )
