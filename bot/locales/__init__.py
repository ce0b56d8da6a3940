"""The core's translations (`<locale>/townhall.po`) and the tool that keeps them complete."""
