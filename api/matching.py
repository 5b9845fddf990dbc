"""Does a measure apply to an enterprise? Conditions against a profile, documents against place and day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.facts.metrics import is_metric, is_share
from ingest.facts.qualifications import ANY, Mention, find_qualifications, meets, parse_qualification
from ingest.metadata.kinds import group_of
from ingest.records import Condition, Measure, Metadata, Profile
from ingest.regions import COUNTRY, covers

ELSEWHERE, EVIDENCE, UNTOLD = "他地经验", "事实报道", "来源不明"
_BUSINESS = re.compile(r"企业|公司|主体|工商户|商户|机构|创业|合作社|农户|项目|人才|职工|团队|用地|厂房")
_OR_ELSE = re.compile(r"[^，,。；;]{0,12}?(?:企业|单位|项目|机构)(?:和|、|或者?|及|以及|与)")
_NOUN = 2  # characters of 企业, which may be the end of a condition
_SAME = re.compile(r"[^，,。；;：:和或及与]{0,4}")
_JUDGED_BY_OTHERS = re.compile(r"符合|满足|条件|良好|显著|突出|稳定|正常|前提|[较很]?[强好高大优]$")
SHORTEST_TOLD = 4  # characters of a condition that are no chance when an asker says them
REFUSED = "不符合"
MET, UNMET, UNKNOWN = "met", "unmet", "unknown"

DEAD = frozenset({"已到期", "失效", "废止", "未生效"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands to a place and a day: `why_not` names why it gives no entitlement, else None."""

    why_not: str | None
    region_known: bool


def standing_of(metadata: Metadata, status: str, profile: Profile) -> Standing:
    """Judge a document for a profile by region, status on the day and kind (news and replies bind nobody).

    A city's document gives nothing to an enterprise of which only the province is known, nor does a text
    that says neither what it is nor whose.
    """
    place = metadata.region.value if metadata.region else None
    if place and profile.region and not covers(place, profile.region):
        if not covers(profile.region, place):
            return Standing(ELSEWHERE, True)
        return Standing(f"仅限{place.name}", True)
    if status in DEAD:
        return Standing(status, True)
    if metadata.kind and group_of(metadata.kind.value) == "evidence":
        return Standing(EVIDENCE, True)
    if place is None:
        told = metadata.kind or metadata.doc_number or metadata.issuers
        return Standing(None if told else UNTOLD, False)
    return Standing(None, place == COUNTRY or (profile.region is not None and covers(place, profile.region)))


def state_of(condition: Condition, profile: Profile) -> str:
    """Return met | unmet | unknown for one condition; what the profile does not say is unknown."""
    bounded = condition.minimum is not None or condition.maximum is not None
    if condition.kind in ("经营指标", "规模") and bounded:
        return _metric_state(condition, profile)
    if condition.kind in ("资质", "规模", "首次"):
        return _qualification_state(condition, profile)
    if condition.kind == "行业" and profile.industry:
        known = condition.value.split(ANY)
        return MET if any(each in profile.industry or profile.industry in each for each in known) else UNKNOWN
    return MET if _is_told(condition, profile) else UNKNOWN


def _qualification_state(condition: Condition, profile: Profile) -> str:
    have = held_by(profile)
    answer = meets(have, condition.value, profile.denied) if have or profile.denied else None
    lacked = bool(profile.denied) and meets((), condition.value, profile.denied) is False
    if not lacked and _says_the_very_words(condition, profile):
        answer = True
    if answer and not condition.at_least:
        return UNKNOWN  # newly awarded: the profile does not say when
    return UNKNOWN if answer is None else MET if answer else UNMET


def _says_the_very_words(condition: Condition, profile: Profile) -> bool:
    core = _core(condition.text) if condition.kind == "资质" else ""
    return bool(core) and any(core in _core(said) for said in profile.qualifications)


def held_by(profile: Profile) -> list[str]:
    """Return the keys of the size and the qualifications that a profile states."""
    said = (profile.size or "", *profile.qualifications)
    return [key for each in said if (key := parse_qualification(each))]


def _core(name: str) -> str:
    """Return a qualification's name without quotes and the words for enterprise."""
    return re.sub(r"[“”\"'\s]|中小企业|企业$", "", name)


