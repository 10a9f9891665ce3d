"""Sends changed requests to a real server, and looks at every answer."""

import glob
import json
import multiprocessing
import os
import re
import time

from generator import contracts
from mutation import Mutator
from server import Finding, Pulse, Server, Watch
from shapes import complaint
from wire import Closed, Endless, Malformed, Wire, request

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fixtures", "http")
BATCH = 16
FLAGS = ("--clock", "frozen", "--demo", "--check-answers", "--head-timeout", "2", "--body-timeout", "2",
         "--idle-timeout", "5", "--log-level", "warning")


def corpus():
    """Whole requests of the parser's tests, good and bad."""
    files = sorted(glob.glob(f"{FIXTURES}/*/*.http"))
    return [content for content in (open(path, "rb").read() for path in files) if content]


class Records:
    """Ids that answers had, so that later requests are about records that exist."""

    MOST = 200

    def __init__(self, random):
        self.random, self.ids = random, {}

    def learn(self, platform, value, depth=0):
        if isinstance(value, list):
            for item in value[:5]:
                self.learn(platform, item, depth + 1)
        elif isinstance(value, dict) and depth < 4:
            for key, item in value.items():
                if isinstance(item, (str, int)) and not isinstance(item, bool) and (
                        key.endswith(("id", "_key", "name")) and len(str(item)) < 100):
                    ids = self.ids.setdefault((platform, key), [])
                    if len(ids) < self.MOST:
                        ids.append(item)
                    else:
                        ids[self.random.randrange(self.MOST)] = item
                else:
                    self.learn(platform, item, depth + 1)

    def known(self, platform, name):
        """An id for a capture, most of the time of the right kind."""
        choices = [self.ids.get((platform, key)) for key in (name, name.removesuffix("_id") + "_id", "id", "name")]
        choices = [ids for ids in choices if ids]
        if not choices or self.random.random() < 0.2:
            return None
        return self.random.choice(choices[0] if self.random.random() < 0.7 else self.random.choice(choices))


class Fuzzer:
    """One of the processes that send."""

    def __init__(self, port, seed, templates, others):
        self.port, self.mutator = port, Mutator(seed)
        self.templates, self.others = templates, others
        self.sent = self.answers = self.connections = 0
        self.statuses = {}
        self.records = Records(self.mutator.random)
        self.found = []

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.found:
            if self.mutator.random.random() < 0.6:
                self.well_framed()
            else:
                self.damaged()
        return self

    def look(self, response, sent):
        self.answers += 1
        self.statuses[response.status] = self.statuses.get(response.status, 0) + 1
        wrong = complaint(response)
        if wrong:
            self.report(wrong, sent)
        if response.status in (200, 201) and 0 < len(response.body) < 20_000:
            self.learn(response)

    def learn(self, response):
        operation = response.header("x-deepmock-operation")
        if operation and (response.header("content-type") or "").startswith("application/json"):
            try:
                self.records.learn(operation.split("/")[0], json.loads(response.body))
            except ValueError:
                # The content of a stored file.
                pass

    def mutated(self):
        template = self.mutator.random.choice(self.templates)
        return self.mutator.mutate(template, lambda name: self.records.known(template.platform, name))

    def report(self, wrong, sent):
        self.found.append((wrong, sent))

    def bytes_of(self, template):
        content, media = template.content()
        headers = list(template.headers)
        if media and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", media))
        # Names and values that would end their line belong to the damaged requests.
        headers = [(name, value.replace("\r", "").replace("\n", "").replace("\0", "")) for name, value in headers]
        return request(template.method, template.target(), headers, content)

    def well_framed(self):
        """A batch on one connection: every request has one answer, in order, until one says that it is the last."""
        batch = []
        for _ in range(BATCH):
            template = self.mutated()
            batch.append((template.method, self.bytes_of(template)))
        wire = self.open()
        if not wire:
            return
        try:
            wire.send(b"".join(data for _, data in batch))
        except OSError:
            # It has said its last answer already.
            pass
        self.sent += len(batch)
        for method, data in batch:
            try:
                response = wire.response(is_head=method == "HEAD")
            except Endless:
                break
            except (Closed, ConnectionError):
                self.report("no answer to a request that was sent whole", data)
                break
            except (Malformed, TimeoutError) as error:
                self.report(f"{type(error).__name__}: {error}", data)
                break
            self.look(response, data)
            if (response.header("connection") or "").lower() == "close":
                break
        wire.close()

    def damaged(self):
        """Damaged bytes on a connection of their own: whatever comes back is HTTP, and an end comes."""
        source = self.mutator.random.choice(self.others) if self.mutator.random.random() < 0.5 else self.bytes_of(self.mutated())
        data = self.mutator.damage(source, self.others)
        wire = self.open()
        if not wire:
            return
        self.sent += 1
        try:
            wire.send(data)
            wire.end()
            is_head = data.lstrip(b"\r\n").startswith(b"HEAD ")
            while True:
                self.look(wire.response(is_head=is_head), data)
                if is_head:
                    # What follows could be a body or the next answer: nobody can tell.
                    break
        except (Closed, Endless, ConnectionError):
            pass
        except (Malformed, TimeoutError) as error:
            # Only a head that was the first request tells whether its answer has a body.
            if b"HEAD " not in data and b"CONNECT " not in data:
                self.report(f"{type(error).__name__}: {error}", data)
        wire.close()

    def open(self):
        try:
            self.connections += 1
            return Wire(self.port)
        except OSError as error:
            self.report(f"no connection: {error}", b"")
            return None


