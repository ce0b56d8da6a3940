"""Install this project into the environment that runs this, saying in plain words how far it is.

python .ci/install.py "[dev]"
"""

from __future__ import annotations

import re
import subprocess
import sys


def main(extras: str) -> int:
    """Run pip; its own words are shown only when it fails."""
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    said = []
    with subprocess.Popen(  # noqa: S603 - our own arguments
        [*command, "-e", f".{extras}"],
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
    sys.exit(main("".join(sys.argv[1:])))
