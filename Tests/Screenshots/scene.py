"""A world worth looking at: a picture of a harbour, jobs, documents, planned trouble, and clients with mistakes."""

import struct
import threading
import time
import zlib

import requests

KEY = {"Authorization": "Key demo-key"}
STUDIO = {"Authorization": "Bearer default:scene"}
DEEPEN = {"Authorization": "Bearer demo-token"}
SIZE = (960, 540)
CONTAINERS = [
    (90, 372, "b5523b"), (190, 372, "3f7f8f"), (290, 372, "d9a441"), (140, 330, "5d7f4a"), (240, 330, "8a5a9a"),
    (640, 372, "3f7f8f"), (740, 372, "b5523b"), (840, 372, "5d7f4a"), (690, 330, "d9a441"),
]
# Left, top, right and bottom of the parts of the crane.
CRANE = [(470, 120, 488, 410), (380, 132, 640, 146), (600, 146, 606, 250), (470, 400, 500, 412)]


def _colour(x, y):
    """One pixel of the picture: sky and sun, water, a quay with containers, a crane."""
    width, height = SIZE
    horizon = height * 0.62
    for left, top, paint in CONTAINERS:
        if left <= x < left + 94 and top <= y < top + 38:
            red, green, blue = bytes.fromhex(paint)
            shade = 0.82 if (x - left) % 12 < 3 or y > top + 34 else 1
            return int(red * shade), int(green * shade), int(blue * shade)
    if any(left <= x < right and top <= y < bottom for left, top, right, bottom in CRANE):
        return 214, 96, 52
    if 585 <= x < 621 and 250 <= y < 274:
        return 63, 127, 143
    if y >= 410:
        grain = (x * 7 + y * 13) % 9
        return 122 + grain, 120 + grain, 116 + grain
    if y >= horizon:
        wave = ((x + (y * 31) % 97) // 22 + y // 3) % 5
        return 40 + wave * 5, 92 + wave * 6, 124 + wave * 6
    distance = ((x - 760) ** 2 + (y - 150) ** 2) ** 0.5
    glow = max(0.0, 1 - distance / 420)
    if distance < 44:
        return 255, 236, 196
    part = y / horizon
    return int(118 + 96 * part + 38 * glow), int(164 + 44 * part + 26 * glow), int(206 + 14 * part - 30 * glow)


def picture():
    """The picture as PNG."""
    width, height = SIZE
    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in _colour(x, y)) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


class Scene:
    """Fills the tenant default of a server with a frozen clock, and keeps what it has made."""

    def __init__(self, base):
        self.base = base
        self.made = {}

    def ask(self, method, path, headers=None, **more):
        return requests.request(method, self.base + path, headers=headers, timeout=30, **more)

    def admin(self, method, path, body=None):
        return self.ask(method, "/__admin" + path, json=body)

    def job(self, sources, modules, tag):
        answer = self.ask("POST", "/api/v1/jobs/", KEY, json={"sources": sources, "modules": modules, "tag": tag})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def fill(self):
        self.admin("POST", "/clock/advance", {"to": "idle"})
        stored = self.ask("POST", "/api/v2/storage/", KEY, data={"folder": "/harbour/"},
                          files={"file": ("quay.png", picture(), "image/png")}).json()
        faces = {"face_recognition": {"model": "celebrities"}}
        scenes = {"object_scene_recognition": {"model": "general"}}
        speech = {"speech_recognition": {"model": "general"}}
        self.made["job"] = self.job([stored["url"]], {**faces, **scenes}, "morning")
        self.made["clip"] = self.job(["http://media.example.test/interview.mp4"], {**faces, **speech}, "interview")
        self.admin("POST", "/clock/advance", {"to": "idle"})
        self._studio()
        self.admin("POST", "/outcomes", {"platform": "deepva", "match": {"tag": "night"}, "state": "failed",
                                         "error": "The picture is too dark.", "times": 1})
        self.job([stored["url"]], faces, "night")
        self.admin("POST", "/clock/advance", {"to": "idle"})
        self.job(["http://media.example.test/parade.mp4"], faces, "parade")
        self.job(["http://media.example.test/arrival.mp4"], faces, "arrival")
        self.admin("POST", "/clock/advance", {"seconds": 2.2})
        busy = {"status": 503, "retry_after": 2}
        self.admin("POST", "/faults", {"match": {"platform": "deepva", "operation": "listModels"},
                                       "steps": [busy, busy, {"latency_ms": 250}]})
        self.admin("PUT", "/snapshots/morning")
        self.admin("POST", "/tenants", {"name": "worker-3"})

    def _studio(self):
        project = self.ask("POST", "/projects", STUDIO, json={"name": "Guest voices", "type": "CLASS"}).json()
        path = f"/projects/{project['id']}"
        self.made["project"] = project["id"]
        for name in ["room", "service", "food"]:
            self.ask("POST", f"{path}/classes", STUDIO, json={"name": name})
        voices = [
            [("The room was clean.", "room"), ("Breakfast came late.", "food"), ("The desk was kind.", "service")],
            [("Nobody answered the telephone.", "service"), ("The view over the quay made up for it.", None)],
            [("Fresh fish every evening.", "food"), ("Our room smelled of paint.", "room")],
        ]
        for voice in voices:
            segments = [{"text": text, "tags": [{"class": name}] if name else []} for text, name in voice]
            text = " ".join(text for text, _ in voice)
            answer = self.ask("POST", f"{path}/documents", STUDIO, json={"text": text, "segments": segments})
            assert answer.status_code in (200, 201), answer.text

    def mistakes(self):
        """What clients do wrong."""
        self.ask("POST", "/api/v1/jobs/", KEY, json={"sources": ["storage://quay"], "modules": {"face_recogniton": {}}})
        self.ask("POST", "/api/v1/jobs/", KEY, json={"sources": [], "modules": {}, "tag": 7})
        self.ask("GET", "/api/v1/jbos/", KEY)
        self.ask("GET", "/api/v1/models/", KEY)
        self.ask("POST", "/projects", STUDIO, json={"name": "Guest voices", "type": "CLASS"})
        self.ask("GET", "/api/v2/clients/demo/datasets", {"Authorization": "Bearer plainly-wrong"})
        self.ask("POST", "/api/v2/external/clients/demo/calibration_group/create", DEEPEN, json={})

    def traffic(self, seconds):
        """Requests for a while, now more, now fewer."""
        def run():
            end = time.monotonic() + seconds
            step = 0
            while time.monotonic() < end:
                step += 1
                for path, headers, every in [("/api/v1/jobs/?limit=5", KEY, 1), ("/projects", STUDIO, 2),
                                             ("/api/v2/clients/demo/datasets", DEEPEN, 3),
                                             ("/api/v2/external/clients/demo/calibration_groups", DEEPEN, 5)]:
                    if step % every == 0:
                        for _ in range(1 + (step * 7) % 4):
                            self.ask("GET", path, headers)
                time.sleep(0.12 + 0.1 * ((step // 9) % 4))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread
