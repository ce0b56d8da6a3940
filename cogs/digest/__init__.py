"""A short report for those who run the community: what happened, and what to do next.

One row of `digest_runs` marks each period that has been reported, so that a digest comes once.
`digest_moods` counts how the messages of a day sounded, without texts and people.
"""
