"""The words a question asks about: those beside its asking word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.sentences import TermWeights
from index.tokens import content_tokens, fold

NO_FOCUS = 0.6  # for a question without a word that asks
_ASKING = re.compile(r"多少|几|什么|哪|谁|何时|啥|多久|多大|多长")
_BREAK = re.compile(r"[，,。？?；;：:\s]")
_REACH = 10  # characters after an asking word that may say what is asked about


def focus_share(question: str, quoted: str, own: TermWeights) -> float:
    """Return the weighted share (0..1) of the words a question asks about that stand in what is quoted.

    Those are the words beside its asking word: the last two before it and the first two after it. Of several
    asking words the best met one counts; half is given for a part of a longer word.
    """
    text, there = fold(question), fold(quoted)
    shares = [_share_of(focus, there, own) for focus in _foci(text) if focus]
    return max(shares) if shares else NO_FOCUS


def _foci(text: str) -> list[list[str]]:
    found = []
    for match in _ASKING.finditer(text):
        before = _BREAK.split(text[: match.start()])[-1]
        after = _BREAK.split(text[match.end() :])[0][:_REACH]
        beside = [*content_tokens(before)[-2:], *content_tokens(after)[:2]]
        found.append([token.text for token in beside if len(token.text) > 1])
    return found


def _share_of(focus: Sequence[str], there: str, own: TermWeights) -> float:
    weights = {word: own.weights.get(word, 1.0) for word in focus}
    met = sum(weight * _met(word, there) for word, weight in weights.items())
    return met / (sum(weights.values()) or 1.0)


def _met(word: str, there: str) -> float:
    if word in there:
        return 1.0
    return 0.5 if len(word) > 2 and any(word[at : at + 2] in there for at in range(len(word) - 1)) else 0.0
