# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: run the simulator in the foreground, or start and stop it in the background.

    python -m smsc_simulator serve [--port N] [--config FILE] [--state FILE] [--certificate FILE --key FILE]
    python -m smsc_simulator claim --dir DIR
    python -m smsc_simulator start --dir DIR [--port N]
    python -m smsc_simulator stop --dir DIR [--dry-run]
    python -m smsc_simulator remove --dir DIR [--dry-run]
    python -m smsc_simulator advance --dir DIR SECONDS

start and stop keep everything in one folder: config.json (read), state.json, log.txt, running.json. claim makes it, and
fails where a file of another has one of these names. remove stops what runs there and removes what is the simulator's.
All but serve print one line of JSON: changed, url, pid, and in remove what goes. --dry-run changes nothing.
"""

from __future__ import annotations

import argparse
import http.client
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

from . import folder as folders
from .config import ConfigError
from .folder import FolderError
from .server import CONTROL, Server
from .service import Service
from .state import State

_PATIENCE = 15.0
# A proxy of the environment has nothing to do with requests to this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def serve(args: argparse.Namespace) -> None:
    """Run the simulator until SIGTERM or SIGINT."""
    state_file = Path(args.state) if args.state else None
    service = Service(
        time.time, (lambda state: _write(state_file, asdict(state))) if state_file else lambda _state: None
    )
    if state_file:
        service.state = State(**_read(state_file)) if state_file.exists() else service.state
        # A file that cannot be written is better found out now than by the first client.
        _write(state_file, asdict(service.state))
    if args.config:
        service.load(_read(Path(args.config)))
    try:
        server = Server(service, args.port)
    except OSError as exc:
        sys.exit(f"cannot listen on port {args.port} of 127.0.0.1: {exc.strerror}")
    scheme = "http"
    if args.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(args.certificate, args.key)
        # The handshake belongs to the thread of its client: one that says nothing must not hold up the others.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
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
    folder = _folder(args)
    folders.claim(folder, allowed=(folders.CONFIG, folders.STATE, folders.RUNNING))
    config, ready, log = folder / folders.CONFIG, folder / folders.RUNNING, folder / folders.LOG
    running = _running(ready)
    if running and args.port and not running["url"].endswith(f":{args.port}/"):
        stop(args)
        running = None
    if running:
        changes = config.read_bytes() if config.exists() else b"{}"
        try:
            return {**running, "changed": _ask(running["url"] + CONTROL[1:] + "load", changes)["changed"]}
        except urllib.error.HTTPError as exc:
            with exc:
                sys.exit(f"the simulator refused {config}: {json.load(exc)['error']}")

    command = [sys.executable, "-m", "smsc_simulator", "serve", "--port", str(args.port)]
    command += ["--state", str(folder / folders.STATE), "--ready", str(ready)]
    command += ["--config", str(config)] if config.exists() else []
    ready.unlink(missing_ok=True)
    package_root = Path(__file__).resolve().parent.parent
    head = folders.head(folder)
    with log.open("wb", buffering=0) as output:
        output.write(head)
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
    said = log.read_text("utf-8", "replace").strip().splitlines()[1:] or ["it says nothing"]
    sys.exit(f"the simulator did not start: {said[-1]}")


def claim(args: argparse.Namespace) -> dict[str, Any]:
    """Make the folder a simulator's, where no file of another is in the way."""
    return {"changed": folders.claim(_folder(args))}


def stop(args: argparse.Namespace) -> dict[str, Any]:
    """Stop the simulator that runs in this folder, if one does. Its state file stays."""
    ready = _folder(args) / folders.RUNNING
    running = _running(ready)
    if not running:
        return {"changed": False, "url": None, "pid": None}
    if getattr(args, "dry_run", False):
        return {**running, "changed": True}
    os.kill(running["pid"], signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    while _running(ready):
        if time.monotonic() > deadline:
            sys.exit(f"the simulator (process {running['pid']}) does not stop")
        time.sleep(0.02)
    ready.unlink(missing_ok=True)
    return {**running, "changed": True}


def remove(args: argparse.Namespace) -> dict[str, Any]:
    """Stop the simulator of this folder, and remove its files, and the folder if it made it and it is empty then."""
    folder = _folder(args)
    going = folders.removable(folder)
    if not going:
        return {"changed": False, "url": None, "pid": None, "removed": []}
    stopped = stop(args)
    if not args.dry_run:
        # Without the note of what runs, which has gone by now.
        folders.remove(folders.removable(folder))
    return {**stopped, "changed": True, "removed": [str(path) for path in going]}


def advance(args: argparse.Namespace) -> dict[str, Any]:
    """Let the time of the simulator that runs in this folder go on."""
    running = _running(_folder(args) / folders.RUNNING)
    if not running:
        sys.exit(f"no simulator runs in {args.dir}")
    _ask(running["url"] + CONTROL[1:] + "clock", json.dumps({"advance": args.seconds}).encode())
    return {**running, "changed": True}


def _folder(args: argparse.Namespace) -> Path:
    """The folder, from the root: a process that is started has another working directory."""
    if not args.dir:
        raise FolderError("simulator_dir is empty; give the folder of the simulator")
    return Path(args.dir).resolve()


def _running(ready: Path) -> dict[str, Any] | None:
    """The process that answers, if it is the one of this folder: its number may be another's by now."""
    try:
        running: dict[str, Any] = json.loads(ready.read_text("utf-8"))
        return running if _ask(running["url"] + CONTROL[1:])["pid"] == running["pid"] else None
    except (OSError, ValueError, LookupError, TypeError, http.client.HTTPException):
        return None


def _ask(url: str, data: bytes | None = None) -> dict[str, Any]:
    with _OPENER.open(urllib.request.Request(url, data), timeout=5) as response:
        content: dict[str, Any] = json.load(response)
        return content


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as exc:
        sys.exit(f"{path} is no JSON: {exc}")


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
    claiming = commands.add_parser("claim", help="make the folder, unless another's files are in the way")
    stopping = commands.add_parser("stop", help="stop what runs in the background")
    removing = commands.add_parser("remove", help="stop it, and remove what it has made")
    advancing = commands.add_parser("advance", help="let the time of what runs in the background go on")
    advancing.add_argument("seconds", type=float)
    for command in (claiming, starting, stopping, removing, advancing):
        command.add_argument("--dir", required=True)
    for command in (stopping, removing):
        command.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")
    for command in (serving, starting):
        command.add_argument("--port", type=int, default=0, help="0 takes a free one")
    args = parser.parse_args()
    try:
        if args.command == "serve":
            serve(args)
            return
        # What it keeps holds the texts of messages.
        os.umask(0o077)
        work = {"claim": claim, "start": start, "stop": stop, "remove": remove, "advance": advance}[args.command]
        print(json.dumps(work(args)))
    except FolderError as exc:
        sys.exit(str(exc))
    except PermissionError as exc:
        sys.exit(f"{exc.filename} belongs to another user, or may not be written; give a folder of yours ({exc})")
    except (ConfigError, OSError) as exc:
        sys.exit(f"{type(exc).__name__}: {exc}")


if __name__ == "__main__":
    main()
