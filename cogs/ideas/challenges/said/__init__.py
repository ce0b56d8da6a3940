"""What challenges say: cards, questions to moderators, forms, news."""