def work(port, seed, templates, others, seconds, results):
    fuzzer = Fuzzer(port, seed, templates, others).run(seconds)
    results.put((fuzzer.sent, fuzzer.answers, fuzzer.connections, fuzzer.statuses, fuzzer.found))


def fuzz(binary, seconds, seed, workers=2):
    """Fuzzes for a while; gives the figures, and raises the first finding."""
    server = Server(binary, *FLAGS)
    try:
        templates = [template for contract in contracts(server.base) for template in contract.templates()]
        others = corpus()
        watch, pulse, results = Watch(server), Pulse(server.port), multiprocessing.Queue()
        processes = [
            multiprocessing.Process(
                target=work, args=(server.port, seed * 1000 + number, templates, others, seconds, results))
            for number in range(workers)]
        for process in processes:
            process.start()
        outcomes = [results.get() for _ in processes]
        for process in processes:
            process.join()
        watch.end()
        _, stall = pulse.end()
        for _, _, _, _, found in outcomes:
            for wrong, sent in found:
                server.check_alive()
                raise Finding(f"{wrong}\nafter {sent[:3000]!r}\n{notable(server)}")
        server.stop()
        check_log(server)
        statuses = {}
        for outcome in outcomes:
            for status, count in outcome[3].items():
                statuses[status] = statuses.get(status, 0) + count
        return {
            "operations": len(templates), "requests": sum(outcome[0] for outcome in outcomes),
            "answers": sum(outcome[1] for outcome in outcomes),
            "connections": sum(outcome[2] for outcome in outcomes),
            "statuses": json.dumps(dict(sorted(statuses.items()))),
            "worst memory (MiB)": watch.peak_memory >> 20, "worst stall (ms)": round(stall * 1000),
        }
    finally:
        server.remove()


def check_log(server):
    """The server itself says when an answer breaks its contract, or when something was not foreseen."""
    if said := notable(server):
        raise Finding("the log says: " + said)


def notable(server):
    """The first lines of each kind in the log that must not be there."""
    lines = {}
    with open(server.log_path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if any(text in line for text in ("an answer breaks its contract", "request failed", "worker failed", "commit failed")):
                # Each kind once, whichever request it was.
                lines.setdefault(re.sub(r"(request|tenant)=\S+ ?", "", line), line)
    return "".join(list(lines.values())[:20])
