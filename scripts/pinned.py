"""Runs a script of ours inside .cache/venv, which holds exactly what scripts/requirements.txt says."""
import fcntl
import hashlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"


LOCK = ROOT / "scripts/requirements.txt"


def inside_venv() -> None:
    """Goes on in `.cache/venv`, made first if it is not there or was made from another list."""
    home = CACHE / "venv"
    python, stamp = home / "bin/python", home / "made-from"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / "venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            make(home, python)
            stamp.write_text(wanted)
    if pathlib.Path(sys.prefix) != home:
        os.execv(python, [str(python), *sys.argv])


def make(home: pathlib.Path, python: pathlib.Path) -> None:
    print(f"{LOCK.relative_to(ROOT)}: fetching what it pins", file=sys.stderr)
    install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
               "--only-binary=:all:", "-r", LOCK]
    try:
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, *install], check=True)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        sys.exit(f"Could not make {home} from {LOCK}: {error}. Needed: Debian's python3-venv, and PyPI reachable.")
