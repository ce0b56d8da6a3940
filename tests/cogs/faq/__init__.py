"""Questions and answers: asking, handing over, learning, gaps."""
