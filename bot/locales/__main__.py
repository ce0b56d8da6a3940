"""`python -m bot.locales extract | update | check`: keeps translations in step with the source."""

import sys

from .tool import main

sys.exit(main(sys.argv[1:]))
