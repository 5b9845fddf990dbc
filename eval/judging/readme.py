"""What a judged folder says of itself: how the candidates were found, who was judged how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from eval.judging.judgements import Judged
from eval.judging.pool import RANKINGS, Pool


def format_readme(name: str, pool: Pool, usable: Sequence[Judged], half: Sequence[str], today: date) -> str:
    """Return the README.md of a judged folder: `usable` went into the suite, `half` are not judged whole."""
    grades = [grade for one in usable for grade in one.grades.values()]
    statuses = [one.status for one in usable]
    counts = "，".join(f"{grade} 级 {grades.count(grade)}" for grade in (2, 1, 0))
    left = len(pool.questions) - len(usable)
    lines = [
        f"# {name}：{len(usable)} 题",
        "",
        *_how(pool),
        f"- {pool.made} 从知识库取候选，快照指纹 {pool.fingerprint}",
        f"- {today.isoformat()} 记录判定 {len(grades)} 条：{counts}（2 正是所问，1 相关，0 无关）",
        f"- 应答 {statuses.count('answered')} 题",
        f"- 应当弃答 {statuses.count('abstained')} 题：勾了弃答，或候选都无关",
        f"- 两可 {statuses.count('either')} 题：只有相关的条款，没有正是所问的",
        f"- 共 {len(pool.questions)} 题，未记入 {left} 题",
        f"- 没判完 {len(half)} 题" + (f"：{'、'.join(half)}" if half else ""),
    ]
    return "\n".join(lines) + "\n"


def _how(pool: Pool) -> list[str]:
    if pool.sample:
        return [
            f"- 从知识库抽出条款（种子 {pool.seed}，各文件均摊，只取含措施、单位、金额或目标的），",
            "  再为每条写一个它能回答的问题；别的条款没有判过，可能也对",
        ]
    return [
        f"- 每题的候选取 {'、'.join(RANKINGS)} 各前 {pool.depth} 条，去重后打乱（种子 {pool.seed}），",
        "  判读人看不出是哪种排序找到的",
        "- 没进候选的条款没有判过，算作无关；换了系统先看 Judged@10 够不够高",
    ]
