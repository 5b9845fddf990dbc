"""Does a measure apply to an enterprise? Conditions against a profile, documents against place and day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.facts.qualifications import find_qualifications, meets, parse_qualification
from ingest.metadata_kinds import group_of
from ingest.records import Condition, Measure, Metadata, Profile
from ingest.regions import COUNTRY, covers

ELSEWHERE, EVIDENCE, UNTOLD = "他地经验", "事实报道", "来源不明"
_BUSINESS = re.compile(r"企业|公司|主体|工商户|商户|机构|创业|合作社|农户|项目|人才|职工|团队|用地|厂房")
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
    if condition.kind == "资质":
        return _qualification_state(condition, profile)
    if condition.kind in ("经营指标", "规模") and (
        condition.minimum is not None or condition.maximum is not None
    ):
        return _metric_state(condition, profile)
    if condition.kind == "规模" and profile.size:
        return MET if profile.size in condition.text or condition.value in profile.size else UNKNOWN
    if condition.kind == "行业" and profile.industry:
        return MET if condition.value in profile.industry or profile.industry in condition.value else UNKNOWN
    return UNKNOWN


def _qualification_state(condition: Condition, profile: Profile) -> str:
    if any(_core(condition.text) in _core(said) for said in profile.qualifications):
        return MET if condition.at_least else UNKNOWN  # the very words
    have = _held(profile)
    answer = meets(have, condition.value) if have else None
    if answer and not condition.at_least:
        return UNKNOWN  # newly awarded: the profile does not say when
    return UNKNOWN if answer is None else MET if answer else UNMET


def is_among_those_named(measure: Measure, profile: Profile) -> bool:
    """Tell whether a measure names no kind of enterprise, or one that the profile is known to be.

    「完善瞪羚企业服务机制」 sets no condition and is still not said for everybody.
    """
    if any(condition.kind == "资质" for condition in measure.conditions):
        return True  # judged by its condition
    named = [mention.key for mention in find_qualifications(measure.text)]
    have = _held(profile)
    return not named or any(meets(have, key) for key in named)


def _held(profile: Profile) -> list[str]:
    return [
        key for said in (*profile.qualifications, profile.size or "") if (key := parse_qualification(said))
    ]


def _core(name: str) -> str:
    """Return a qualification's name without quotes and the words for enterprise."""
    return re.sub(r"[“”\"'\s]|中小企业|企业$", "", name)


def _metric_state(condition: Condition, profile: Profile) -> str:
    for name, number in profile.metrics:
        if name in condition.value or condition.value in name:
            low = condition.minimum is None or number >= condition.minimum
            high = condition.maximum is None or number <= condition.maximum
            return MET if low and high else UNMET
    return UNKNOWN


def verdict_of(measure: Measure, states: Iterable[str], said_for_it: bool) -> str:
    """Sum up condition states: any unmet is 不符合, none unknown is 符合, some met is 部分符合.

    `said_for_it` says that place and the kind of enterprise named are known to be the profile's; without it
    nothing is 符合. Nor is a measure without conditions that does not speak of those who do business.
    """
    seen = list(states)
    if UNMET in seen:
        return "不符合"
    if UNKNOWN not in seen and said_for_it and (seen or _BUSINESS.search(measure.text)):
        return "符合"
    return "部分符合" if MET in seen else "信息不足"


def missing_facts(conditions: Iterable[tuple[Condition, str]], region_known: bool) -> tuple[str, ...]:
    """Name what the profile would have to say for the unknown conditions to be decided."""
    named = [condition.value or condition.text for condition, state in conditions if state == UNKNOWN]
    return tuple(dict.fromkeys([*([] if region_known else ["所在地区"]), *named]))
