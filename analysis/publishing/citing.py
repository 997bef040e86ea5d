"""How a figure or table is cited: caption, BibTeX, LaTeX, Markdown, CSL, and the one command that rebuilds it."""

from __future__ import annotations

import difflib
import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from analysis.corpus import DEFAULT_CORPUS, PROJECT
from analysis.figures.latex import latex_text
from analysis.publishing.records import picture_of, records_in

FORMATS = ("all", "bibtex", "latex", "markdown", "csl")


def read_software() -> dict:
    """CITATION.cff."""
    import yaml

    return yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))


def find_figure(name: str, *, folder: Path | None = None) -> tuple[Path, dict]:
    """The folder and record of a figure or result table.

    Parameters
    ----------
    name
        File stem, such as `10-voices`.
    folder
        Folder of figures; default `figures/`, then the folders below `figures/runs/`.

    Raises
    ------
    ValueError
        There is no such figure; the message names those that are near.
    """
    home = PROJECT / "figures"
    folders = [folder] if folder else [home, *sorted(path for path in (home / "runs").glob("*") if path.is_dir())]
    known: dict[str, tuple[Path, dict]] = {}
    for place in folders:
        known = {figure: (place, record) for figure, record in records_in(place).items()} | known
    if name not in known:
        near = difflib.get_close_matches(name, sorted(known), n=3)
        hint = (f"; near it are {', '.join(near)}" if near else f"; there are {len(known)}, such as {min(known)}" if known
                else "; make figures with: python -m analysis run")
        raise ValueError(f"no figure or table is called {name!r}{hint}")
    return known[name]


def cite(record: Mapping, *, software: Mapping, folder: str = "figures", output: str = "all") -> str:
    """A figure or result table, ready to be cited.

    Parameters
    ----------
    record
        Its record.
    software
        CITATION.cff.
    folder
        Where its files are, as text for LaTeX and Markdown.
    output
        One of `FORMATS`; `all` prints caption, BibTeX, LaTeX and the command.
    """
    if output not in FORMATS:
        raise ValueError(f"format {output!r} is not known; expected one of {', '.join(FORMATS)}")
    picture = picture_of(record)
    if not {"csv", picture} <= record["files"].keys() or not isinstance((record.get("parameters") or {}).get("corpus"), str):
        raise ValueError(f"{record['figure']}.json: lacks the digests or parameters that a citation names; run {record['notebook']} again")
    if output == "all":
        shown = [cite(record, software=software, folder=folder, output=part) for part in ("bibtex", "latex")]
        return "\n".join([record["caption"], "", *shown, _command(record), ""])
    key, year, version = f"parallax-{record['figure']}", str(software["date-released"])[:4], software["version"]
    named = f"{'Table' if picture == 'tex' else 'Figure'} {record['figure']}, event {record['event']}"
    data, drawn = record["files"]["csv"], record["files"][picture]
    whole = f"{named}; SHA-256 of data (CSV) {data}, of {picture.upper()} {drawn}"
    if output == "bibtex":
        # Digests have no place to break a line at, so half of one must do; the whole stands in the record.
        note = f"{named}, version {version}. SHA-256 of data {data[:16]}, of {picture.upper()} {drawn[:16]}"
        return _bibtex(key, software, year=year, note=note)
    if output == "csl":
        return _csl(key, software, note=whole)
    if output == "latex":
        return f"\\input{{{folder}/{record['figure']}.tex}}\n" if picture == "tex" else _latex(record, folder, key=key)
    authors = ", ".join(map(author_name, software["authors"]))
    return f"{_markdown(record, folder)}\n\n{authors} ({year}). *{software['title']}*, version {version}. {whole}.\n"


def author_name(author: Mapping[str, str]) -> str:
    """An author of CITATION.cff, a person or an entity, as one name."""
    return author.get("name") or " ".join(filter(None, (author.get("given-names"), author.get("family-names"))))


def _bibtex(key: str, software: Mapping, *, year: str, note: str) -> str:
    """A BibTeX entry that every style knows: names of organisations stay whole."""
    authors = " and ".join(f"{{{latex_text(author['name'])}}}" if "name" in author else
                           f"{latex_text(author['family-names'])}, {latex_text(author['given-names'])}"
                           for author in software["authors"])
    return "\n".join([
        f"@misc{{{key},", f"  author = {{{authors}}},", f"  title = {{{{{latex_text(software['title'])}}}}},",
        f"  year = {{{year}}},", f"  note = {{{latex_text(note)}}},", "}", ""])


def _latex(record: Mapping, folder: str, *, key: str) -> str:
    """A LaTeX float with caption, citation and label; needs the package graphicx."""
    return "\n".join([
        "% in its own size its type is that of small print; where it is wider than the text it is made narrower: in two columns, use figure*",
        r"\begin{figure}", r"\centering", r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%",
        rf"\includegraphics{{{folder}/{record['figure']}.pdf}}}}",
        rf"\caption{{{latex_text(record['caption'])} \cite{{{key}}}}}", rf"\label{{fig:{record['figure']}}}", r"\end{figure}", ""])


def _markdown(record: Mapping, folder: str) -> str:
    """A picture, or a link to a table's data, with its caption."""
    caption = "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in record["caption"])
    mark, ending = ("", "csv") if picture_of(record) == "tex" else ("!", "svg")
    return f"{mark}[{caption}](<{folder}/{record['figure']}.{ending}>)"


def _csl(key: str, software: Mapping, *, note: str) -> str:
    """CSL-JSON, for Zotero, pandoc and others."""
    authors = [{"literal": author["name"]} if "name" in author else
               {"family": author["family-names"], "given": author["given-names"]} for author in software["authors"]]
    year, month, day = (int(part) for part in str(software["date-released"]).split("-"))
    entry = {"id": key, "type": "software", "title": software["title"], "author": authors,
             "issued": {"date-parts": [[year, month, day]]}, "version": str(software["version"]), "note": note,
             "license": str(software.get("license", ""))}
    return json.dumps([entry], indent=2, ensure_ascii=False) + "\n"


def _command(record: Mapping) -> str:
    """The one command that rebuilds a figure."""
    parameters = dict(record["parameters"])
    corpus = parameters.pop("corpus")
    words = ["python", "-m", "analysis", "run", *([] if corpus == DEFAULT_CORPUS else [corpus]), "--only", record["notebook"]]
    for name, value in sorted(parameters.items()):
        words += ["-p", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)
