"""Changes requests: values that are hostile in their kind, and bytes that are damaged. All of them have a bound."""

import random
import string

NUMBERS = [0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**40, 0.1, -0.0, 1e308, 1.5e-320, 1e400]
TEXTS = [
    "", " ", "a" * 300, "a" * 70_000, "\0", "é", "\u202e", "😀" * 100, "\ud800", "../../etc/passwd", "%00", "%2e%2e%2f",
    "'; DROP TABLE jobs; --", "<script>", "null", "true", "NaN", "-1", "99999999999999999999", "1e999", "storage://",
    "storage://0123456789abcdefghij", "http://127.0.0.1/", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z",
    "0000-00-00", "default", "me", "{}", "[]", "\r\nX-Injected: 1", "a,b\r\n\"c", "\ufeff", "a/b/c", "*", "(", "[", "\\",
]
# The most bytes of a changed body and of one value of a query, about: most are small, so that many are sent, and some are
# so large that they meet the limits.
BODY_SIZES = [2_000] * 15 + [100_000] * 4 + [2_000_000]
QUERY_SIZES = [1_000] * 19 + [100_000]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"]
HEADERS = [
    ("X-Deepmock-Tenant", "other"), ("X-Deepmock-Tenant", "!"), ("X-Deepmock-Id", "17"), ("X-Deepmock-Id", ""),
    ("Origin", "http://hostile.test"), ("Origin", "null"), ("Range", "bytes=0-0"), ("Range", "bytes=5-1,-1,0-"),
    ("If-None-Match", "*"), ("If-Match", '"a"'), ("If-Modified-Since", "yesterday"), ("Accept", "text/html"),
    ("Content-Encoding", "gzip"), ("Content-Encoding", "deflate"), ("Content-Encoding", "br"),
    ("Forwarded", "for=1;proto=https;host=a.test"), ("X-Forwarded-Host", "\"b\""), ("Connection", "close"),
    ("Authorization", "Key other:demo-key"), ("Authorization", "Bearer a.b.c"), ("Authorization", "Basic Og=="),
    ("Cookie", "a=b"), ("X-Forwarded-Port", "99999"), ("Accept-Encoding", "gzip"), ("Expect", "100-continue"),
    ("X-Deepmock-Delivery", "1"), ("Prefer", "wait=0"), ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Type", "multipart/form-data"), ("Content-Type", "text/plain"), ("Content-Type", "multipart/form-data; boundary=b"),
]


def size(value, most):
    """About how many bytes a JSON value takes. Counting ends beyond `most`, because lists may have one item many times."""
    total, rest = 0, [value]
    while rest and total <= most:
        value = rest.pop()
        if isinstance(value, str):
            total += len(value) + 3
        elif isinstance(value, list):
            total += 2
            rest.extend(value)
        elif isinstance(value, dict):
            total += 2
            rest.extend(value)
            rest.extend(value.values())
        else:
            total += 6
    return total


