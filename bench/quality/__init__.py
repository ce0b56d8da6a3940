"""How well the shipped toxicity model judges: `python -m bench.quality DATA_FOLDER`.

Everything is measured on rows that were neither trained on nor used for thresholds, through the
bot's own scoring, against alt-profanity-check (a linear model over words) in the same run.
"""
