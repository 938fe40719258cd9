# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: run the simulator in the foreground, or start and stop it in the background.

    python -m smsc_simulator serve [--port N] [--config FILE] [--state FILE] [--certificate FILE --key FILE]
    python -m smsc_simulator start --dir DIR [--port N]
    python -m smsc_simulator stop --dir DIR

start and stop keep everything in one folder: config.json (read), state.json, log.txt, running.json.
Both print one line of JSON: changed, url, pid.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .config import ConfigError
from .server import CONTROL, Server
from .service import Service, State

_PATIENCE = 15.0
# A proxy of the environment has nothing to do with requests to this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def serve(args: argparse.Namespace) -> None:
    """Run the simulator until SIGTERM or SIGINT."""
    state_file = Path(args.state) if args.state else None
    service = Service(
        time.time, (lambda state: _write(state_file, asdict(state))) if state_file else lambda _state: None
    )
    if state_file and state_file.exists():
        service.state = State(**json.loads(state_file.read_text("utf-8")))
    if args.config:
        service.load(json.loads(Path(args.config).read_text("utf-8")))
    server = Server(service, args.port)
    scheme = "http"
    if args.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(args.certificate, args.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"

    def stop(_signal: int, _frame: object) -> None:
        server.stopping.set()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running = {"pid": os.getpid(), "url": f"{scheme}://127.0.0.1:{server.server_port}/"}
    if args.ready:
        _write(Path(args.ready), running)
    print(json.dumps(running), flush=True)
    server.serve_forever(poll_interval=0.05)


def start(args: argparse.Namespace) -> dict[str, Any]:
    """Start the simulator in the background, or bring a running one up to date with config.json."""
    folder = Path(args.dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config, ready, log = folder / "config.json", folder / "running.json", folder / "log.txt"
    running = _running(ready)
    if running and args.port and not running["url"].endswith(f":{args.port}/"):
        stop(args)
        running = None
    if running:
        changes = config.read_bytes() if config.exists() else b"{}"
        return {**running, "changed": _ask(running["url"] + CONTROL[1:] + "load", changes)["changed"]}

    command = [sys.executable, "-m", "smsc_simulator", "serve", "--port", str(args.port)]
    command += ["--state", str(folder / "state.json"), "--ready", str(ready)]
    command += ["--config", str(config)] if config.exists() else []
    ready.unlink(missing_ok=True)
    package_root = Path(__file__).resolve().parent.parent
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=package_root, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        running = _running(ready)
        if running:
            return {**running, "changed": True}
        time.sleep(0.02)
    process.kill()
    sys.exit(f"the simulator did not start: {log.read_text('utf-8', 'replace').strip().splitlines()[-1:]}")


def stop(args: argparse.Namespace) -> dict[str, Any]:
    """Stop the simulator that runs in this folder, if one does. Its state file stays."""
    ready = Path(args.dir) / "running.json"
    running = _running(ready)
    if not running:
        return {"changed": False, "url": None, "pid": None}
    os.kill(running["pid"], signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    while _running(ready):
        if time.monotonic() > deadline:
            sys.exit(f"the simulator (process {running['pid']}) does not stop")
        time.sleep(0.02)
    ready.unlink(missing_ok=True)
    return {**running, "changed": True}


def _running(ready: Path) -> dict[str, Any] | None:
    """The process that answers, if it is the one of this folder: its number may be another's by now."""
    try:
        running: dict[str, Any] = json.loads(ready.read_text("utf-8"))
        return running if _ask(running["url"] + CONTROL[1:])["pid"] == running["pid"] else None
    except (OSError, ValueError):
        return None


def _ask(url: str, data: bytes | None = None) -> dict[str, Any]:
    try:
        with _OPENER.open(urllib.request.Request(url, data), timeout=5) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as exc:
        sys.exit(f"the simulator refused: {json.load(exc)['error']}")


def _write(path: Path, data: Any) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    temporary.replace(path)


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="smsc_simulator", description="A simulated SMS Center.")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="run in the foreground")
    for option in ("--config", "--state", "--ready", "--certificate", "--key"):
        serving.add_argument(option, metavar="FILE")
    starting = commands.add_parser("start", help="start in the background")
    stopping = commands.add_parser("stop", help="stop what runs in the background")
    for command in (starting, stopping):
        command.add_argument("--dir", required=True)
    for command in (serving, starting):
        command.add_argument("--port", type=int, default=0, help="0 takes a free one")
    args = parser.parse_args()
    try:
        if args.command == "serve":
            serve(args)
        else:
            print(json.dumps(start(args) if args.command == "start" else stop(args)))
    except (ConfigError, OSError) as exc:
        sys.exit(f"{type(exc).__name__}: {exc}")


if __name__ == "__main__":
    main()
