"""What may be chosen, and what it means; apart, so that the command line starts quickly."""

LANGUAGES = {"en": "English", "de": "Deutsch"}
STRICTNESS = {
    "relaxed": "only what is clearly nasty: few alerts",
    "standard": "a good middle",
    "strict": "more alerts, and more of them for nothing",
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
