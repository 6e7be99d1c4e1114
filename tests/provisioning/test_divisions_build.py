"""The table of divisions, past and present: how it is made of dated tables, and that the shipped one is it."""

from __future__ import annotations

from datetime import date

from provisioning.divisions import CURRENT_AS_OF, TARGET, Period, document, known_better, periods

ONE, TWO, THREE, FOUR = (date(1980 + year, 12, 1) for year in range(4))


def test_the_shipped_table_is_what_the_pinned_packages_give() -> None:
    assert TARGET.read_text(encoding="utf-8") == document()


def test_what_is_in_every_table_has_neither_beginning_nor_end() -> None:
    assert periods([(ONE, {"1": "甲"}), (TWO, {"1": "甲"})]) == [Period("1", "甲", None, None)]


def test_what_comes_and_goes_has_the_days_of_the_tables() -> None:
    assert periods([(ONE, {}), (TWO, {"1": "甲"}), (THREE, {})]) == [Period("1", "甲", TWO, THREE)]


def test_a_new_name_begins_where_the_old_one_ends() -> None:
    found = periods([(THREE, {"1": "乙"}), (ONE, {"1": "甲"}), (TWO, {"1": "甲"})])
    assert found == [Period("1", "甲", None, THREE), Period("1", "乙", THREE, None)]


def test_what_one_table_forgot_never_went() -> None:
    assert periods([(ONE, {"1": "甲"}), (TWO, {}), (THREE, {"1": "甲"})]) == [Period("1", "甲", None, None)]


def test_a_name_that_one_table_wrote_otherwise_never_changed() -> None:
    found = periods([(ONE, {"1": "甲"}), (TWO, {"1": "田"}), (THREE, {"1": "甲"}), (FOUR, {})])
    assert found == [Period("1", "甲", None, FOUR)]


def test_a_day_known_better_replaces_the_last_tables() -> None:
    gone = known_better(Period("500105", "江北区", ONE, CURRENT_AS_OF))
    come = known_better(Period("500157", "两江新区", CURRENT_AS_OF, None))
    assert (gone.since, gone.until, come.since) == (ONE, date(2025, 11, 6), date(2025, 11, 6))
