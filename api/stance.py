"""What an asker says of itself: titles held, titles denied or lost, states such as having no loan yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.facts.qualifications import ANY, Mention, find_qualifications, meets

HELD, DENIED, SPOKEN_OF, OPEN = "held", "denied", "spoken of", "open"
_PART = re.compile(r"[，,。；;：:！!？?\s]")
_LINK = re.compile(r"[”’」]?(?:企业)?(?:、|和|及|与|以及|或者?|也)[“‘「]?")
_LEVEL = '(?:国家级?|省级?|市级?)?[“‘「"]?'  # a level that is no part of the name may stand between


@dataclass(frozen=True, slots=True)
class Stance:
    """A qualification named in a question and how the asker stands to it.

    `spoken of` is one whose policies are asked about: held only where the asker says nothing else of itself.
    """

    text: str
    key: str
    kind: str
    how: str


def stances(text: str, table: dict[str, list[str]]) -> tuple[Stance, ...]:
    """Return the qualifications of a question in order; `table` holds the patterns of `[stance]`."""
    found: list[Stance] = []
    before: Mention | None = None
    for mention in find_qualifications(text):
        linked = before is not None and _LINK.fullmatch(text, before.end, mention.start)
        how = _how(text, mention, before.end if before else 0, _Patterns.of(table))
        if linked and how != DENIED:
            how = found[-1].how
        found.append(Stance(mention.text, mention.key, mention.kind, how))
        before = mention
    return tuple(found)


def held_and_denied(found: tuple[Stance, ...], of_itself: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the qualifications held and those denied, in the words of the question; the later word counts.

    `of_itself` says that the asker speaks of itself: what is merely spoken of is not held then.
    """
    held: list[str] = []
    denied: list[str] = []
    for stance in found:
        if stance.how == DENIED:
            held = [each for each in held if not meets([each], stance.key)]
            denied.append(stance.text)
        elif stance.how == HELD or (stance.how == SPOKEN_OF and not of_itself):
            denied = [each for each in denied if not meets([stance.key], each)]
            held.append(stance.text)
    return tuple(dict.fromkeys(held)), tuple(dict.fromkeys(denied))


def states_in(
    text: str, held: dict[str, list[str]], lacking: dict[str, list[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys of the states (首贷企业) that a question tells in other words, and those it denies.

    What tells a state is taken away before it is looked for what denies it: 从没贷过 holds 贷过.
    """
    told = {key: re.sub("|".join(listed), " ", text) for key, listed in held.items()}
    matched = (key for key, listed in lacking.items() if re.search("|".join(listed), told.get(key, text)))
    denied = [each for key in matched for each in key.split(ANY)]
    return tuple(key for key, rest in told.items() if rest != text and key not in denied), tuple(denied)


def statements_in(text: str, questioning: list[str]) -> tuple[str, ...]:
    """Return the parts of a question that state something: those that ask, wish or deny are left out."""
    not_stated = re.compile("|".join(questioning))
    parts = re.finditer(r"([^，,。；;！!？?\s]+)([，,。；;！!？?\s]?)", text)
    return tuple(m[1] for m in parts if m[2] not in ("？", "?") and not not_stated.search(m[1]))


@dataclass(frozen=True, slots=True)
class _Patterns:
    open_before: re.Pattern[str]
    open_after: re.Pattern[str]
    denied_before: re.Pattern[str]
    denied_after: re.Pattern[str]
    held_before: re.Pattern[str]
    spoken_before: re.Pattern[str]
    spoken_after: re.Pattern[str]

    @staticmethod
    def of(table: dict[str, list[str]]) -> _Patterns:
        return _compiled(tuple((name, tuple(listed)) for name, listed in table.items()))


@cache
def _compiled(table: tuple[tuple[str, tuple[str, ...]], ...]) -> _Patterns:
    joined = {name: "|".join(f"(?:{each})" for each in listed) for name, listed in table}
    ends = {name: re.compile(f"(?:{joined[name]}){_LEVEL}$") for name in joined if name.endswith("_before")}
    starts = {name: re.compile(joined[name]) for name in joined if name.endswith("_after")}
    return _Patterns(**ends, **starts)


def _how(text: str, mention: Mention, last: int, patterns: _Patterns) -> str:
    before = _PART.split(text[last : mention.start])[-1]
    after = text[mention.end :]
    for how, matches in _readings(before, after, patterns):
        if matches:
            return how
    return HELD


def _readings(before: str, after: str, patterns: _Patterns) -> Iterator[tuple[str, bool]]:
    """Yield the stances in the order in which their words outweigh each other."""
    yield OPEN, bool(patterns.open_before.search(before) or patterns.open_after.match(after))
    yield DENIED, bool(patterns.denied_before.search(before) or patterns.denied_after.match(after))
    yield HELD, bool(patterns.held_before.search(before))
    spoken = patterns.spoken_before.search(before) or patterns.spoken_after.match(after)
    yield SPOKEN_OF, bool(spoken)
