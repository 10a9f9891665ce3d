"""Makes the pictures of docs/dashboard.md.

usage: screenshots.py BINARY FOLDER [WIDTH,WIDTH,...]

With widths, every page is taken at each of them, to be looked at.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2] / "fixtures" / "stories"))

from browser import Page  # noqa: E402
from scene import DEEPEN, Scene  # noqa: E402

MOST_BYTES = 200_000


def places(scene):
    """What is shown, by the name of its picture."""
    job, clip = scene.made["job"], scene.made["clip"]
    datasets = scene.ask("GET", "/api/v2/clients/demo/datasets", DEEPEN).json()
    points = next(id for id, one in datasets.items() if one["dataset_type"] == "3d")
    frames = next(id for id in datasets if id != points)
    refused = scene.admin("GET", "/requests?operation=createJob&status=400&limit=1").json()["requests"][0]["id"]
    return {
        "overview": "", "requests": f"requests/{refused}", "time": "time", "trouble": "trouble", "worlds": "worlds",
        "job": f"world/deepva/api/v1/jobs/{job}/", "clip": f"world/deepva/api/v1/jobs/{clip}/",
        "labels": f"world/deepen-tools/api/v2/datasets/{frames}/labels",
        "cuboids": f"world/deepen-tools/api/v2/datasets/{points}/labels",
        "graph": "world/deepva/api/v1/knowledge-graph/nodes/1/",
        "documents": f"world/deepopinion/projects/{scene.made['project']}/documents",
        "storage": "world/deepva/api/v2/storage/?folder=%2Fharbour%2F",
        "list": "requests", "jobs": "world/deepva/api/v1/jobs/", "lists": "world", "operations": "reference",
        "reference": "reference/deepva/createJob",
    }


SHOWN = [("overview", "light"), ("requests", "light"), ("job", "light"), ("cuboids", "dark"), ("time", "dark")]


def take(page, where, name, wait=1.6):
    page.go(where)
    time.sleep(wait)
    page.shot(name)


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    widths = [int(width) for width in sys.argv[3].split(",")] if len(sys.argv) > 3 else []
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        ready = pathlib.Path(temporary) / "ready"
        server = subprocess.Popen(
            [binary, "serve", "--port", "0", "--demo", "--clock", "frozen", "--now", "2026-06-01T08:00:00Z",
             "--log-level", "silent", "--ready-file", ready], stdout=subprocess.DEVNULL)
        try:
            while not ready.exists():
                time.sleep(0.02)
            base = json.loads(ready.read_text())["base"]
            scene = Scene(base)
            scene.fill()
            with Page() as page:
                page.size(1280, 800)
                page.open(base + "/__admin/")
                traffic = scene.traffic(62)
                time.sleep(48 if not widths else 8)
                scene.mistakes()
                all_places = places(scene)
                if widths:
                    for width in widths:
                        page.size(width, 900)
                        for name, where in all_places.items():
                            take(page, where, str(folder / f"{name}-{width}.png"))
                else:
                    for name, theme in SHOWN:
                        page.theme(theme)
                        file = folder / f"{name}.png"
                        take(page, all_places[name], str(file))
                        size = file.stat().st_size
                        assert size < MOST_BYTES, f"{file} has {size} bytes"
                        print(f"{file} {size} bytes")
                troubles = page.troubles()
                assert not troubles, troubles
                traffic.join()
        finally:
            server.terminate()
            server.wait()


main()
