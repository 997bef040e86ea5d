"""Whether a figure can be printed: texts that collide or leave it."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from analysis.figures import style


def overlaps(figure: Figure) -> list[str]:
    """Texts of a figure that collide or leave it, one line a fault; empty for a figure that can be printed."""
    with style.settings():
        canvas = FigureCanvasAgg(figure)
        texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        boxes = [_corners(text, canvas.get_renderer()) for text in texts]
    width, height = figure.bbox.width, figure.bbox.height
    faults = [f"{text.get_text()!r} leaves the figure" for text, box in zip(texts, boxes, strict=True)
              if box.min() < -0.5 or box[:, 0].max() > width + 0.5 or box[:, 1].max() > height + 0.5]
    for first, second in _near(boxes):
        if _collide(boxes[first], boxes[second]):
            faults.append(f"{texts[first].get_text()!r} and {texts[second].get_text()!r} overlap")
    return faults


def _near(boxes: list[np.ndarray]) -> list[tuple[int, int]]:
    """Pairs of boxes whose upright outlines meet: the few that are worth a closer look."""
    if not boxes:
        return []
    low, high = np.array([box.min(axis=0) for box in boxes]), np.array([box.max(axis=0) for box in boxes])
    meet = (low[:, None] <= high[None]).all(axis=2)
    return [(first, second) for first, second in np.argwhere(meet & meet.T).tolist() if first < second]


def _corners(text: Text, renderer: object) -> np.ndarray:
    """The corners of a text's box, turned as the text is."""
    around = text.get_window_extent(renderer)
    centre, angle = np.array([(around.x0 + around.x1) / 2, (around.y0 + around.y1) / 2]), text.get_rotation()
    level = around
    if angle:
        text.set_rotation(0)
        level = text.get_window_extent(renderer)
        text.set_rotation(angle)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (level.width / 2, level.height / 2)
    return centre + Affine2D().rotate_deg(angle).transform(corners)


def _collide(first: np.ndarray, second: np.ndarray, *, slack: float = 0.7) -> bool:
    """Whether two rectangles share more than `slack` pixels in every direction of their sides."""
    for box in (first, second):
        for side in (box[1] - box[0], box[3] - box[0]):
            axis = side / (np.linalg.norm(side) or 1.0)
            a, b = first @ axis, second @ axis
            if min(a.max(), b.max()) - max(a.min(), b.min()) <= slack:
                return False
    return True
