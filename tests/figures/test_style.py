"""The style: labels that fit and stay apart, colours that a grey print keeps apart, and the checker itself."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import drawn_frames as frames
import matplotlib as mpl
import numpy as np
import pytest
from collisions import overlaps
from matplotlib.font_manager import FontEntry, findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path
from test_draw import CASES, draw

from analysis.figures import grid, style, voices
from analysis.publishing import records

# Machado, Oliveira and Fernandes (2009), IEEE Transactions on Visualization and Computer Graphics 15: 1291-1298: what linear RGB
# becomes for a person who lacks one kind of cone (severity 1.0).
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# From sRGB's linear channels to XYZ under D65.
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
PALETTES = {"status": [color for color, _, _ in style.STATUS_STYLE.values()], "kind": [color for color, _, _ in style.KIND_STYLE.values()],
            "zone": [color for color, _, _ in style.ZONE_STYLE.values()],
            "voices": [color for color, *_ in (*voices.TYPE_LOOKS, voices.OTHER_LOOK)],
            "accents": [style.NAVY, style.BLUE, style.ORANGE, style.PAPER]}


def seen(color: str, sight: str) -> np.ndarray:
    """CIE L*a*b* of a colour as a person with this sight sees it."""
    channels = np.array(mpl.colors.to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    x, y, z = np.array(XYZ) @ np.clip(np.array(SIGHT[sight]) @ linear, 0, 1) / np.array(XYZ).sum(axis=1)
    f = [part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", PALETTES)
def test_colours_stay_apart_for_every_kind_of_sight(palette: str, sight: str) -> None:
    # 2.3 is the smallest difference that a person notices; fills that lie apart need several times that.
    for first, second in combinations(PALETTES[palette], 2):
        assert np.linalg.norm(seen(first, sight) - seen(second, sight)) > 10, (first, second)


def test_the_simulation_knows_red_and_green_of_one_lightness_as_alike_without_green_cones() -> None:
    red, green = "#b3573f", "#7a7a3c"
    assert np.linalg.norm(seen(red, "normal") - seen(green, "normal")) > 40
    assert np.linalg.norm(seen(red, "deuteranopia") - seen(green, "deuteranopia")) < 20
    assert all(np.allclose(np.array(matrix).sum(axis=1), 1, atol=1e-5) for matrix in SIGHT.values())


NAMES = ["\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0627\u0644\u0625\u062e\u0628\u0627\u0631\u064a\u0629 \u0627\u0644\u0634\u0645\u0627\u0644\u064a\u0629",
         "\u05d4\u05d0\u05e8\u05e5 \u05d4\u05d9\u05d5\u05dd", "\u6e2f\u62a5\u5317\u65b9\u65e5\u62a5", "\u041f\u0440\u0430\u0432\u0434\u0430 \u0421\u0435\u0432\u0435\u0440\u0430",
         "The Lorvik Evening Chronicle of the Northern Coast and Islands"]


@pytest.mark.parametrize("name", CASES)
def test_five_reports_with_names_of_all_scripts_are_drawn_without_a_collision(name: str) -> None:
    assert overlaps(draw(name, 5, outlets=dict(zip(frames.outlets(5), NAMES, strict=True)))) == []


def test_right_to_left_words_are_set_from_the_right() -> None:
    # Shaped, the letters of an Arabic word join and take less room than letters that stand alone.
    word = "\u0627\u0644\u0639\u0631\u0628\u064a\u0629"
    assert style.text_width(word) < 0.95 * sum(style.text_width(letter) for letter in word)


@pytest.mark.parametrize("palette", [style.STATUS_STYLE, style.KIND_STYLE, style.ZONE_STYLE])
def test_colours_differ_in_lightness_and_are_doubled_by_glyph_or_hatch(palette: dict) -> None:
    for (color, mark, _), (other, other_mark, _) in combinations(palette.values(), 2):
        assert abs(style.lightness(color) - style.lightness(other)) > 10
        # Two plain fills are as far apart as ink and paper, or dark and middle.
        assert mark != other_mark or abs(style.lightness(color) - style.lightness(other)) > 25


def test_types_of_source_stay_apart_in_a_grey_print() -> None:
    looks = [look[:2] for look in (*voices.TYPE_LOOKS, voices.OTHER_LOOK, voices.UNKNOWN_LOOK)]
    plain = sorted(style.lightness(color) for color, hatch in looks if not hatch)
    assert all(high - low > 12 for low, high in pairwise(plain))
    hatches = [hatch for _, hatch in looks if hatch]
    assert len(hatches) == len(set(hatches)) == 2


def test_a_scale_gets_darker_by_steps() -> None:
    colors = [style.shade(place / 10) for place in range(11)]
    assert all(style.lightness(first) - style.lightness(second) > 3 for first, second in pairwise(colors))


def test_lightness_of_known_colours() -> None:
    assert style.lightness("#ffffff") == pytest.approx(100) and style.lightness("#000000") == 0
    # Middle grey of 18.4 % luminance has L* 50 by definition: sRGB 119 of 255.
    assert style.lightness("#777777") == pytest.approx(50, abs=0.3)


def test_shortened_labels_fit_and_stay_apart_where_they_have_one_beginning() -> None:
    labels = ["The Lorvik Evening Chronicle North", "The Lorvik Evening Chronicle South", "The Lorvik Evening Chronicle South", "Norr"]
    short = style.short_labels(labels, 26)
    assert len(set(short)) == 4 and short[0].endswith("…North") and short[3] == "Norr"
    assert all(style.text_width(label) <= 26.1 for label in short)


def test_what_the_font_cannot_draw_is_replaced_and_control_characters_go() -> None:
    assert style.printable("a\u6e2fb\x07\u202e\n c") == "a\N{REPLACEMENT CHARACTER}b c"


def test_a_list_of_fonts_that_holds_another_file_by_the_name_of_ours_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> bytes:
        style.text_width.cache_clear()
        page = style.Page(style.text_width("of the figure", bold=True) + 10, 14)
        page.text(5, 7, "of the figure", bold=True)
        page.text(5, 11, "of the figure")
        return records.render(page.figure, "pdf", title="t") + records.render(page.figure, "svg", title="t")

    before, serif = page(), str(Path(mpl.get_data_path(), "fonts/ttf/DejaVuSerif.ttf"))
    monkeypatch.setattr(fontManager, "ttflist", [FontEntry(fname=serif, name="DejaVu Sans")])
    fontManager.addfont(serif)
    assert findfont("DejaVu Sans") == serif
    assert page() == before


def test_settings_hold_whatever_the_user_set_and_are_put_back() -> None:
    with mpl.rc_context({"path.simplify": True, "text.usetex": True}):
        with style.settings():
            assert not mpl.rcParams["path.simplify"] and not mpl.rcParams["text.usetex"]
        assert mpl.rcParams["path.simplify"] and mpl.rcParams["text.usetex"]


def test_ticks_are_round_and_reach_the_largest_value() -> None:
    assert style.nice_ticks(0, 0.83, most=5) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert style.nice_ticks(0, 40, most=4) == [0, 10, 20, 30, 40]
    assert style.nice_ticks(-1.5, 4, most=3) == [-2, 0, 2, 4]


def test_the_checker_finds_colliding_and_clipped_texts_and_lets_slanted_neighbours_pass() -> None:
    with style.settings():
        page = style.Page(85, 40)
        page.text(10, 10, "first words")
        page.text(12, 10.5, "second words")
        page.text(80, 20, "much too long for here")
        for place in range(4):
            page.text(10 + 5 * place, 35, "slanted label", rotation=45)
    faults = overlaps(page.figure)
    assert len(faults) == 2 and "overlap" in faults[1] and "leaves the figure" in faults[0]


@pytest.mark.parametrize(("pitch", "angle", "step"), [(40, 0, 1), (5, 45, 1), (3, 90, 1), (1.5, 90, 2)])
def test_headers_turn_as_columns_get_narrow_and_thin_out_at_last(pitch: float, angle: int, step: int) -> None:
    headers = grid.Headers(["Harbour Post", "Lorvik Chronicle"], pitch, pitch - 1.2)
    assert (headers.angle, headers.step) == (angle, step)


def test_strokes_cross_a_square_at_equal_steps() -> None:
    square = [(0.0, 0.0), (2.6, 0.0), (2.6, 2.6), (0.0, 2.6)]
    # Lines x + y = 1.3, 2.6, 3.9; those through two corners touch it in one point only.
    assert style.hatch_strokes(square, rising=True) == [
        [(0.0, 1.3), (1.3, 0.0)], [(0.0, 2.6), (2.6, 0.0)], [(1.3, 2.6), (2.6, 1.3)]]
    assert style.hatch_strokes(square, rising=False)[1] == [(0.0, 0.0), (2.6, 2.6)]


def test_dots_stay_inside_their_shape_whichever_way_round_it_is_given() -> None:
    shape = [(0.0, 0.0), (6.0, 0.0), (8.0, 3.0), (2.0, 3.0)]
    dots = style.hatch_dots(shape)
    assert dots == style.hatch_dots(shape[::-1]) and len(dots) > 5
    assert all(0 < y < 3 and 0 < 2 * y / 3 - x + 6 < 6 + 1e-9 for dot in dots for x, y in dot)


def test_a_key_that_needs_two_lines_has_them_about_as_long_as_each_other() -> None:
    item = (lambda page, x, y: None, "source")
    wide = grid.SLOT + style.text_width("source", style.SMALL) + grid.SPACE
    # Seven and a bit fit beside each other: of nine, five stand above four, and not seven above two.
    page = style.Page(2 * style.MARGIN + 7.4 * wide)
    bottom = grid.draw_key(page, [item] * 9)
    heights = [round(text.get_position()[1], 6) for text in page.axes.texts]
    assert [heights.count(height) for height in sorted(set(heights))] == [5, 4] and bottom == style.MARGIN + 2 * grid.KEY_LINE


def test_a_label_that_begins_with_a_name_from_right_to_left_keeps_its_order() -> None:
    def glyphs(words: str) -> list[object]:
        page = style.Page(80, 10)
        page.text(10, 5, words)
        (text,) = page.axes.texts
        drawn, *_ = text_to_path.get_glyphs_with_font(FT2Font(style.REGULAR), text.get_text())
        return [glyph[0] for glyph in sorted(drawn, key=lambda glyph: glyph[1])]

    for words in ("1 \u05d0\u05d1\u05d2 \u00b7 meet", "1 \u0627\u0644\u062c: meet", "1 meet \u05d0\u05d1\u05d2 \u00b7 meet"):
        order = glyphs(words)
        assert (order[:1], order[-4:]) == (glyphs("1"), glyphs("meet"))
