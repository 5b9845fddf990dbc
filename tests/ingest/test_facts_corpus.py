"""Facts of the five documents against tables that were written by reading them."""

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.facts.read import read_facts
from ingest.pipeline import read_source
from ingest.records import Clause, Facts

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"
EXPECTED = Path(__file__).parent / "facts_expected"
NAMES = sorted(path.name for path in SOURCES.iterdir())


@cache
def facts_of(name: str) -> tuple[tuple[Clause, Facts], ...]:
    documents = read_source(SOURCES / name, name).documents
    clauses = [clause for document in documents for clause in document.clauses]
    return tuple((clause, read_facts(clause.text, clause.path)) for clause in clauses)


def expected(table: str, name: str) -> list[dict[str, str]]:
    with (EXPECTED / table).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["document"] == name]


def number(cell: str) -> float | None:
    return float(cell) if cell else None


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_has_the_units_and_roles_that_a_reader_finds(name: str) -> None:
    named = [facts.units for _, facts in facts_of(name) if facts.units]
    found = [";".join(f"{unit.name}|{unit.role}" for unit in units) for units in named]
    assert found == [row["units"] for row in expected("units.tsv", name)]


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_of_money_is_found_once_with_its_bounds(name: str) -> None:
    found = Counter(
        (fund.text.replace(" ", "").replace("\n", ""), fund.min_yuan, fund.max_yuan)
        for _, facts in facts_of(name)
        for fund in facts.funds
    )
    assert found == Counter(
        (row["text"].replace(" ", ""), number(row["min_yuan"]), number(row["max_yuan"]))
        for row in expected("funds.tsv", name)
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_target_is_made_up_and_at_most_one_is_missed(name: str) -> None:
    found = Counter(
        (target.quantity, target.unit, target.year) for _, facts in facts_of(name) for target in facts.targets
    )
    wanted = Counter(
        (float(row["quantity"]), row["unit"], int(row["year"]) if row["year"] else None)
        for row in expected("targets.tsv", name)
    )
    assert not found - wanted
    assert (wanted - found).total() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_every_span_of_a_clause_is_verbatim(name: str) -> None:
    for clause, facts in facts_of(name):
        for fact in (
            *facts.measures,
            *facts.funds,
            *facts.targets,
            *facts.conditions,
            *facts.windows,
            *facts.references,
        ):
            assert clause.text[fact.start : fact.end] == fact.text
        for unit in facts.units:
            assert clause.text[unit.start : unit.end] == unit.name


def test_a_support_for_the_first_loan_is_a_subsidy_of_interest_with_both_conditions() -> None:
    name = next(name for name in NAMES if "征求意见稿" in name)
    measures = [measure for _, facts in facts_of(name) for measure in facts.measures]
    [measure] = [each for each in measures if "首贷企业给予贴息" in each.text]
    assert measure.force == "支持"
    assert [(each.kind, each.value) for each in measure.conditions] == [
        ("资质", "省级专精特新中小企业"),
        ("首次", "首贷企业"),
    ]


def test_the_day_of_issue_dates_a_deadline_without_a_year() -> None:
    facts = read_facts("请于4月10日前报送申报材料。", (), date(2024, 3, 1))
    assert [window.closes for window in facts.windows] == [date(2024, 4, 10)]
