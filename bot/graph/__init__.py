"""townhall export graph: who talks with whom, as a file for other programs."""

from .command import register as register
