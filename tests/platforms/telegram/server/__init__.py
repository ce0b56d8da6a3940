"""The local Telegram that the tests speak to, from the outside."""
