"""Runs a script of ours inside a virtual environment that holds exactly what a lock file says."""
import hashlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"


def inside(venv: str, lock: pathlib.Path) -> None:
    """Goes on in `.cache/<venv>`, made first if the lock file is not the one that it was made from."""
    home = CACHE / venv
    python, stamp = home / "bin/python", home / "made-from"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"{lock.relative_to(ROOT)}: fetching what it pins", file=sys.stderr)
        try:
            subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", home], check=True)
            install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
                       "--only-binary=:all:", "-r", lock]
            subprocess.run([python, *install], check=True)
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            sys.exit(f"Could not make {home} from {lock}: {error}. Needed: Debian's python3-venv, and PyPI reachable.")
        stamp.write_text(wanted)
    if pathlib.Path(sys.prefix) != home:
        os.execv(python, [str(python), *sys.argv])
