"""Insights: growth, activation, retention, activity, answers and participation, in plain words."""
