"""How well questions find their entry: see `python -m bench.faq --help`."""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # one core; has to be said before numpy is imported
