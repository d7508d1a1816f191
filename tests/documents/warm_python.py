"""Runs `python manage.py …` in a process that has loaded the bank already: the first second of each command is saved.

A reader's command starts Python, Django and every app anew. Here a process that has done that forks itself for each
command and runs `manage.py` in the child, with the command's own arguments, folder, environment and streams. A command
that is to run under other settings than those that are loaded is run by a new Python, as are all other programs.

    python warm_python.py serve SOCKET      with the bank's environment
    warm_python.py ARGUMENTS …              in the place of `python`; WARM_PYTHON names the socket and the real python
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

# What a shell changes by itself, and what no setting depends on.
NO_SETTINGS = frozenset({"_", "PWD", "OLDPWD", "SHLVL", "PATH", "WARM_PYTHON", "HOME", "COLUMNS", "LINES"})


def settings_in(environment: dict[str, str]) -> dict[str, str]:
    """Return what of an environment the bank may depend on."""
    return {name: value for name, value in environment.items() if name not in NO_SETTINGS}


def serve(path: str) -> None:
    """Load the bank, then run a command for each connection until killed."""
    import django
    from django.core.checks import run_checks
    from django.db import connections

    django.setup()
    run_checks()  # loads the addresses with every view
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        while True:
            caller, _address = door.accept()
            with caller:
                if os.fork() == 0:
                    door.close()
                    _run(caller)


def _run(caller: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, _flags, _address = socket.recv_fds(caller, 1 << 20, 3)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    asked = json.loads(message)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = asked["arguments"]
    status = 1
    try:
        import manage

        manage.main()
        status = 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(bytes([status & 255]))
        os._exit(status)


def main() -> int:
    """Stand in for `python`."""
    real, path, loaded = json.loads(os.environ["WARM_PYTHON"])
    arguments = sys.argv[1:]
    environment = dict(os.environ)
    is_warm = (
        arguments[:1] == ["manage.py"] and settings_in(environment) == loaded and not os.path.exists(".env")
    )
    if not is_warm:
        os.execv(real, [real, *arguments])
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(path)
        asked = {"folder": os.getcwd(), "arguments": arguments, "environment": environment}
        socket.send_fds(door, [json.dumps(asked).encode()], [0, 1, 2])
        return (door.recv(1) or b"\x01")[0]


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2])
    sys.exit(main())
