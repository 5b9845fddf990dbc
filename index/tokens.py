"""Cut Chinese policy text into words, character bigrams and token counts.

The words come from a jieba tokenizer of our own, never jieba's global one: its dictionary plus
`lexicon/policy.txt` is read into memory (half a second), so that nothing is cached on disk, neither in
a shared temporary folder nor anywhere else. New words are not guessed (no HMM): a query and a clause
must be cut alike, and what the dictionary lacks is found by the bigrams.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

_NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = r"[\u3400-\u9fff\uf900-\ufaff〇]+"
_RUN = re.compile(rf"(?P<han>{_HAN})|(?P<number>(?:{_NUMBER})%?(?![a-z0-9]))|[a-z0-9]+")
_SUBWORD_SIZES = (2, 3, 4)
_REMEMBERED_WORDS = 65_536  # most words of a corpus come again and again
_WORD_FREQUENCY = 2_000  # of a lexicon word: makes it win over its parts on any sensible cut


class _Jieba(Protocol):
    """The part of jieba.Tokenizer that is used here."""

    FREQ: dict[str, int]
    total: int

    def lcut(self, sentence: str, cut_all: bool = ..., HMM: bool = ...) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Token:
    """A word of folded text: ``fold(text)[start:end] == text`` (a number loses its grouping commas)."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return the text in NFKC form and lower case: full width and letter case stop mattering."""
    return unicodedata.normalize("NFKC", text).lower()


def lexicon_lines(name: str) -> tuple[str, ...]:
    """Return the lines of a table of `index/lexicon` without blank lines and ``#`` comments."""
    text = files("index").joinpath("lexicon", name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def lexicon_fingerprint() -> str:
    """Return the sha256 of the tables that an index is built with."""
    digest = hashlib.sha256()
    for name in ("policy.txt", "stopwords.txt", "priors.toml"):
        digest.update("\n".join(lexicon_lines(name)).encode())
    return digest.hexdigest()


@cache
def stop_words() -> frozenset[str]:
    """Return the words that carry no content: particles, question words, phrases of courtesy."""
    return frozenset(fold(line) for line in lexicon_lines("stopwords.txt"))


@cache
def _jieba() -> _Jieba:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba compiles with invalid escapes and looks for pkg_resources
        import jieba
    tokenizer: _Jieba = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())
    tokenizer.initialized = True  # type: ignore[attr-defined]  # keeps jieba from reading a cache file
    for word in map(fold, lexicon_lines("policy.txt") + lexicon_lines("stopwords.txt")):
        _add_word(tokenizer, word)
    return tokenizer


def _add_word(tokenizer: _Jieba, word: str) -> None:
    if len(word) < 2:
        return
    known = tokenizer.FREQ.get(word, 0)
    tokenizer.FREQ[word] = max(known, _WORD_FREQUENCY)
    tokenizer.total += tokenizer.FREQ[word] - known
    for end in range(1, len(word)):
        tokenizer.FREQ.setdefault(word[:end], 0)


def tokens(text: str) -> list[Token]:
    """Return the words and numbers of `text` in order, stop words included, offsets in ``fold(text)``."""
    found: list[Token] = []
    for match in _RUN.finditer(fold(text)):
        start = match.start()
        if match["han"] is None:
            word = match.group().replace(",", "")
            found.append(Token(word, start, match.end()))
            continue
        for word in _jieba().lcut(match["han"], HMM=False):
            found.append(Token(word, start, start + len(word)))
            start += len(word)
    return found


def content_tokens(text: str) -> list[Token]:
    """Return the tokens of `text` that are no stop words."""
    stop = stop_words()
    return [token for token in tokens(text) if token.text not in stop]


@lru_cache(_REMEMBERED_WORDS)
def subwords(word: str) -> tuple[str, ...]:
    """Return the dictionary words of two to four characters inside a longer word."""
    known = _jieba().FREQ
    return tuple(
        word[at : at + size]
        for size in _SUBWORD_SIZES
        if len(word) > size and not word.isascii()
        for at in range(len(word) - size + 1)
        if known.get(word[at : at + size], 0)
    )


def words(text: str) -> list[str]:
    """Return the content words of `text`, each long word followed by its sub-words, numbers kept."""
    stop = stop_words()
    found: list[str] = []
    for token in content_tokens(text):
        found.append(token.text)
        found.extend(part for part in subwords(token.text) if part not in stop)
    return found


def bigrams(text: str) -> list[str]:
    """Return the characters and character pairs of the Chinese runs, and Latin words and numbers whole."""
    found: list[str] = []
    for match in _RUN.finditer(fold(text)):
        run = match.group()
        if match["han"] is None:
            found.append(run.replace(",", ""))
            continue
        found.extend(run)
        found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


def content_bigrams(text: str) -> list[str]:
    """Return the bigrams of a query: stop words are cut out first and no pair reaches over a cut."""
    folded = fold(text)
    kept: list[str] = []
    end = -1
    for token in content_tokens(text):
        if token.start != end:
            kept.append(" ")
        kept.append(folded[token.start : token.end])
        end = token.end
    return bigrams("".join(kept))


def count_tokens(text: str) -> int:
    """Return how many words, numbers and punctuation marks `text` holds; the measure of a chunk."""
    covered = 0
    count = 0
    for token in tokens(text):
        count += 1
        covered += token.end - token.start
    visible = sum(1 for character in fold(text) if not character.isspace())
    return count + max(0, visible - covered)
