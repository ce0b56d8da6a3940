"""Install this project into the environment that runs this, saying in plain words how far it is.

python .ci/install.py "[dev,detoxify]" torch==2.13.0
"""

from __future__ import annotations

import re
import subprocess
import sys


def main(extras: str = "", *beside: str) -> int:
    """Run pip for the project and what is wanted beside it; its words are shown if it fails."""
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    said = []
    with subprocess.Popen(  # noqa: S603 - our own arguments
        [*command, "-e", f".{extras}", *beside],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith("Collecting "):
                name = re.match(r"[\w.-]+", line.split()[1])
                tell(f"fetching {name[0] if name else 'a package'}")
            elif line.startswith("Installing collected packages"):
                tell("putting everything into place (about a minute) ...")
    if pip.returncode:
        sys.stderr.writelines(said[-40:])
        sys.stderr.write("The installation did not work; the reason stands above.\n")
    return pip.returncode


def tell(what: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"  {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
