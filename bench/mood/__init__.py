"""How well messages are understood: what they are about, what they are for, how they feel.

    python -m bench.mood --data DATA

DATA is the folder of data sets (training/README.md). The heads are judged by what they were not
trained on:

- labels.tsv: 174 messages of four public chats (#stripe, #rust, #mediawiki, #ubuntu-meeting),
  labelled by hand by one person, from the single message. Only ids and labels are here, the text
  stands in DATA. These chats are technical, nearly nobody buys or praises anything in them.
- held.tsv: 64 sentences written by the project's own hand after those that were trained on, so
  their style is alike: they flatter.
- CLINC150's own test rows, of the intents that have a meaning here: voice assistant commands.

Planted topics: generated communities whose members write rows of some CLINC150 intents among
ordinary talk (Topical-Chat); found again with purity and normalised mutual information.
"""
