"""The process that librime lives in: questions in on stdin, answers out on stdout, one JSON object a line.

Run by ``rime`` as a program of its own, with nothing but the standard library. librime is C++ that may crash or
hang, and what it remembers of a person goes only when its process does. Structures and functions are those of
``rime_api.h`` of librime 1.8 (its plain C functions). ``compile`` in the place of ``serve`` makes the tables.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any, BinaryIO

LIBRARY = "librime.so.1"
SHARED = "/usr/share/rime-data"
SCHEMA = b"tongban"
DOWN, CONFIRM = 0xFF54, 0x20
"""X11 key symbols: next candidate, and take it."""
_FATAL_ONLY = 3


class _Traits(ctypes.Structure):
    _fields_ = [
        ("data_size", ctypes.c_int),
        ("shared_data_dir", ctypes.c_char_p),
        ("user_data_dir", ctypes.c_char_p),
        ("distribution_name", ctypes.c_char_p),
        ("distribution_code_name", ctypes.c_char_p),
        ("distribution_version", ctypes.c_char_p),
        ("app_name", ctypes.c_char_p),
        ("modules", ctypes.POINTER(ctypes.c_char_p)),
        ("min_log_level", ctypes.c_int),
        ("log_dir", ctypes.c_char_p),
        ("prebuilt_data_dir", ctypes.c_char_p),
        ("staging_dir", ctypes.c_char_p),
    ]


class _Composition(ctypes.Structure):
    _fields_ = [
        ("length", ctypes.c_int),
        ("cursor_pos", ctypes.c_int),
        ("sel_start", ctypes.c_int),
        ("sel_end", ctypes.c_int),
        ("preedit", ctypes.c_char_p),
    ]


class _Candidate(ctypes.Structure):
    _fields_ = [("text", ctypes.c_char_p), ("comment", ctypes.c_char_p), ("reserved", ctypes.c_void_p)]


class _Menu(ctypes.Structure):
    _fields_ = [
        ("page_size", ctypes.c_int),
        ("page_no", ctypes.c_int),
        ("is_last_page", ctypes.c_int),
        ("highlighted_candidate_index", ctypes.c_int),
        ("num_candidates", ctypes.c_int),
        ("candidates", ctypes.POINTER(_Candidate)),
        ("select_keys", ctypes.c_char_p),
    ]


class _Context(ctypes.Structure):
    _fields_ = [
        ("data_size", ctypes.c_int),
        ("composition", _Composition),
        ("menu", _Menu),
        ("commit_text_preview", ctypes.c_char_p),
        ("select_labels", ctypes.c_void_p),
    ]


class _Commit(ctypes.Structure):
    _fields_ = [("data_size", ctypes.c_int), ("text", ctypes.c_char_p)]


class _Iterator(ctypes.Structure):
    _fields_ = [("ptr", ctypes.c_void_p), ("index", ctypes.c_int), ("candidate", _Candidate)]


def _sized(structure: Any) -> Any:
    """librime reads the size of a structure without its first member, to know its version."""
    structure.data_size = ctypes.sizeof(structure) - ctypes.sizeof(ctypes.c_int)
    return structure


class Rime:
    """librime with one schema in ``folder``. Raises ``OSError`` when the library is not there."""

    def __init__(self, folder: str, *, library: str = LIBRARY, shared: str = SHARED) -> None:
        self._rime = ctypes.CDLL(library)
        self._rime.RimeCreateSession.restype = ctypes.c_size_t
        self._session = ctypes.c_size_t(0)
        traits = _sized(_Traits())
        traits.shared_data_dir, traits.user_data_dir = shared.encode(), os.fsencode(folder)
        traits.distribution_name = traits.distribution_code_name = traits.distribution_version = b"tongban"
        traits.app_name, traits.min_log_level, traits.log_dir = b"rime.tongban", _FATAL_ONLY, b""
        self._rime.RimeSetup(ctypes.byref(traits))
        self._rime.RimeInitialize(None)

    def compile(self) -> None:
        """Makes the tables of the schema in its folder; some seconds."""
        if self._rime.RimeStartMaintenance(1):
            self._rime.RimeJoinMaintenanceThread()
        self._rime.RimeFinalize()

    def open(self) -> bool:
        """Begins a session; false when the schema's tables are not there."""
        self._session = ctypes.c_size_t(self._rime.RimeCreateSession())
        if not self._session.value or not self._rime.RimeSelectSchema(self._session, SCHEMA):
            return False
        return bool(self.find("a", 0, 1)["words"])

    def find(self, letters: str, first: int, count: int) -> dict[str, object]:
        """``divided``, ``words`` and ``more``."""
        left_over = self._spell(letters)
        words = self._words(first, count + 1)
        divided = self._preedit()[0] + left_over
        return {"divided": divided, "words": words[:count], "more": len(words) > count}

    def choose(self, letters: str, number: int) -> dict[str, object]:
        """``text`` and ``rest``; ``text`` is empty when there is no such candidate."""
        left_over = self._spell(letters)
        if not self._words(number, 1):
            return {"text": "", "rest": letters}
        for _ in range(number):
            self._key(DOWN)
        self._key(CONFIRM)
        whole = self._committed()
        if whole is not None:
            return {"text": whole, "rest": left_over.lstrip("'")}
        preedit, start = self._preedit()
        rest = preedit.encode()[start:].decode().replace(" ", "") + left_over
        return {"text": preedit.encode()[:start].decode(), "rest": rest.lstrip("'")}

    def _spell(self, letters: str) -> str:
        """Spells as much as can be read from the first letter on; returns the rest.

        Behind letters that are no syllable librime takes those before for chosen and offers words for the last.
        """
        for end in range(len(letters), 0, -1):
            self._rime.RimeClearComposition(self._session)
            for letter in letters[:end]:
                self._key(ord(letter))
            if self._preedit()[1] == 0:
                return letters[end:]
        return ""

    def _key(self, symbol: int) -> None:
        self._rime.RimeProcessKey(self._session, symbol, 0)

    def _words(self, first: int, count: int) -> list[str]:
        words: list[str] = []
        place = _Iterator()
        if self._rime.RimeCandidateListFromIndex(self._session, ctypes.byref(place), first):
            while len(words) < count and self._rime.RimeCandidateListNext(ctypes.byref(place)):
                words.append(place.candidate.text.decode())
            self._rime.RimeCandidateListEnd(ctypes.byref(place))
        return words

    def _preedit(self) -> tuple[str, int]:
        """The line being composed, and where in its bytes the letters not yet chosen for begin."""
        context = _sized(_Context())
        if not self._rime.RimeGetContext(self._session, ctypes.byref(context)):
            return "", 0
        line = (context.composition.preedit or b"").decode()
        start = context.composition.sel_start
        self._rime.RimeFreeContext(ctypes.byref(context))
        return line, start

    def _committed(self) -> str | None:
        commit = _sized(_Commit())
        if not self._rime.RimeGetCommit(self._session, ctypes.byref(commit)):
            return None
        text: str = commit.text.decode()
        self._rime.RimeFreeCommit(ctypes.byref(commit))
        return text


def serve(rime: Rime, questions: BinaryIO, answers: BinaryIO) -> None:
    """Says ``ready``, then answers line after line until there are no more."""
    answers.write(json.dumps({"ready": rime.open()}).encode() + b"\n")
    answers.flush()
    for line in questions:
        asked = json.loads(line)
        if "number" in asked:
            answer = rime.choose(asked["letters"], asked["number"])
        else:
            answer = rime.find(asked["letters"], asked["first"], asked["count"])
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def main(task: str, folder: str, library: str, shared: str) -> None:
    """Keeps the pipe to itself: what the library prints must not mix with the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    rime = Rime(folder, library=library, shared=shared)
    if task == "compile":
        rime.compile()
    else:
        serve(rime, sys.stdin.buffer, answers)
    # librime's own clean-up at the end of a process has crashed; everything is written by now.
    answers.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
