"""The page on which clauses are judged: one file, no network, the text of documents never read as HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

from eval.judging.judgements import Judged
from eval.judging.pool import Pool, Pooled
from eval.judging.sheet import HEADER
from index.tokens import content_tokens, fold

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_UNSAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_SHORTEST_MARKED = 2  # characters of a word of the question that is marked in the clauses


def render_page(name: str, pool: Pool, judged: Mapping[str, Judged]) -> str:
    """Return the page of a pool; `name` stands at its top and names what the browser keeps of it.

    What was `judged` before, by question id, is filled in.
    """
    template = files("eval.judging").joinpath("page.html").read_text(encoding="utf-8")
    slots = {"title": html.escape(f"判读：{name}"), "data": _data(name, pool, judged)}
    return _SLOT.sub(lambda slot: slots[slot[1]], template)


def _data(name: str, pool: Pool, judged: Mapping[str, Judged]) -> str:
    """Return the pool as JSON that can stand inside a script element."""
    data = {
        "name": name,
        "made": pool.made,
        "fingerprint": pool.fingerprint[:12],
        "sample": pool.sample,
        "header": HEADER,
        "questions": [
            {
                "id": one.asked.id,
                "question": one.asked.question,
                "kind": one.asked.kind,
                "region": one.asked.region or "",
                "as_of": one.asked.as_of or "",
                "words": _marked_words(pool, one),
                "candidates": one.candidates,
            }
            for one in pool.questions
        ],
        "clauses": {
            key: {"source": c.source, "title": c.title, "path": c.path, "text": c.text}
            for key, c in pool.clauses.items()
        },
        "judged": {
            "grades": {key: dict(one.grades) for key, one in judged.items()},
            "abstain": {key: True for key, one in judged.items() if one.abstain},
        },
    }
    data["key"] = sha256(json.dumps(data, ensure_ascii=True).encode()).hexdigest()[:16]
    return json.dumps(data, ensure_ascii=False).translate(_UNSAFE)


def _marked_words(pool: Pool, one: Pooled) -> list[str]:
    """Return the words of a question that tell its candidates apart: those that not most of them hold."""
    words = dict.fromkeys(token.text for token in content_tokens(one.asked.question))
    texts = [fold(pool.clauses[key].text) for key in one.candidates]
    telling = [word for word in words if 2 * sum(word in text for text in texts) <= len(texts)]
    return sorted((word for word in telling if len(word) >= _SHORTEST_MARKED), key=len, reverse=True)
