"""How a figure or table is cited: caption, BibTeX, LaTeX, Markdown, CSL, and the one command that rebuilds it."""

from __future__ import annotations

import difflib
import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from analysis.corpus import DEFAULT_CORPUS, PROJECT, CorpusError, open_corpus, own_file
from analysis.figures.latex import latex_text
from analysis.publishing.records import picture_of, records_in

OWN = "CITATION.cff"
# How the software is called where it is cited beside a figure.
SOFTWARE_KEY = "parallax"
FORMATS = ("all", "bibtex", "latex", "markdown", "csl")


def read_software() -> dict:
    """CITATION.cff."""
    import yaml

    return yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))


def read_own(record: Mapping) -> dict | None:
    """What a corpus's own CITATION.cff says of who made its figures, empty without one; None of the project's own event.

    Raises
    ------
    CorpusError
        The file is none, or an author in it has no name.
    """
    import yaml

    corpus = (record.get("parameters") or {}).get("corpus")
    if corpus == DEFAULT_CORPUS:
        return None
    try:
        file = own_file(open_corpus(str(corpus)).path, OWN)
    except CorpusError:
        # Whoever has the figures need not have the corpus.
        file = None
    if file is None:
        return {}
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        dated = re.fullmatch(r"(\d{4}-\d\d-\d\d)?", str(found.get("date-released", "")))
        if dated and all(author_name(author) for author in found["authors"]):
            return found
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
        pass
    raise CorpusError(f"{file}: no list of authors with names, or no date as 2031-05-04; write it as the project's own CITATION.cff is")


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


def cite(record: Mapping, *, software: Mapping, own: Mapping | None = None, folder: str = "figures", output: str = "all") -> str:
    """A figure or result table, ready to be cited.

    Parameters
    ----------
    record
        Its record.
    software
        CITATION.cff.
    own
        As `read_own` gives it. With it the figure is its authors' work, if any are named, and the software is cited as what made it.
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
        shown = [cite(record, software=software, own=own, folder=folder, output=part) for part in ("bibtex", "latex")]
        return "\n".join([record["caption"], "", *shown, _command(record), ""])
    key, version = f"parallax-{record['figure']}", software["version"]
    named = f"{'Table' if picture == 'tex' else 'Figure'} {record['figure']}, event {record['event']}"
    data, drawn = record["files"]["csv"], record["files"][picture]
    whole = f"{named}; SHA-256 of data (CSV) {data}, of {picture.upper()} {drawn}"
    work = software if own is None else {"title": named, "authors": own.get("authors", ()), "date-released": own.get("date-released", "")}
    if output == "bibtex":
        # Digests have no place to break a line at, so half of one must do; the whole stands in the record.
        note = f"SHA-256 of data {data[:16]}, of {picture.upper()} {drawn[:16]}"
        if own is None:
            return _bibtex(key, software, note=f"{named}, version {version}. {note}")
        return f"{_bibtex(key, work, note=note)}\n{_bibtex(SOFTWARE_KEY, software, note=f'Version {version}')}"
    if output == "csl":
        entries = [_csl(key, work, note=whole), *([] if own is None else [_csl(SOFTWARE_KEY, software, note="")])]
        return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
    if output == "latex":
        keys = key if own is None else f"{key},{SOFTWARE_KEY}"
        return f"\\input{{{folder}/{record['figure']}.tex}}\n" if picture == "tex" else _latex(record, folder, key=keys)
    made = f"{_reference(software)}, version {version}"
    cited = f"{made}. {whole}" if own is None else f"{_reference(work)}. {whole.partition('; ')[2]}. Made with: {made}"
    return f"{_markdown(record, folder)}\n\n{cited}.\n"


def author_name(author: Mapping[str, str]) -> str:
    """An author of CITATION.cff, a person or an entity, as one name."""
    return author.get("name") or " ".join(filter(None, (author.get("given-names"), author.get("family-names"))))


def _reference(work: Mapping) -> str:
    """Who made a work, when, as far as that is known, and its title."""
    year = f"({str(work['date-released'])[:4]})" if work["date-released"] else ""
    made = " ".join(filter(None, (", ".join(map(author_name, work["authors"])), year)))
    return f"{made}. *{work['title']}*" if made else f"*{work['title']}*"


def _bibtex(key: str, work: Mapping, *, note: str) -> str:
    """A BibTeX entry that every style knows: names of organisations stay whole, and without authors it is sorted by its title."""
    authors = " and ".join(f"{{{latex_text(author['name'])}}}" if "name" in author else
                           ", ".join(latex_text(author[part]) for part in ("family-names", "given-names") if part in author)
                           for author in work["authors"])
    title, year = latex_text(work["title"]), str(work["date-released"])[:4]
    return "\n".join([
        f"@misc{{{key},", f"  author = {{{authors}}}," if authors else f"  key = {{{title}}},", f"  title = {{{{{title}}}}},",
        *([f"  year = {{{year}}},"] if year else []), f"  note = {{{latex_text(note)}}},", "}", ""])


def _latex(record: Mapping, folder: str, *, key: str) -> str:
    """A LaTeX float with caption, citation and label; needs the package graphicx."""
    return "\n".join([
        "% in its own size its type is that of small print; where it is wider than the text it is made narrower: in two columns, use"
        " figure*",
        r"\begin{figure}", r"\centering", r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%",
        rf"\includegraphics{{{folder}/{record['figure']}.pdf}}}}",
        rf"\caption{{{latex_text(record['caption'])} \cite{{{key}}}}}", rf"\label{{fig:{record['figure']}}}", r"\end{figure}", ""])


def _markdown(record: Mapping, folder: str) -> str:
    """A picture, or a link to a table's data, with its caption."""
    caption = "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in record["caption"])
    mark, ending = ("", "csv") if picture_of(record) == "tex" else ("!", "svg")
    return f"{mark}[{caption}](<{folder}/{record['figure']}.{ending}>)"


def _csl(key: str, work: Mapping, *, note: str) -> dict:
    """An entry of CSL-JSON, for Zotero, pandoc and others; without what is not known."""
    authors = [{"literal": author["name"]} if "name" in author else
               {part.partition("-")[0]: author[part] for part in ("family-names", "given-names") if part in author}
               for author in work["authors"]]
    parts = [int(part) for part in str(work["date-released"]).split("-") if part]
    entry = {"id": key, "type": "software" if "version" in work else "graphic", "title": work["title"], "author": authors,
             "issued": {"date-parts": [parts]} if parts else {}, "version": str(work.get("version", "")), "note": note,
             "license": str(work.get("license", ""))}
    return {name: value for name, value in entry.items() if value}


def _command(record: Mapping) -> str:
    """The one command that rebuilds a figure."""
    parameters = dict(record["parameters"])
    corpus = parameters.pop("corpus")
    words = ["python", "-m", "analysis", "run", *([] if corpus == DEFAULT_CORPUS else [corpus]), "--only", record["notebook"]]
    for name, value in sorted(parameters.items()):
        words += ["-p", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)
