"""Every kept hostile input in every option, form, button and event of all cogs."""
