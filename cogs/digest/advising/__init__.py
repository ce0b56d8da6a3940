"""Three things to do: chosen, carried out, put aside, and what came of them."""
