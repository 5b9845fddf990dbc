"""One form for the number of a document."""

import pytest

from ingest.metadata.numbers import comparable_number, short_number, with_short_orders


@pytest.mark.parametrize(
    ("number", "short"),
    [
        ("中华人民共和国国务院令第707号", "国令第707号"),
        ("国务院令第707号", "国令第707号"),
        ("中华人民共和国主席令第七十六号", "主席令第七十六号"),
        ("中华人民共和国财政部令第108号", "财政部令第108号"),
        ("浙江省人民政府令第388号", "浙江省人民政府令第388号"),
        ("国发〔2019〕5号", "国发〔2019〕5号"),
    ],
)
def test_a_decree_is_numbered_by_the_short_name_of_who_gave_it(number: str, short: str) -> None:
    assert short_number(number) == short


@pytest.mark.parametrize(
    "number",
    [
        "某政发〔2019〕5号",
        "某政发（2019）5号",
        "某政发[2019]第5号",
        "某政发 〔２０１９〕 ５ 号",
        "某政发〔2019〕05号",
    ],
)
def test_ways_of_writing_one_number_are_alike(number: str) -> None:
    assert comparable_number(number) == comparable_number("某政发〔2019〕5号")


def test_numbers_of_other_years_bodies_and_places_in_the_row_differ() -> None:
    others = ["某政发〔2020〕5号", "某政办发〔2019〕5号", "某政发〔2019〕50号", "政发〔2019〕5号"]
    assert comparable_number("某政发〔2019〕5号") not in {comparable_number(each) for each in others}


def test_a_long_name_in_a_question_is_shortened_only_before_a_number() -> None:
    assert with_short_orders("国务院令第707号第三条") == "国令第707号第三条"
    assert with_short_orders("国务院令行禁止") == "国务院令行禁止"
