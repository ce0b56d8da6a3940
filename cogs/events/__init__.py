"""Events: dates that the community keeps together.

planning/   made, shown, changed, called off, repeated
attending/  who comes: the card's buttons, seats and the waiting list
reminding/  what is said to one person, and at the beginning to all
asking/     questions to a guest, with votes
after/      who was there, and how it was
exchange/   iCalendar files, the page for reading, the platforms' own calendars
store/      the rows that several rooms share
"""
