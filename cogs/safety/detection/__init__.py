"""From a message to the question whether somebody should look at it."""
