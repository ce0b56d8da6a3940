"""How long the measures of a network take, beside networkx."""
