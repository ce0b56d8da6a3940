"""The messages of one alert: how bad they are, which of them are kept, what they come to."""
