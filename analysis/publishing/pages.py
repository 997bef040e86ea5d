"""Notebooks for readers: a page of HTML that needs neither Jupyter nor the network."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Mapping

# Code is there, folded away: a box at the top shows it, without a script.
_HEAD = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>
.show-code {position: fixed; top: 0.5em; right: 1em; font: 13px sans-serif; background: #fff; padding: 0.2em 0.5em; z-index: 9}
body:not(:has(#show-code:checked)) .jp-CodeCell .jp-Cell-inputWrapper {display: none}
body:not(:has(#show-code:checked)) .jp-OutputPrompt {visibility: hidden}
main {max-width: 62rem; margin: 0 auto}
.jp-RenderedImage img {max-width: 100%; height: auto}
@media print {.show-code {display: none}}
</style>
"""
_NO_CAPTION = 'alt="No description has been provided for this image"'
_BOX = '<label class="show-code"><input type="checkbox" id="show-code"> show code</label>\n'


def notebook_html(notebook: Mapping, *, title: str) -> str:
    """An executed notebook as one page of HTML: pictures inside, code folded away, no script, nothing fetched.

    Notes
    -----
    nbconvert renders. Links to other notebooks lead to their pages; links to other files of the project become plain text.
    """
    import nbformat
    from nbconvert import HTMLExporter

    # nbconvert knows no description of a picture, says so in its log and writes a sentence in its place.
    log = logging.getLogger(f"{__name__}.nbconvert")
    log.setLevel(logging.ERROR)
    exporter = HTMLExporter(template_name="lab", embed_images=True, log=log)
    # As a file keeps it, a source is a list of lines; reading it as nbformat does joins them.
    body, _ = exporter.from_notebook_node(nbformat.reads(json.dumps(notebook), as_version=4), {"metadata": {"name": title}})
    # The template brings scripts from other hosts, for formulas and widgets that these notebooks do not have.
    body = re.sub(r"<script\b.*?</script>\s*", "", body, flags=re.DOTALL)
    body = re.sub(r'<a href="([\w-]+)\.ipynb">', r'<a href="\1.html">', body)
    body = re.sub(r'<a href="\.\./[^"]*">(.*?)</a>', r"\1", body, flags=re.DOTALL)
    pictures = [output for cell in notebook["cells"] for output in cell.get("outputs", ()) if "image/png" in output.get("data", {})]
    for picture in pictures:
        caption = picture["metadata"].get("image/png", {}).get("alt", "")
        body = body.replace(_NO_CAPTION, f'alt="{html.escape(caption)}"', 1)
    body = body.replace("<html>", '<html lang="en">', 1).replace("</head>", f"{_HEAD}</head>", 1)
    return re.sub(r"(<body\b[^>]*>)", rf"\1\n{_BOX}", body, count=1)
