"""Rules and charter: their versions, who accepted which, and asking again."""
