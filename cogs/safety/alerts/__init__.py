"""Alerts: what moderators should look at, from the flag or report to the decision."""
