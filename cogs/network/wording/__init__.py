"""What is said about the network."""