def _is_told(condition: Condition, profile: Profile) -> bool:
    """Tell whether the asker states the very words of a condition that is not for others to judge."""
    words = _plain(condition.text)
    if len(words) < SHORTEST_TOLD or _JUDGED_BY_OTHERS.search(words):
        return False
    return any(words in _plain(part) for part in profile.told)


def _plain(text: str) -> str:
    return re.sub(r"[“”\"'\s的在里内了已均都]", "", text)


def _metric_state(condition: Condition, profile: Profile) -> str:
    for name, number in profile.metrics:
        if _is_figure(name, condition.value):
            low = condition.minimum is None or number >= condition.minimum
            high = condition.maximum is None or number <= condition.maximum
            return MET if low and high else UNMET
    return UNKNOWN


def _is_figure(name: str, asked: str) -> bool:
    """Tell whether what a profile calls `name` is the figure `asked` for; a share is never an amount."""
    if is_share(name) != is_share(asked):
        return False
    return asked in name or (name in asked and is_metric(asked))


def judged(
    measure: Measure, profile: Profile, region_known: bool, elsewhere: Sequence[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """Return the verdict on a measure and the states of its conditions, in their order.

    `elsewhere` are the states of what other clauses ask of those it helps.

    Any unmet is 不符合, though of alternatives (A的企业和B的项目) one is enough. Where the place is not known
    nothing more is said. None unknown is 符合, some met is 部分符合; the kind of enterprise that a measure
    names without a condition counts too. A measure without either is said for those who do business.
    """
    states = tuple(state_of(condition, profile) for condition in measure.conditions)
    seen = [*_decisive(measure, states), *_named_state(measure, profile), *elsewhere]
    if UNMET in seen:
        return REFUSED, states
    if not region_known:
        return "信息不足", states
    if UNKNOWN in seen:
        return "部分符合" if MET in seen else "信息不足", states
    return "符合" if seen or _BUSINESS.search(measure.text) else "信息不足", states


def _decisive(measure: Measure, states: tuple[str, ...]) -> list[str]:
    """Return the states that decide: of alternatives those of one that is met, all where none is."""
    groups: list[list[list[str]]] = []
    before: Condition | None = None
    for condition, state in zip(measure.conditions, states, strict=True):
        if before is not None and _OR_ELSE.fullmatch(_between(measure, before, condition, _NOUN)):
            groups[-1].append([state])
        elif before is not None and _SAME.fullmatch(_between(measure, before, condition)):
            groups[-1][-1].append(state)
        else:
            groups.append([[state]])
        before = condition
    return [state for group in groups for state in (_met(group) or [each for one in group for each in one])]


def _met(alternatives: list[list[str]]) -> list[str] | None:
    return next((states for states in alternatives if set(states) == {MET}), None)


def _between(measure: Measure, before: Condition, condition: Condition, more: int = 0) -> str:
    """Return the words between two conditions of a measure and the last `more` characters of the first."""
    if before.start < measure.start or condition.end > measure.end:
        return "，"
    start = before.end - min(more, before.end - before.start)
    return measure.text[start - measure.start : max(before.end, condition.start) - measure.start]


def _named_state(measure: Measure, profile: Profile) -> tuple[str, ...]:
    """Return whether the profile is of a kind that a measure names; () where no kind but a condition's is.

    「完善瞪羚企业服务机制」 sets no condition and is still not said for everybody; nor is it denied anybody.
    """
    mentions = find_qualifications(measure.text)
    if any(
        _asks_for(condition, mention, measure) for condition in measure.conditions for mention in mentions
    ):
        return ()
    named = [mention.key for mention in mentions]
    have = held_by(profile)
    if not named:
        return ()
    return (MET if any(meets(have, key, profile.denied) for key in named) else UNKNOWN,)


def _asks_for(condition: Condition, mention: Mention, measure: Measure) -> bool:
    """Tell whether a condition is about what is named: a title, or the words it stands in."""
    start, end = measure.start + mention.start, measure.start + mention.end
    return condition.kind == "资质" or (condition.start < end and start < condition.end)


def missing_facts(conditions: Iterable[tuple[Condition, str]], region_known: bool) -> tuple[str, ...]:
    """Name what the profile would have to say for the unknown conditions to be decided."""
    named = [condition.value or condition.text for condition, state in conditions if state == UNKNOWN]
    return tuple(dict.fromkeys([*([] if region_known else ["所在地区"]), *named]))
