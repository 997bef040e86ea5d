"""How a figure or table is cited: caption, BibTeX, LaTeX, Markdown, CSL, and the one command that rebuilds it."""

from __future__ import annotations

import difflib
import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from analysis.corpus import DEFAULT_CORPUS, PROJECT
from analysis.figures.latex import latex_text
from analysis.publishing import summaries
from analysis.publishing.crate import author_name

FORMATS = ("all", "bibtex", "latex", "markdown", "csl")


def read_software(file: Path = PROJECT / "CITATION.cff") -> dict:
    """CITATION.cff.

    Raises
    ------
    ValueError
        It is missing or lacks title, authors, version or date.
    """
    import yaml

    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        if not all(found[key] for key in ("title", "authors", "version", "date-released")):
            raise KeyError
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        raise ValueError(f"{file.name}: cannot be read, or lacks title, authors, version or date-released") from None
    return found


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
        for figure, record in summaries.find_records({path.name: path.read_bytes() for path in place.glob("*.json")}).items():
            known.setdefault(figure, (place, record))
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
    if not {"csv", summaries.picture_of(record)} <= record["files"].keys() or not isinstance(record.get("parameters"), dict):
        raise ValueError(f"{record['figure']}.json: lacks the digests or parameters that a citation names; run {record['notebook']} again")
    parts = {"bibtex": _bibtex(record, software), "latex": _latex(record, folder),
             "markdown": _markdown(record, software, folder), "csl": _csl(record, software)}
    if output == "all":
        return "\n".join([record["caption"], "", parts["bibtex"], parts["latex"], _command(record), ""])
    return parts[output]


def citation_key(record: Mapping) -> str:
    """The key of a figure's BibTeX entry."""
    return f"parallax-{record['figure']}"


def _named(record: Mapping) -> str:
    """A figure or table with its name and event."""
    kind = "Table" if summaries.picture_of(record) == "tex" else "Figure"
    return f"{kind} {record['figure']}, event {record['event']}"


def _identity(record: Mapping) -> str:
    """What makes a figure one that can be checked: its name and the digest of its data and picture or LaTeX."""
    kind = summaries.picture_of(record)
    return f"{_named(record)}; SHA-256 of data (CSV) {record['files']['csv']}, of {kind.upper()} {record['files'][kind]}"


def _year(software: Mapping) -> str:
    """The year of the software's release."""
    return str(software["date-released"])[:4]


def _bibtex(record: Mapping, software: Mapping) -> str:
    """A BibTeX entry that every style knows: names of organisations stay whole."""
    authors = " and ".join(f"{{{latex_text(author_name(author))}}}" if "name" in author else
                           f"{latex_text(author['family-names'])}, {latex_text(author['given-names'])}"
                           for author in software["authors"])
    kind = summaries.picture_of(record)
    # Digests have no place to break a line at, so half of one must do; the whole stands in the record.
    note = (f"{_named(record)}, version {software['version']}."
            f" SHA-256 of data {record['files']['csv'][:16]}, of {kind.upper()} {record['files'][kind][:16]}")
    return "\n".join([
        f"@misc{{{citation_key(record)},", f"  author = {{{authors}}},", f"  title = {{{{{latex_text(software['title'])}}}}},",
        f"  year = {{{_year(software)}}},", f"  note = {{{latex_text(note)}}},", "}", ""])


def _latex(record: Mapping, folder: str) -> str:
    """A LaTeX float with caption, citation and label."""
    if summaries.picture_of(record) == "tex":
        return f"\\input{{{folder}/{record['figure']}.tex}}\n"
    return "\n".join([
        r"\begin{figure}", r"\centering", rf"\includegraphics[width=\linewidth]{{{folder}/{record['figure']}.pdf}}",
        rf"\caption{{{latex_text(record['caption'])} \cite{{{citation_key(record)}}}}}", rf"\label{{fig:{record['figure']}}}",
        r"\end{figure}", ""])


def _markdown(record: Mapping, software: Mapping, folder: str) -> str:
    """A picture (or a link to a table's data) with its caption, and the reference as a sentence."""
    caption = "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in record["caption"])
    mark, ending = ("", "csv") if summaries.picture_of(record) == "tex" else ("!", "svg")
    authors = ", ".join(author_name(author) for author in software["authors"])
    return (f"{mark}[{caption}](<{folder}/{record['figure']}.{ending}>)\n\n{authors} ({_year(software)}). *{software['title']}*,"
            f" version {software['version']}. {_identity(record)}.\n")


def _csl(record: Mapping, software: Mapping) -> str:
    """CSL-JSON, for Zotero, pandoc and others."""
    authors = [{"literal": author["name"]} if "name" in author else
               {"family": author["family-names"], "given": author["given-names"]} for author in software["authors"]]
    year, month, day = (int(part) for part in str(software["date-released"]).split("-"))
    entry = {"id": citation_key(record), "type": "software", "title": software["title"], "author": authors,
             "issued": {"date-parts": [[year, month, day]]}, "version": str(software["version"]), "note": _identity(record),
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
