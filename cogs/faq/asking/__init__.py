"""From a question to an answer: noticed, waited for, answered once, or handed over."""
