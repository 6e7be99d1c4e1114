"""The line between terminal and hub, with everything that happens to lines in townships.

A TCP proxy on one loopback port that stays the same while the line is cut. It knows nothing of HTTP but what it
answers itself as a captive portal; faults act on bytes, so the terminal's real client meets them as outside. TLS
goes through it as it is; a captive portal answers in clear there, as they do.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.platform.contract import MARK, MARK_HEADER

LOGIN_PAGE = (
    b"<!DOCTYPE html><html><head><title>Network login</title></head>"
    b"<body><form action='/login'><input name='phone'></form></body></html>"
)
TLS_GREETING = b"\x16\x03"
_RESET = struct.pack("ii", 1, 0)
"""``SO_LINGER`` with no time: closing sends RST."""


def http_answer(status: str, body: bytes, *headers: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """The bytes of an HTTP answer that closes its connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    return ("\r\n".join([*lines, *headers]) + "\r\n\r\n").encode() + body


def marked_answer(status: str, body: str) -> bytes:
    """An answer with the hub's mark and whatever body: a hub that is there and talks nonsense."""
    return http_answer(status, body.encode(), f"{MARK_HEADER}: {MARK}", kind="application/json")


@dataclass
class _Faults:
    """What is wrong with the line now."""

    open: bool = True
    delay_s: float = 0.0
    answer: bytes | None = None
    in_the_hubs_name: bool = False
    cut_after: int | None = None
    lose_answer_to: bytes | None = None
    lose_answer_once: Callable[[], bool] | None = None


@dataclass(eq=False)
class _Pair:
    """One connection through the line."""

    terminal: socket.socket
    hub: socket.socket
    answer_lost: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    def reset(self) -> None:
        """Both ends see a broken connection at once."""
        self.ended.set()
        for end in (self.terminal, self.hub):
            _reset(end)


