"""What people talk about, what they came for and how it sounded, without keeping a word of anybody.

Topics are clusters of meaning with counts per day; their names are words that at least five
different members used.
"""
