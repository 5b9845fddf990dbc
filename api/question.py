"""Read a question: what it asks for, of whom it speaks, and from where."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from api.stance import held_and_denied, stances, statements_in, states_in
from index.tokens import content_tokens
from ingest.errors import QuestionError, has_surrogate
from ingest.facts.conditions import industries_named
from ingest.facts.qualifications import find_qualifications, is_size, meets, parse_qualification
from ingest.records import Profile, Region
from ingest.region_mentions import find_regions
from ingest.regions import covers

MAX_CHARACTERS = 2000
SITUATION, LOOKUP, OPEN = "situation", "lookup", "open"
FIGURES = frozenset({"funds", "quantity", "time", "contact", "place", "materials"})
SLOTS = frozenset({"units", "funds", "quantity", "time", "contact", "place", "materials", "reference"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `asks` names the slots wanted (see `ASKS`), `several` says that more than one thing is, `whole_list`
    that all items of a list are. The `mode` is
    `situation` (somebody wants what applies to them), `lookup` (what a document states) or `open` (measures,
    nobody's in particular: those in force first, else what is stated). `topic` is what to search for: of a
    situation the words about the enterprise itself are left out, its needs added.
    """

    text: str
    topic: str
    asks: frozenset[str]
    several: bool
    whole_list: bool
    mode: str
    regions: tuple[Region, ...]
    profile: Profile


@cache
def question_table() -> dict[str, dict[str, list[str]]]:
    """Return the lists of `tables/questions.toml` by section and name."""
    return tomllib.loads(files("api").joinpath("tables/questions.toml").read_text("utf-8"))


@cache
def _table(section: str, name: str) -> re.Pattern[str]:
    raw = question_table()
    counter = raw["asks"]["counter"][0]
    return re.compile(
        "|".join(f"(?:{pattern})" for pattern in raw[section][name]).replace("{counter}", counter)
    )


ASKS = (
    "units", "funds", "amount", "quantity", "time", "contact", "place", "materials", "reference",
    "number", "issuer", "issued", "force", "duties", "measures",
)  # fmt: skip


def check_question(text: str) -> str:
    """Return the question stripped; raise QuestionError when it is empty or too long."""
    stripped = text.strip()
    if not stripped or not re.search(r"\w", stripped):
        raise QuestionError("问题是空的。请写出要问的内容，例如“黄石市对小巨人企业有哪些融资支持？”。")
    if has_surrogate(stripped):
        raise QuestionError("问题里有残缺的字符，不是有效的 UTF-8。请检查终端或文件的编码，改用 UTF-8 再问。")
    if len(stripped) > MAX_CHARACTERS:
        raise QuestionError(f"问题有 {len(stripped)} 个字符，超过上限 {MAX_CHARACTERS}。请概括后再问。")
    return stripped


def read_question(text: str, profile: Profile) -> Question:
    """Understand a question in the light of the caller's profile; raise QuestionError on bad text."""
    stripped = check_question(text)
    asks = frozenset(name for name in ASKS if _table("asks", name).search(stripped))
    regions = _finest(regions_named(stripped))
    mode = _mode(stripped, profile, asks)
    topic = stripped if mode == LOOKUP else _topic(stripped, profile)
    several, whole_list = (bool(_table("form", name).search(stripped)) for name in ("several", "list"))
    who = _completed(stripped, profile, regions)
    return Question(stripped, topic, asks, several, whole_list, mode, regions, who)


def without_asks(text: str, asks: frozenset[str]) -> str:
    """Return the text with the words that ask blanked out, so that what is asked about is left."""
    for name in asks:
        text = _table("asks", name).sub(" ", text)
    return text


def _topic(text: str, profile: Profile) -> str:
    """Blank out places, qualifications and words for help of any kind; add the needs.

    Filters and conditions look after the first two, and every measure is help. Where nothing would be left,
    qualifications stay, then the whole text.
    """
    general = [(m.start, m.end) for m in find_regions(text) if not m.in_name]
    general += [match.span() for match in _table("form", "help").finditer(text)]
    itself = [(m.start, m.end) for m in find_qualifications(text) if not _is_aim(text, m.start)]
    for blanked in ([*general, *itself], general):
        rest = "".join(" " if any(a <= at < b for a, b in blanked) else c for at, c in enumerate(text))
        if content_tokens(rest) or profile.needs:
            return " ".join([rest.strip(), *profile.needs])
    return text


def _is_aim(text: str, at: int) -> bool:
    """Tell whether what stands at `at` is what one wants to become, not what one is."""
    return bool(_table("situation", "aim").search(text[max(0, at - 8) : at]))


def _mode(text: str, profile: Profile, asks: frozenset[str]) -> str:
    if _table("lookup", "patterns").search(text):
        return LOOKUP
    if _table("situation", "self").search(text):
        return SITUATION
    if _table("lookup", "weak").search(text):
        return LOOKUP
    if profile != Profile():
        return SITUATION
    if asks & SLOTS and (asks & FIGURES or "measures" not in asks):
        return LOOKUP
    if _table("situation", "entitlement").search(text):
        return SITUATION
    return OPEN if "measures" in asks else LOOKUP


def regions_named(text: str) -> list[Region]:
    """Return the places a text asks about, in order; a place inside the name of a body is none."""
    return [mention.region for mention in find_regions(text) if not mention.in_name]


def _finest(regions: list[Region]) -> tuple[Region, ...]:
    """Drop duplicates and every region that another one lies in: 湖北省黄石市 speaks of 黄石市."""
    distinct = list(dict.fromkeys(regions))
    return tuple(
        region
        for region in distinct
        if not any(other != region and covers(region, other) for other in distinct)
    )


def _completed(text: str, profile: Profile, regions: tuple[Region, ...]) -> Profile:
    """Add to the profile what the question says; what the profile says itself is never changed.

    What the question denies is kept beside it and outweighs it, unless the profile names a higher title.
    """
    table = question_table()
    held, denied = held_and_denied(
        stances(text, table["stance"]), bool(_table("situation", "self").search(text))
    )
    states, lacking = states_in(text, table["held"], table["lacking"])
    return replace(
        profile,
        region=profile.region or (regions[0] if regions else None),  # who asks comes first
        qualifications=(*(profile.qualifications or held), *states),
        industry=profile.industry or next(iter(industries_named(text)), None),
        size=profile.size or next((each for each in held if is_size(each)), None),
        denied=tuple(each for each in (*denied, *lacking) if not _is_below(each, profile)),
        told=statements_in(text, table["told"]["not"]),
    )


def _is_below(denied: str, profile: Profile) -> bool:
    """Tell whether a title denied is one that the profile's own exceed (不是一般的创新型中小企业)."""
    key = parse_qualification(denied)
    above = [each for each in profile.qualifications if parse_qualification(each) != key]
    return key is not None and bool(meets(above, key))
