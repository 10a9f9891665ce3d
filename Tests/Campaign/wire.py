"""Raw HTTP over sockets: what was sent is known to the byte, and what comes back is read strictly."""

import re
import socket

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) [\x20-\x7e]*")
HEADER_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\x20-\x7e\x80-\xff\t]*)")


class Malformed(Exception):
    """Bytes that are no HTTP response."""


class Endless(Exception):
    """An answer that goes on until somebody leaves: the events of the dashboard."""


class Closed(Exception):
    """The connection ended where a response might have begun."""


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), None)


class Wire:
    """One connection."""

    def __init__(self, port, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.buffer = b""

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def end(self):
        """Sends nothing more."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def more(self):
        piece = self.socket.recv(1 << 18)
        self.buffer += piece
        return bool(piece)

    def response(self, is_head=False):
        """The next final response. Interim ones are checked and passed over."""
        while True:
            while b"\r\n\r\n" not in self.buffer:
                if len(self.buffer) > 1 << 16:
                    raise Malformed(f"a head of more than 64 KiB: {self.buffer[:200]!r}")
                if not self.more():
                    if self.buffer:
                        raise Malformed(f"the head is cut: {self.buffer[:200]!r}")
                    raise Closed()
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            status, headers = parse_head(head)
            if status >= 200:
                return Response(status, headers, self.body(status, headers, is_head))

    def body(self, status, headers, is_head):
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        if any(name.lower() == "transfer-encoding" for name, _ in headers):
            if any(name.lower() == "content-type" and value == "text/event-stream" for name, value in headers):
                raise Endless()
            raise Malformed("a transfer coding, which this server never uses")
        if len(lengths) > 1 or lengths and not lengths[0].isdigit():
            raise Malformed(f"lengths {lengths}")
        if status in (204, 304):
            if lengths and lengths[0] != "0" and status == 204:
                raise Malformed(f"a {status} with a length")
            return b""
        if not lengths:
            raise Malformed(f"a {status} without a length")
        if is_head:
            return b""
        wanted = int(lengths[0])
        pieces, have = [self.buffer], len(self.buffer)
        while have < wanted:
            piece = self.socket.recv(1 << 18)
            if not piece:
                raise Malformed(f"the body is cut: {have} of {wanted} bytes")
            pieces.append(piece)
            have += len(piece)
        everything = b"".join(pieces)
        self.buffer = everything[wanted:]
        return everything[:wanted]


def parse_head(head):
    lines = head.split(b"\r\n")
    first = STATUS_LINE.fullmatch(lines[0])
    if not first:
        raise Malformed(f"the status line is {lines[0][:200]!r}")
    headers = []
    for line in lines[1:]:
        match = HEADER_LINE.fullmatch(line)
        if not match:
            raise Malformed(f"a header line is {line[:200]!r}")
        headers.append((match[1].decode("ascii"), match[2].decode("latin-1").strip()))
    return int(first[1]), headers


def request(method, target, headers, body=None):
    """A whole request as bytes."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + (body or b"")