class FaultyLink:
    """A line to ``hub_host:hub_port``. ``url`` is what the terminal is given; all methods are thread-safe."""

    def __init__(self, hub_host: str, hub_port: int, tls: ssl.SSLContext | None = None) -> None:
        """``tls``: of a hub that speaks it, so that ``answer`` can be in its name."""
        self._hub_place, self._tls = (hub_host, hub_port), tls
        self._faults, self._lock = _Faults(), threading.Lock()
        self._pairs: set[_Pair] = set()
        self._carried = 0
        # Bound but not listening: refuses connections while the line is cut and keeps the port ours.
        self._holder = _bound(0)
        self.port: int = self._holder.getsockname()[1]
        self._listener: socket.socket | None = None
        self._listen()

    @property
    def url(self) -> str:
        """The terminal's way to the hub."""
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    @property
    def carried(self) -> int:
        """Bytes that went from the terminal towards the hub since the start."""
        return self._carried

    def up(self) -> None:
        """A good line again; every fault ends."""
        with self._lock:
            self._faults = _Faults()
            if self._listener is None:
                self._listen()

    def cut(self) -> None:
        """The cable is out: running connections break, new ones are refused."""
        with self._lock:
            self._faults.open = False
            listener, self._listener = self._listener, None
            pairs = list(self._pairs)
        if listener is not None:
            # shutdown wakes the thread that waits in accept; close alone would leave the port listening.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for pair in pairs:
            pair.reset()

    def delay(self, milliseconds: int) -> None:
        """Every piece of every direction comes this much later."""
        self._set(delay_s=milliseconds / 1000)

    def captive(self, status: str = "200 OK", *headers: str) -> None:
        """A captive portal answers every request with its login page, and every greeting of TLS too."""
        self._answer(http_answer(status, LOGIN_PAGE, *headers), in_the_hubs_name=False)

    def answer(self, content: bytes) -> None:
        """Whatever is asked, these bytes come back in the hub's name, and the connection closes."""
        self._answer(content, in_the_hubs_name=True)

    def _answer(self, content: bytes, *, in_the_hubs_name: bool) -> None:
        with self._lock:
            self._faults.answer, self._faults.in_the_hubs_name = content, in_the_hubs_name
            pairs = list(self._pairs)
        for pair in pairs:
            pair.reset()

    def cut_after(self, n_bytes: int) -> None:
        """Once: after this many more bytes towards the hub all connections break; the line itself stays up."""
        with self._lock:
            self._faults.cut_after = self._carried + n_bytes

    def lose_answer(self, to: bytes = b"/finish HTTP/1.1") -> None:
        """Once: the request that holds ``to`` reaches the hub, its answer never comes back."""
        self._set(lose_answer_to=to)

    def lose_answer_once(self, happened: Callable[[], bool]) -> None:
        """Once: what comes back from the hub when ``happened`` is true first breaks its connection instead.

        For a line that cannot look into what it carries.
        """
        self._set(lose_answer_once=happened)

    def close(self) -> None:
        """Ends the line for good and frees the port."""
        self.cut()
        self._holder.close()

    def _set(self, **changes: object) -> None:
        with self._lock:
            for name, value in changes.items():
                setattr(self._faults, name, value)

    def _listen(self) -> None:
        self._listener = _bound(self.port)
        self._listener.listen(64)
        threading.Thread(target=self._accept, args=(self._listener,), name="line", daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                terminal, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(terminal,), name="line", daemon=True).start()

    def _connect(self, terminal: socket.socket) -> None:
        with self._lock:
            answer, tls = self._faults.answer, self._tls if self._faults.in_the_hubs_name else None
        if answer is not None:
            _answer_all(terminal, answer, tls)
            return
        try:
            hub = socket.create_connection(self._hub_place, timeout=10)
        except OSError:
            _reset(terminal)
            return
        hub.settimeout(None)
        pair = _Pair(terminal, hub)
        with self._lock:
            self._pairs.add(pair)
            # The line may have changed while the hub was being reached.
            still_good = self._faults.open and self._faults.answer is None
        if not still_good:
            pair.reset()
        back = threading.Thread(target=self._carry_back, args=(pair,), name="line", daemon=True)
        back.start()
        self._carry_forth(pair)
        back.join()
        with self._lock:
            self._pairs.discard(pair)

    def _carry_forth(self, pair: _Pair) -> None:
        """Terminal to hub; counts the bytes and notices the request whose answer is to be lost."""
        while content := self._receive(pair, pair.terminal):
            with self._lock:
                pair.answer_lost |= self._takes_loss(content)
                room = self._room_before_cut(len(content))
                self._carried += room
            _send(pair, pair.hub, content[:room])
            if room < len(content):
                pair.reset()
                return
        _half_close(pair.hub)

    def _carry_back(self, pair: _Pair) -> None:
        """Hub to terminal; an answer that is to be lost breaks the connection in its place."""
        while content := self._receive(pair, pair.hub):
            if pair.answer_lost or self._loses_this():
                pair.reset()
                return
            _send(pair, pair.terminal, content)
        _half_close(pair.terminal)

    def _receive(self, pair: _Pair, end: socket.socket) -> bytes:
        try:
            content = end.recv(16384)
        except OSError:
            return b""
        if content and self._faults.delay_s:
            pair.ended.wait(self._faults.delay_s)
        return content

    def _takes_loss(self, content: bytes) -> bool:
        wanted = self._faults.lose_answer_to
        if wanted is None or wanted not in content:
            return False
        self._faults.lose_answer_to = None
        return True

    def _loses_this(self) -> bool:
        with self._lock:
            happened = self._faults.lose_answer_once
            if happened is None or not happened():
                return False
            self._faults.lose_answer_once = None
            for pair in self._pairs:  # whatever is being answered just now, the receipt among it
                pair.answer_lost = True
            return True

    def _room_before_cut(self, size: int) -> int:
        """How many of ``size`` bytes go through before the cut that is due; a cut happens once."""
        if self._faults.cut_after is None or self._carried + size <= self._faults.cut_after:
            return size
        room = max(0, self._faults.cut_after - self._carried)
        self._faults.cut_after = None
        return room


def _bound(port: int) -> socket.socket:
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    end.bind(("127.0.0.1", port))
    return end


def _answer_all(terminal: socket.socket, answer: bytes, tls: ssl.SSLContext | None) -> None:
    """Waits for a request's head, answers, and reads on until the terminal closes, so that the answer arrives.

    In clear a greeting of TLS counts as a head.
    """
    deadline = time.monotonic() + 10
    with contextlib.suppress(OSError), contextlib.ExitStack() as closing:
        terminal.settimeout(10)
        closing.enter_context(terminal)
        if tls is not None:
            terminal = closing.enter_context(tls.wrap_socket(terminal, server_side=True))
        head = b""
        while b"\r\n\r\n" not in head and not (tls is None and head.startswith(TLS_GREETING)):
            piece = terminal.recv(16384)
            if not piece:
                return
            head += piece
        terminal.sendall(answer)
        terminal.shutdown(socket.SHUT_WR)
        while time.monotonic() < deadline and terminal.recv(16384):
            continue


def _send(pair: _Pair, end: socket.socket, content: bytes) -> None:
    try:
        end.sendall(content)
    except OSError:
        pair.reset()


def _half_close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_WR)


def _reset(end: socket.socket) -> None:
    """RST now: shutdown first, because a thread waiting in recv would keep the socket open otherwise."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
