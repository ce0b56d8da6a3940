"""Two people of groups that hardly talk are brought together, when both want to."""
