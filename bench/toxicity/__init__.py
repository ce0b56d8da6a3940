"""How fast and how large the shipped toxicity model is, against stock Detoxify on its architecture.

Detoxify's checkpoints cannot be in this repository, so its real `predict` runs on a BERT of the
same form with random weights: the cost is the same. Both contenders live in processes of their
own, read the same messages, use the same number of threads and take turns in short slices, so that
whatever else the machine does meets both.
"""
