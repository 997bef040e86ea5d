"""Reading's rooms: their maps name all that is there, and each knows only the rooms before it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from analysis import reading, schema

HOME = Path(reading.__file__).parent
ORDER = ("text", "names", "speech", "claims", "differences")


def _map(folder: Path) -> list[str]:
    """The words of a folder's map, which stands below the first line, in order."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    return re.findall(r"\w+", text.partition("\n")[2])


def _used(file: Path) -> set[tuple[str, str]]:
    """The rooms that a module imports from, for types or else, each with the module there."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("analysis.reading"):
            found |= {(*f"{node.module}.{name.name}".split("."), "")[2:4] for name in node.names}
    return {(room, module) for room, module in found if room in ORDER}


def _rooms_used(file: Path) -> set[str]:
    """The rooms that a module imports from."""
    return {room for room, _ in _used(file)}


def test_the_map_names_every_room_shared_module_and_table():
    rooms = {folder.name for folder in HOME.iterdir() if (folder / "__init__.py").is_file()}
    assert rooms == set(ORDER)
    assert rooms | {file.stem for file in HOME.glob("*.py")} - {"__init__"} | set(schema.TABLES) <= set(_map(HOME))


@pytest.mark.parametrize("room", ORDER)
def test_a_room_s_map_names_its_modules_and_it_knows_only_rooms_before_it(room):
    files = [file for file in (HOME / room).glob("*.py") if file.stem != "__init__"]
    assert files and {file.stem for file in files} <= set(_map(HOME / room))
    before = set(ORDER[:ORDER.index(room) + 1])
    assert {file.stem: used for file in files if (used := _rooms_used(file) - before)} == {}


@pytest.mark.parametrize("room", ORDER)
def test_a_module_knows_only_modules_before_it_on_its_room_s_map(room):
    place = {word: i for i, word in reversed([*enumerate(_map(HOME / room))])}
    for file in (HOME / room).glob("*.py"):
        later = {module for home, module in _used(file) if home == room and place[module] >= place.get(file.stem, 0)}
        assert (file.stem, later) == (file.stem, set())


def test_what_all_rooms_share_knows_parsed_text_alone():
    shared = [file for file in HOME.glob("*.py") if file.stem not in ("__init__", "reader")]
    assert {file.stem: used for file in shared if (used := _rooms_used(file) - {"text"})} == {}
