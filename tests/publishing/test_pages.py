"""Pages for readers: links that lead on, and HTML that fetches nothing."""

from __future__ import annotations

import re

import pytest

from analysis.publishing.pages import link_notebooks, notebook_html

NAMES = ["00-corpus", "10-boats", "20-kites"]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_links_lead_to_the_notebooks_beside_it_and_are_not_added_twice() -> None:
    linked = link_notebooks("# 10 Boats\n\nWhich?", name="10-boats", names=NAMES)
    assert linked == "# 10 Boats\n\nWhich?\n\nPrevious: [`00-corpus`](00-corpus.ipynb). Next: [`20-kites`](20-kites.ipynb)."
    assert link_notebooks(linked, name="10-boats", names=NAMES) == linked
    assert link_notebooks(linked, name="10-boats", names=["10-boats"]) == "# 10 Boats\n\nWhich?"


@pytest.mark.parametrize(("name", "links"), [("00-corpus", "Next: [`10-boats`](10-boats.ipynb)."),
                                             ("20-kites", "Previous: [`10-boats`](10-boats.ipynb).")])
def test_the_first_and_the_last_notebook_have_one_link(name: str, links: str) -> None:
    linked = link_notebooks("# x", name=name, names=NAMES)
    assert linked == f"# x\n\n{links}" and link_notebooks(linked, name=name, names=NAMES) == linked


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
