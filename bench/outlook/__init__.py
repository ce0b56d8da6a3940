"""Is what cogs/outlook says true? Planted churners, spikes and drops are to be found again, nobody
is to be warned without a cause, and forecasts are to beat the seasonal naive method."""
