"""A network as a file for Gephi, NodeXL and others."""
