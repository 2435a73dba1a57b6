"""Amounts are compared by what they say, not by how they are written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.amounts import compare_amounts, read_amount


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("$14.3 billion", "USD 14.3 bn"),
        ("14.3bn US dollars", "USD 14.3 bn"),
        ("a jaw-dropping $14.3 billion", "USD 14.3 bn"),
        ("some 14,300,000,000 dollars", "≈ USD 14.3 bn"),
        ("US$3m", "USD 3 m"),
        ("1.200,50 EUR", "EUR 1,200.5"),
        ("€1.2 million a year", "EUR 1.2 m a year"),
        ("10 million euros annually", "EUR 10 m a year"),
        ("around 200", "≈ 200"),
        ("200 or so", "≈ 200"),
        ("around 200 full-time employees", "≈ 200 employee"),
        ("the 200 employees", "200 employee"),
        ("two hundred", "200"),
        ("two hundred and fifty thousand people", "250,000 people"),
        ("twenty-five", "25"),
        ("a dozen", "12"),
        ("half a million", "500,000"),
        ("two and a half million", "2.5 m"),
        ("1½ million", "1.5 m"),
        ("14%", "14 %"),
        ("14 per cent", "14 %"),
        ("about 14% of their entire workforce", "≈ 14 %"),
        ("a 49% stake", "49 %"),
        ("nearly half", "≈ 50 %"),
        ("½ of it", "50 %"),
        ("three quarters", "75 %"),
        ("one in five", "20 %"),
        ("3 out of 10", "30 %"),
        ("2.5 percentage points", "2.5 percentage point"),
        ("between 200 and 250", "200–250"),
        ("200-300 jobs", "200–300 job"),
        ("2-3 million people", "2 m–3 m people"),
        ("more than 1,000", "≥ 1,000"),
        ("up to 500 jobs", "≤ 500 job"),
        ("hundreds of new employees", "≈ 200–1,000 employee"),
        ("several hundred", "≈ 300–900"),
        ("٣٠٠", "300"),
        ("١٬٢٠٠", "1,200"),
        ("١٫٥", "1.5"),
        ("१,२००", "1,200"),
        ("tens of thousands", "≈ 20,000–100,000"),
        ("hundreds of thousands of people", "≈ 200,000–1 m people"),
        ("tens of millions of dollars", "≈ USD 20 m–100 m"),
        ("-5%", "−5 %"),
        ("around −3.2 %", "≈ −3.2 %"),
        ("minus $5m", "USD −5 m"),
        ("$-5m", "USD −5 m"),
        ("- 5 people", "5 people"),
        ("1/3 of the staff", "33.33 %"),
        ("24/7", "24"),
        (".5", "0.5"),
        ("1.2e9", "1.2 bn"),
        ("₹12 lakh", "INR 1.2 m"),
        ("Rs. 500 crore", "INR 5 bn"),
        ("1,5 Millionen Euro", "EUR 1.5 m"),
        ("1,5 Mrd. €", "EUR 1.5 bn"),
        ("5000円", "JPY 5,000"),
        ("3億5000万円", "JPY 350 m"),
        ("5千万", "50 m"),
        ("S$5m", "SGD 5 m"),
        ("SEK 200m", "SEK 200 m"),
    ],
)
def test_an_amount_is_read_by_its_value(words: str, said: str) -> None:
    assert str(read_amount(words)) == said


@pytest.mark.parametrize("words", ["", "a", "CEO", "US dollars", "the layoffs", "∅", "%", "-", "$", "no one"])
def test_words_without_a_figure_have_no_amount(words: str) -> None:
    assert read_amount(words) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "comparison"),
    [
        ("$14.3 billion", "14.3bn US dollars", "same"),
        ("around 200", "200", "overlaps"),
        ("around 200", "215", "overlaps"),
        ("around 200", "250", "differs"),
        ("tens of thousands", "25,000", "overlaps"),
        ("tens of thousands", "3,000", "differs"),
        ("-5%", "5%", "differs"),
        ("around -200", "-190", "overlaps"),
        ("Rs. 500 crore", "5 billion rupees", "same"),
        ("3億円", "300 million yen", "same"),
        ("300人", "300 people", "same"),
        ("200 employees", "250 jobs", "differs"),
        ("200 employees", "two hundred", "overlaps"),
        ("200 employees", "14 offices", "unknown"),
        ("200 employees", "14%", "unknown"),
        ("$200 million", "€180 million", "unknown"),
        ("$200 million a year", "$1 billion", "unknown"),
        ("$14 billion", "$14.3 billion", "overlaps"),
        ("$14.0 billion", "$14.3 billion", "differs"),
        ("14%", "49%", "differs"),
        ("nearly half", "49%", "overlaps"),
        ("hundreds", "around 200", "overlaps"),
        ("more than 1,000", "900", "differs"),
        ("more than 1,000", "5,000", "overlaps"),
        ("200–250", "240", "overlaps"),
    ],
)
def test_amounts_disagree_only_where_both_cannot_be_true(ours: str, theirs: str, comparison: str) -> None:
    left, right = read_amount(ours), read_amount(theirs)

    assert left is not None
    assert right is not None
    assert compare_amounts(left, right) == compare_amounts(right, left)
    assert (compare_amounts(left, right) == comparison) or {comparison, compare_amounts(left, right)} == {
        "same",
        "overlaps",
    }
    assert compare_amounts(left, left) == "same"


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_be_read(words: str) -> None:
    amount = read_amount(words)

    assert amount is None or (amount.low <= amount.high and not math.isnan(amount.low) and str(amount))


@given(st.text("0123456789.,%$€ -–abmnk½andhlfofthr", max_size=30))
def test_no_figure_is_too_strange_to_be_compared(words: str) -> None:
    amount = read_amount(words)

    assert amount is None or compare_amounts(amount, amount) == "same"


@given(st.integers(0, 10**12))
def test_a_number_reads_the_same_with_and_without_separators(number: int) -> None:
    assert read_amount(str(number)) == read_amount(f"{number:,}")
    assert read_amount(str(number)) == read_amount(f"{number:,}".replace(",", "\u202f"))
