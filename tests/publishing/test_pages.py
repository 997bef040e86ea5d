"""Pages for readers: HTML that fetches nothing."""

from __future__ import annotations

import re

from analysis.publishing.pages import notebook_html

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def page() -> str:
    """A notebook with links, code and a picture, as HTML."""
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {"image/png": {"alt": "Boats by colour", "width": 9}},
              "data": {"image/png": PIXEL, "text/plain": "10-boats"}}
    words = "# 10 Boats\n\n[how](../analysis/x.py) and [`00-corpus`](00-corpus.ipynb)"
    return notebook_html({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "markdown", "id": "c00", "metadata": {}, "source": words},
        {"cell_type": "code", "id": "c01", "metadata": {}, "source": ["colours = 3\n", "colours"], "execution_count": 1, "outputs": [output]}]},
        title="10-boats")


def test_a_page_fetches_nothing_and_runs_nothing() -> None:
    html = page()
    assert "<script" not in html and "default-src 'none'" in html
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:|#|[\w-]+\.html)[^"']*""", html)
    assert not re.findall(r"url\((?!\s*[\"']?(?:data:|#))[^)]*\)|@import", html)


def test_a_page_has_the_picture_its_description_and_folded_code() -> None:
    html = page()
    assert f"data:image/png;base64,{PIXEL}" in html and 'alt="Boats by colour"' in html and "colours" in html
    assert "body:not(:has(#show-code:checked)) .jp-CodeCell .jp-Cell-inputWrapper {display: none}" in html
    assert '<a href="00-corpus.html">' in html and "../analysis" not in html and "<title>10-boats</title>" in html
    assert html == page()
