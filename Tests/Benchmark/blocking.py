#!/usr/bin/env python3
"""Measures how long other requests wait while the server does something large: one client does the work, another process
asks for the server's health without a pause and keeps the longest time that an answer took.

Prints a table. Sends traffic to 127.0.0.1 only.
"""

import argparse
import io
import json
import multiprocessing
import random
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

from server import Server

TOPICS = ["delivery", "delivery", "billing", "product"]
PROBE = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


def probe(port, stop, result):
    """Asks until told to stop; gives the longest time in milliseconds, and how many questions there were."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    longest, count = 0.0, 0
    while not stop.is_set():
        began = time.perf_counter()
        connection.sendall(PROBE)
        connection.recv(65536)
        longest = max(longest, time.perf_counter() - began)
        count += 1
        time.sleep(0.0005)
    result.send((longest * 1000, count))


def ask(base, authorization, method, path, body=None, content_type="application/json", raw=False):
    """Sends a request and gives its answer as JSON; anything but a success ends the measurement."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"Content-Type": content_type} | ({"Authorization": authorization} if authorization else {})
    request = urllib.request.Request(base + path, data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            content = answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{method} {path}: {error.code} {error.read()[:500]}") from None
    return content if raw else json.loads(content) if content else None


def idle(server):
    """Moves the clock to the end of all work."""
    while not ask(server.ready["base"], None, "POST", "/__admin/clock/advance", {"to": "idle"})["complete"]:
        pass


class Studio:
    """A client of the Studio with an account of its own."""

    def __init__(self, server):
        self.base = server.ready["base"]
        self.token = None
        answer = self.call("POST", "/auth/register", {
            "email": "bench@example.test", "password": "plainly-fake", "first_name": "Bench", "last_name": "Mark"})
        self.token = answer["auth_token"]
        self.project = "/projects/%d" % self.call("POST", "/projects", {"name": "Bench", "type": "CLASS"})["id"]

    def call(self, method, path, body=None, content_type="application/json", raw=False):
        authorization = f"Bearer {self.token}" if self.token else None
        return ask(self.base, authorization, method, path, body, content_type, raw)

    def upload(self, path, name, content):
        head = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        return self.call("POST", path, head + content + b"\r\n--limit--\r\n", "multipart/form-data; boundary=limit")


def tickets(count):
    chance = random.Random(3)
    for number in range(count):
        topic = chance.choice(TOPICS)
        words = [f"{topic}word{chance.randrange(30)}" if chance.random() < 0.3 else f"plain{chance.randrange(600)}"
                 for _ in range(8)]
        yield f"Ticket {number} {' '.join(words)}", topic


def table(rows):
    return b"text,class\n" + b"".join(f"{text},{topic}\n".encode() for text, topic in rows)


def archive(frames):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for number in range(frames):
            points = [{"x": number, "y": i * 0.5, "z": 1.25} for i in range(200)]
            written.writestr(f"{number:05}.json", json.dumps({"images": [], "timestamp": number, "points": points}))
    return out.getvalue()


def studio_works(server, rows):
    """The Studio's large pieces of work, in their order: name and function."""
    studio = Studio(server)
    state = {}

    def upload():
        state["file"] = studio.upload(f"{studio.project}/groups/upload", "rows.csv", table(tickets(rows)))["id"]

    def group():
        made = studio.call("POST", f"{studio.project}/groups", {"file_id": state["file"], "column_name": "text"})
        idle(server)
        state["group"] = f"{studio.project}/groups/{made['id']}"
        assert studio.call("GET", state["group"])["document_count"] == rows

    def pages():
        for offset in range(0, rows, rows // 50):
            studio.call("GET", f"{state['group']}/documents?limit=100&offset={offset}")

    def group_download():
        for form in ("csv", "json", "jsonl", "xlsx"):
            assert len(studio.call("GET", f"{state['group']}/download?format={form}", raw=True)) > rows

    def training():
        session = studio.upload(
            f"{studio.project}/annotations/upload", "labeled.csv", table(tickets(rows // 5)))["id"]
        idle(server)
        model = studio.call("POST", f"{studio.project}/models", {"display_name": "M", "annotation_ids": [session]})
        idle(server)
        state["model"] = model["id"]
        assert studio.call("GET", f"{studio.project}/models/{model['id']}")["status"] == "READY"

    def analysis():
        file = studio.upload("/analyses/upload", "rows.csv", table(tickets(rows // 5)))["id"]
        made = studio.call("POST", "/analyses", {"model_id": state["model"], "file_id": file})
        idle(server)
        state["analysis"] = f"/analyses/{made['id']}"
        assert studio.call("GET", state["analysis"])["progress"] == 100

    def analysis_download():
        for form in ("csv", "json", "jsonl", "xlsx"):
            path = f"{state['analysis']}/documents/download?format={form}"
            assert len(studio.call("GET", path, raw=True)) > rows // 5

    def snapshot():
        studio.call("PUT", "/__admin/snapshots/bench")

    return [
        (f"a CSV of {rows:,} rows is uploaded", upload), ("it becomes a group", group),
        ("fifty pages of the group, by offset", pages), ("the group is downloaded in four formats", group_download),
        (f"a model learns from {rows // 5:,} rows", training), (f"{rows // 5:,} rows are analysed", analysis),
        ("the analysis is downloaded in four formats", analysis_download), ("the world is kept in a snapshot", snapshot),
    ]


def tools_works(server, frames):
    """The annotation tools' large piece of work."""
    base = server.ready["platforms"]["deepen-tools"]
    credentials = server.ready["credentials"]["deepen-tools"]
    packed = archive(frames)
    state = {}

    def call(method, path, body=None):
        return ask(base, f"Bearer {credentials['token']}", method, path, body)

    def process():
        made = call("POST", f"/api/v2/clients/{credentials['client_id']}/datasets", {
            "dataset_name": "bench", "dataset_type": "3d", "dataset_format": "json", "tags": [],
            "files": [{"file_size": len(packed), "file_type": "application/zip"}]})
        url = made["files"][0]["resumable_upload_url"]
        urllib.request.urlopen(urllib.request.Request(url, packed, method="PUT"), timeout=300).read()
        name = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["name"][0].split("/")[-1]
        path = f"/api/v2/datasets/{made['dataset_id']}"
        call("POST", f"{path}/process_uploaded_data", {"file_name": name})
        idle(server)
        assert call("GET", path)["processing_status"] == "files_getting_labelled"
        state["path"] = path

    def read():
        assert len(call("GET", f"{state['path']}/files")["files"]) == frames
        call("GET", f"{state['path']}/tasks")

    def labels():
        sent = [{"file_id": f"{number:05}.json", "label_id": "car:1", "label_category_id": "car", "label_type": "3d_bbox",
                 "three_d_bbox": {"cx": 1, "cy": 2, "cz": 3, "h": 1, "l": 4, "w": 2, "quaternion": {"x": 0, "y": 0, "z": 0, "w": 1}}}
                for number in range(frames)]
        call("POST", f"{state['path']}/labels", {"labels": sent})
        call("GET", f"{state['path']}/labels")

    return [(f"an archive of {frames:,} frames is uploaded and processed", process),
            ("its files and tasks are listed", read), (f"{frames:,} labels are imported and read", labels)]


def graph_works(server):
    """Questions to the knowledge graph."""
    base = server.ready["platforms"]["deepva"]
    graph = "/api/v1/knowledge-graph"
    state = {}

    def call(method, path, body=None):
        return ask(base, "Key demo-key", method, path, body)

    def hub():
        shows = []
        for number in range(1000):
            people = [{"full_name": f"Person {number * 7 % 900 + more}"} for more in range(20)]
            shows.append({"id": f"show-{number}", "date": "2026-01-01", "asset_id": None, "title": f"Show {number}",
                          "description": None, "show": None, "people": [{"full_name": "Everywhere"}, *people]})
        made = call("POST", f"{graph}/import/broadcast", {"apply_ner": False, "broadcasts": shows})
        idle(server)
        assert call("GET", f"{graph}/import/broadcast/{made['id']}")["state"] == "completed"
        state["hub"] = call("GET", f"{graph}/nodes/?type=person&search=everywhere")["data"][0]["id"]
        assert call("GET", f"{graph}/nodes/{state['hub']}/related/")["total"] >= 1000

    def neighbourhoods():
        for question in ("related/", "related/?offset=900", "similar/", "attributes/"):
            for _ in range(25):
                call("GET", f"{graph}/nodes/{state['hub']}/{question}")

    def pages():
        for offset in range(0, 3000, 256):
            call("GET", f"{graph}/nodes/?offset={offset}")
            call("GET", f"{graph}/nodes/?type=person&offset={offset}")

    return [("a thousand broadcasts of 21 people are imported", hub),
            ("a hundred questions about a node with 1,000 neighbours", neighbourhoods), ("pages of all nodes", pages)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    print(f"{'while':58} {'took':>9}  longest wait of another request")
    makers = [graph_works, lambda s: tools_works(s, 20000), lambda s: studio_works(s, arguments.rows)]
    for make in makers:
        with Server(arguments.binary, "--clock", "frozen") as server:
            for name, work in make(server):
                stop = multiprocessing.Event()
                receive, send = multiprocessing.Pipe(duplex=False)
                prober = multiprocessing.Process(target=probe, args=(server.port, stop, send))
                prober.start()
                time.sleep(0.2)
                began = time.perf_counter()
                work()
                took = time.perf_counter() - began
                stop.set()
                longest, count = receive.recv()
                prober.join()
                print(f"{name:58} {took:7.2f} s  {longest:18.1f} ms of {count:,}", flush=True)


if __name__ == "__main__":
    main()