class Mutator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def bounded(self, value, sizes):
        """The value with one place changed, or as it was when that would make it too large."""
        most = max(self.random.choice(sizes), size(value, max(sizes)))
        changed = self.changed(value)
        return changed if size(changed, most) <= most else value

    def value(self, depth=0):
        """Any JSON value."""
        kind = self.random.randrange(8 if depth < 3 else 5)
        if kind == 0:
            number = self.random.choice(NUMBERS)
            # The largest is none in JSON.
            return 1e308 if number == float("inf") else number
        if kind in (1, 2):
            return self.random.choice(TEXTS)
        if kind == 3:
            return self.random.choice([None, True, False])
        if kind == 4:
            return self.random.randrange(-5, 100)
        if kind == 5:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        if kind == 6:
            return {self.random.choice(TEXTS[:12]): self.value(depth + 1) for _ in range(self.random.randrange(3))}
        return [self.value(depth + 1)] * self.random.choice([2, 30, 1000])

    def changed(self, value, depth=0):
        """The value with one place changed."""
        if isinstance(value, dict) and value and self.random.random() < 0.9:
            key = self.random.choice(list(value))
            changed = dict(value)
            action = self.random.randrange(6)
            if action == 0:
                del changed[key]
            elif action == 1:
                changed[key + self.random.choice(["x", "", "_id", " "])] = self.value(depth)
            else:
                changed[key] = self.changed(value[key], depth + 1)
            return changed
        if isinstance(value, list) and value and self.random.random() < 0.8:
            changed = list(value)
            place = self.random.randrange(len(changed))
            action = self.random.randrange(5)
            if action == 0:
                del changed[place]
            elif action == 1:
                changed += [changed[place]] * self.random.choice([1, 10, 200])
            else:
                changed[place] = self.changed(changed[place], depth + 1)
            return changed
        return self.value(depth)

    def mutate(self, template, known=None):
        """A copy of a request with up to four changes; its framing stays right."""
        changed = template.copy(known)
        for _ in range(self.random.randrange(5)):
            self.change(changed)
        return changed

    def change(self, template):
        action = self.random.randrange(10)
        if action < 4 and template.kind in ("json", "form", "multipart"):
            template.body = self.bounded(template.body, BODY_SIZES)
        elif action == 4:
            template.path = self.path(template.path)
        elif action == 5 and template.query:
            place = self.random.randrange(len(template.query))
            name, value = template.query[place]
            template.query[place] = (name, self.bounded(value, QUERY_SIZES))
        elif action == 6:
            template.query.append((self.random.choice(["limit", "offset", "search", "x", "order"]), self.value(3)))
        elif action == 7:
            template.headers.append(self.random.choice(HEADERS))
        elif action == 8:
            template.method = self.random.choice(METHODS[:7])
        elif template.headers:
            template.headers.pop(self.random.randrange(len(template.headers)))

    def path(self, path):
        segments = path.split("/")
        place = self.random.randrange(len(segments))
        action = self.random.randrange(5)
        if action == 0:
            segments[place] = self.random.choice(
                ["1", "0", "-1", "999999999999999999999", "%00", "%ff", "..", ".", "", "a" * 200, "%F0%9F%98%80"])
        elif action == 1:
            segments.insert(place, segments[place])
        elif action == 2 and len(segments) > 2:
            del segments[place]
        elif action == 3:
            return "/t/" + self.random.choice(["default", "other", "UPPER", "a" * 50]) + path
        else:
            return path[:-1] if path.endswith("/") else path + "/"
        return "/" + "/".join(segments).lstrip("/")

    def damage(self, data, others):
        """Bytes with up to eight places damaged, or two requests grown together."""
        data = bytearray(data)
        for _ in range(self.random.choice([1, 1, 2, 3, 8])):
            if not data:
                break
            place = self.random.randrange(len(data))
            action = self.random.randrange(8)
            if action == 0:
                data[place] ^= 1 << self.random.randrange(8)
            elif action == 1:
                data[place] = self.random.choice([0, 9, 10, 13, 32, 34, 37, 44, 58, 59, 127, 255])
            elif action == 2:
                del data[place:place + self.random.choice([1, 2, 10, 100])]
            elif action == 3:
                data[place:place] = bytes(self.random.choices(string.printable.encode(), k=self.random.choice([1, 4, 40])))
            elif action == 4:
                data[place:place] = data[place:place + 40] * self.random.choice([1, 2, 50])
            elif action == 5:
                other = self.random.choice(others)
                data[place:] = other[self.random.randrange(len(other)):]
            elif action == 6:
                data[place:place] = self.random.choice(
                    [b"\r\n", b"\r\n\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"0\r\n\r\n",
                     b"Expect: 100-continue\r\n", b"Host: a\r\n", b"Connection: close\r\n", b"\xff\xfe", b"HTTP/1.0"])
            else:
                del data[place:]
        return bytes(data)
