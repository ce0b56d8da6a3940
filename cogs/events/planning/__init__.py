"""Events are made, shown, changed, called off and repeated here."""
