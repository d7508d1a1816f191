"""`make run`: migrate, load the demonstration data, say where the bank is, and serve it until interrupted.

The worker of background jobs, mail and webhooks runs beside the server, is started again if it ends by itself, and
ends with the server.

Environment: PORT (8000), HOST (127.0.0.1), DATABASE_URL (a SQLite file in `var/` when unset), DEMO_PASSWORD, and
everything else of `.env.example`.
"""

import ctypes
import io
import os
import signal
import subprocess
import sys
import tempfile
import time

from tooling.granian_command import address_of, granian_command, is_port_free, workers_for

DEMO_PEOPLE = (
    ("admin", "system administrator"),
    ("bank_admin", "bank administrator"),
    ("auditor", "auditor"),
    ("customer", "customer"),
)

WORKER = [sys.executable, "manage.py", "run_worker"]
LOOK_SECONDS = 0.2
# A worker that cannot start is not started again and again at once.
RESTART_SECONDS = 5
WORKER_STOP_SECONDS = 10


def main() -> int:
    """Prepare the database and serve; on a mistake, say it in one line and return 1."""
    host = os.environ.get("HOST", "") or "127.0.0.1"
    mistake = _mistake_in_address(host, os.environ.get("PORT", "") or "8000")
    if mistake:
        return _fail(mistake)
    port = int(os.environ.get("PORT", "") or "8000")
    try:
        engine = _prepare_database()
    except KeyboardInterrupt:
        return 0
    except _command_error() as error:
        return _fail(str(error))
    _print_addresses(host, port)
    command = granian_command(host=host, port=port, workers=workers_for(engine))
    with tempfile.TemporaryDirectory(prefix="bank-metrics-") as folder:
        # Where the server's processes and the worker count together what `/metrics` shows.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        return _serve(command)


def _mistake_in_address(host: str, port: str) -> str:
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        return f"PORT is {port!r}: give a number from 1 to 65535."
    try:
        address_of(host)
    except OSError:
        return f"HOST is {host!r}: no address of this machine is known by that name."
    if not is_port_free(host, int(port)):
        return f"Port {port} on {host} is taken: stop what runs there, or choose another with PORT=8001 make run."
    return ""


def _prepare_database() -> str:
    """Bring the database up to date, fill it on first start, and return its engine's name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core_banking.settings.development")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, connections

    # The server does not check the settings and the worker does: it would die again and again beside it.
    call_command("check", stdout=io.StringIO())
    print("Migrating the database …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("check_keys", stdout=io.StringIO())
    _set_aside_old_checkpoints()
    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        call_command("collectstatic", interactive=False, verbosity=0)
    if getattr(settings, "DEMO_DATA_ALLOWED", False):
        print("Loading the demonstration data …", flush=True)
        call_command("load_demo_data", verbosity=0)
    engine = connection.vendor
    connections.close_all()
    return engine


def _set_aside_old_checkpoints() -> None:
    """Let a new database begin a file of checkpoints of its own beside the one that the last database has left."""
    from audit.checkpoint_file import set_aside_for_new_database
    from audit.sealing_work import checkpoint_path
    from core_banking.kernel import clock

    path = checkpoint_path()
    aside = set_aside_for_new_database(path, clock.now()) if path is not None else None
    if aside is not None:
        print(f"The database is new: the checkpoints of the one before it are kept as {aside}.", flush=True)


def _command_error() -> type[Exception]:
    # Imported late: settings are read only once the address is known to be right.
    from django.core.management import CommandError

    return CommandError


def _print_addresses(host: str, port: int) -> None:
    from django.conf import settings

    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    root = f"http://{shown}:{port}"
    rows = [
        ("API root", f"{root}/"),
        ("Swagger", f"{root}/api/docs/swagger/"),
        ("Redoc", f"{root}/api/docs/redoc/"),
        ("Admin", f"{root}/admin/"),
    ]
    print(f"\n{settings.BANK_NAME} is starting:\n")
    for name, address in rows:
        print(f"  {name:<10} {address}")
    if getattr(settings, "DEMO_DATA_ALLOWED", False):
        print("\nDemonstration sign-ins (development only):\n")
        print(f"  {'username':<12} {'password':<16} role")
        for username, role in DEMO_PEOPLE:
            if role == "customer" and settings.STRICT_IDENTITY_NUMBERS:
                continue  # the invented identity numbers are refused by such a bank
            print(f"  {username:<12} {settings.DEMO_PASSWORD:<16} {role}")
    print("\nCtrl-C stops it.\n", flush=True)


def _serve(command: list[str]) -> int:
    """Serve in the foreground; return 0 when interrupted.

    Server and worker each have a process group of their own and are told to stop by one signal, sent here: a Ctrl-C
    that reached the server's workers as well as their parent makes one that is told twice hang until it is killed.
    """
    told_to_stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: told_to_stop.append(received))
    server, worker = _child(command), _child(WORKER)
    started_at = time.monotonic()
    while not told_to_stop and server.poll() is None:
        time.sleep(LOOK_SECONDS)
        if worker.poll() is not None and time.monotonic() - started_at > RESTART_SECONDS:
            worker, started_at = _child(WORKER), time.monotonic()
    for child in (server, worker):
        child.terminate()
    exit_status = server.wait()
    try:
        worker.wait(WORKER_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()  # what it was at is done again when it next runs
    return 0 if told_to_stop else exit_status


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        process_group=0,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads here
    )


def _end_with_parent() -> None:
    """Have the kernel stop a child if this process is killed; elsewhere than on Linux it would live on."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
