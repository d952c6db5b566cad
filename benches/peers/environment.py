"""The environment of the Python peers: a virtual environment in target/peers with the versions pinned in
requirements.txt. As a program, makes it ready and prints the path of its Python."""

import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "target" / "peers"
PYTHON = OUT / "venv" / "bin" / "python"


def ready():
    """Installs what is missing. What cannot be installed is named, and only the peers that need it fail."""
    required = (HERE / "requirements.txt").read_text(encoding="utf-8")
    installed = OUT / "installed.txt"
    if installed.exists() and installed.read_text(encoding="utf-8") == required:
        return
    try:
        venv.create(OUT / "venv", with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no virtual environment can be made: {error}", file=sys.stderr)
        return
    wanted = [line for line in required.splitlines() if line and not line.startswith("#")]
    # All at once is faster; one at a time leaves out only what fails.
    if install(wanted) or all([install([one]) for one in wanted]):
        installed.write_text(required, encoding="utf-8")


def install(packages):
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    done = subprocess.run(pip, stdout=sys.stderr).returncode == 0
    if not done:
        print(f"cannot be installed here: {', '.join(packages)}", file=sys.stderr)
    return done


if __name__ == "__main__":
    ready()
    print(PYTHON)
