"""A mail server on the loopback address that keeps what it accepts."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage


class Postbox(socketserver.ThreadingTCPServer):
    """Accepts every mail after a while; `mails` are those whose acceptance it has decided, in their order."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, seconds_for_each: float):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.seconds_for_each = seconds_for_each
        self.mails: list[EmailMessage] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """One connection, as far as Django's mail goes (RFC 5321)."""

    server: Postbox

    def handle(self) -> None:
        with suppress(OSError):  # who spoke was killed
            self.converse()

    def converse(self) -> None:
        self.say("220 postbox")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> bool:
        """Reads a mail to its lone dot; one that breaks off is none."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line.endswith(b"\r\n"):
                return False
            lines.append(line)
        time.sleep(self.server.seconds_for_each / 2)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        time.sleep(self.server.seconds_for_each / 2)
        self.say("250 accepted")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def postbox(*, seconds_for_each: float = 0.0) -> Iterator[Postbox]:
    """A running server."""
    with Postbox(seconds_for_each) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
