"""The services of `bot.api.services`, made real on storage and the platforms."""
