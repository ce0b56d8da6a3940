"""Acting on people, messages and places through whatever platform they are on."""
