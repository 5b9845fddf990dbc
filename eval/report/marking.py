"""Words that a clause shares with a question, marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

_SHORTEST = 2  # characters of a word that is worth marking


def words_of(question: str) -> tuple[str, ...]:
    """Return the content words of a question, the longest first."""
    from index.tokens import content_tokens

    words = dict.fromkeys(token.text for token in content_tokens(question))
    return tuple(sorted((word for word in words if len(word) >= _SHORTEST), key=len, reverse=True))


def marked(text: str, words: Sequence[str]) -> Markup:
    """Return `text` as safe HTML with each of `words` in a mark element."""
    from markupsafe import Markup, escape

    if not words:
        return escape(text)
    parts = re.split("(" + "|".join(map(re.escape, words)) + ")", text, flags=re.IGNORECASE)
    # the pieces at odd places are the words
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )
