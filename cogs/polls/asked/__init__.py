"""Asked: polls that another cog wants (see `bot.api.boards.polling`).

`pollster` asks and ends them, `telling` hands on what became of them, `outcome` (pure) puts that
into the words of the board.
"""
