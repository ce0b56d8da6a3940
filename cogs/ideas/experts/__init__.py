"""Who could help with an idea: members who wished to be named, by what they wrote."""
