"""Keep a journal of when documents came into a knowledge base and went out of it.

``home/journal.jsonl`` holds one object a line: time with its zone, add or remove, document ids. Ids say
nothing of a text; titles and sources stand in the store alone, so nothing is left of a removed document.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.home import writing

JOURNAL = "journal.jsonl"
ADD, REMOVE = "add", "remove"


@dataclass(frozen=True, slots=True)
class Entry:
    """Documents that came (add) or went (remove) at one time."""

    at: datetime
    action: str
    documents: tuple[str, ...]


def record(home: Path, documents: Collection[str], at: datetime | None = None) -> None:
    """Write down which documents came and went since the last entry; `documents` are there at the time `at`.

    Nothing is written where nothing changed; an entry lost in a crash is made up for by the next call.
    Raises HomeError when the disk refuses.
    """
    known = dict.fromkeys(present(entries(home)))
    now = dict.fromkeys(documents)
    came, went = [one for one in now if one not in known], [one for one in known if one not in now]
    time = (at or datetime.now(UTC)).astimezone().replace(microsecond=0)
    new = [Entry(time, action, tuple(ids)) for action, ids in ((REMOVE, went), (ADD, came)) if ids]
    if new:
        with writing(home):
            _append(home / JOURNAL, "".join(map(_line, new)))


def entries(home: Path) -> tuple[Entry, ...]:
    """Return the entries, oldest first; a line that a crash tore is left out."""
    try:
        lines = (home / JOURNAL).read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    return tuple(_read(lines))


def present(journal: Sequence[Entry]) -> dict[str, datetime]:
    """Return the documents that came and did not go, with the time they came."""
    found: dict[str, datetime] = {}
    for entry in journal:
        for document in entry.documents:
            if entry.action == ADD:
                found[document] = entry.at
            else:
                found.pop(document, None)
    return found


def _line(entry: Entry) -> str:
    row = {"at": entry.at.isoformat(), "action": entry.action, "documents": entry.documents}
    return json.dumps(row, ensure_ascii=False) + "\n"


def _read(lines: Sequence[bytes]) -> Iterator[Entry]:
    for line in lines:
        try:
            row = json.loads(line)
            yield Entry(datetime.fromisoformat(row["at"]), str(row["action"]), tuple(row["documents"]))
        except (ValueError, KeyError, TypeError):
            continue


def _append(path: Path, text: str) -> None:
    with path.open("ab+") as file:
        if file.tell() and not _ends_a_line(file.fileno(), file.tell()):
            text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(descriptor: int, size: int) -> bool:
    return os.pread(descriptor, 1, size - 1) == b"\n"
