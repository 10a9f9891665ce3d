"""Sends changed requests to a real server, and looks at every answer."""

import faulthandler
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
# Seconds that a worker may take to send and to read the last time, which may each take as long as a wire waits.
GRACE = 90
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

    def __init__(self, port, seed, material):
        self.port, self.mutator = port, Mutator(seed)
        self.templates, self.left_out, self.others = material
        self.sent = self.answers = self.connections = 0
        self.statuses = {}
        self.records = Records(self.mutator.random)
        self.found = []

    def run(self, seconds):
        self.end = time.monotonic() + seconds
        while not self.is_over() and not self.found:
            if self.mutator.random.random() < 0.6:
                self.well_framed()
            else:
                self.damaged()
        return self

    def is_over(self):
        return time.monotonic() >= self.end

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
        while True:
            template = self.mutator.random.choice(self.templates)
            changed = self.mutator.mutate(template, lambda name: self.records.known(template.platform, name))
            if not any(pattern.fullmatch(f"{changed.method} {changed.path}") for pattern in self.left_out):
                return changed

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
            if (response.header("connection") or "").lower() == "close" or self.is_over():
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
                if is_head or self.is_over():
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


def work(port, seed, material, seconds, results):
    # Whatever holds it up, it ends, and says where it was.
    faulthandler.dump_traceback_later(seconds + GRACE, exit=True)
    fuzzer = Fuzzer(port, seed, material).run(seconds)
    results.send((fuzzer.sent, fuzzer.answers, fuzzer.connections, fuzzer.statuses, fuzzer.found))


class Worker:
    """A process that fuzzes, and what it has found."""

    def __init__(self, port, seed, material, seconds):
        self.seed = seed
        self.results, end = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(
            target=work, args=(port, seed, material, seconds, end), daemon=True)
        self.process.start()
        # The worker has the only end now, so that its death is the end of the pipe.
        end.close()
        self.deadline = time.monotonic() + seconds + GRACE + 10

    def outcome(self):
        """Its figures. A worker that died or is late has none, which is a finding."""
        try:
            if not self.results.poll(max(0, self.deadline - time.monotonic())):
                self.process.kill()
                raise Finding(f"the worker with the seed {self.seed} did not come to its end")
            return self.results.recv()
        except EOFError:
            self.process.join(10)
            raise Finding(f"the worker with the seed {self.seed} ended with {self.process.exitcode}; "
                          "standard error says why") from None


def fuzz(binary, seconds, seed, workers=2):
    """Fuzzes for a while; gives the figures, and raises the first finding."""
    server = Server(binary, *FLAGS)
    try:
        described = list(contracts(server.base))
        templates = [template for contract in described for template in contract.templates()]
        left_out = [pattern for contract in described for pattern in contract.left_out()]
        material = (templates, left_out, corpus())
        watch, pulse = Watch(server), Pulse(server.port)
        running = [Worker(server.port, seed * 1000 + number, material, seconds) for number in range(workers)]
        outcomes = [worker.outcome() for worker in running]
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


# What the log says when something was not foreseen.
TROUBLE = ("an answer breaks its contract", "could not be checked", "request failed", "worker failed", "commit failed",
           "transition failed", "record could not be ended")


def check_log(server):
    """The server itself says when an answer breaks its contract, or when something was not foreseen."""
    if said := notable(server):
        raise Finding("the log says: " + said)


def notable(server):
    """The first lines of each kind in the log that must not be there."""
    lines = {}
    with open(server.log_path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if any(text in line for text in TROUBLE):
                # Each kind once, whichever request it was.
                lines.setdefault(re.sub(r"(request|tenant)=\S+ ?", "", line), line)
    return "".join(list(lines.values())[:20])
