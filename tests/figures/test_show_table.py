"""Tables as notebooks show them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.figures.tables import show_table


def test_numbers_are_right_aligned_with_fixed_decimals_and_missing_ones_say_so() -> None:
    frame = pd.DataFrame({"report": ["first", "b"], "n": [1200, 3], "share": [0.126, None], "test": [True, False]})
    assert repr(show_table(frame)).splitlines() == [
        "report      n  share  test",
        "------  -----  -----  -----",
        "first   1,200   0.13  true",
        "b           3      –  false"]


def test_a_number_that_rounds_to_nothing_is_not_shown_as_zero() -> None:
    frame = pd.DataFrame({"x": [0.004, -0.004, 0.0, -0.0]})
    assert repr(show_table(frame)).split()[2:] == ["<0.01", ">-0.01", "0.00", "0.00"]


def test_rows_left_out_are_counted_below_the_table() -> None:
    shown = show_table(pd.DataFrame({"x": range(25)}), most=23)
    assert repr(shown).endswith("... and 2 more rows") and "<p>... and 2 more rows</p>" in shown._repr_html_()


def test_html_escapes_what_strangers_wrote() -> None:
    markup = show_table(pd.DataFrame({"outlet": ["<script>x</script> & co"]}))._repr_html_()
    assert "<script>" not in markup and "&lt;script&gt;x&lt;/script&gt; &amp; co" in markup


def test_wide_characters_take_two_columns_and_control_characters_none() -> None:
    lines = repr(show_table(pd.DataFrame({"outlet": ["\u6e2f\u62a5", "a\x1b[31m\nb"], "n": [1, 2]}))).splitlines()
    assert lines[2] == "\u6e2f\u62a5" + " " * 3 + "  1"
    assert lines[3] == "a[31m b  2"


def test_an_empty_table_shows_its_columns_and_says_that_there_are_no_rows() -> None:
    shown = show_table(pd.DataFrame({"a": [], "b": []}))
    assert repr(shown).splitlines() == ["a  b", "-  -", "There are no rows."] and "<p>There are no rows.</p>" in shown._repr_html_()


@pytest.mark.parametrize("wrong", [{"most": 0}, {"most": 1.5}, {"most": True}])
def test_options_out_of_range_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        show_table(pd.DataFrame({"a": [1]}), **wrong)


def test_a_table_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="without columns"):
        show_table(pd.DataFrame())
