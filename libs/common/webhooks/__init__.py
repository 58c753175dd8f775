"""Messages to addresses that others named: guarded, signed, in order, again until they are taken."""
