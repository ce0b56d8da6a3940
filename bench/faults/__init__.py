"""`python -m bench.faults [--trials N] [--cuts N]`: nothing acknowledged is lost, shown by killing
the bot and by cutting the power.

A bot is killed (SIGKILL) at random instants while people write, join and type commands on a
Telegram and a Discord of this machine, and is started again on the same SQLite file. In the end
every message and newcomer must be in the database once, every poll asked for must be there once,
and every message must have been answered once in everybody's sight. Then the same with known flaws,
which must be found. Last line JSON: trials, events, lost, twice, unsure (posts of which nobody can
know whether they arrived, because the bot died while Telegram was asked), faults (incidents in the
log), controls, controls_caught.

Then the power of its disk is cut (see `power`): cuts, cuts_broken (the database does not open or is
not sound), cuts_lost (something acknowledged is not there), cuts_half (a fact without its row of
the inbox or the other way round), cut_controls, cut_controls_caught.
"""
