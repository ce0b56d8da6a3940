"""What somebody typed becomes a goal."""
