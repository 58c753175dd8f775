"""Personal data: how they are masked, held, gathered, erased and kept no longer than needed (IN-12)."""
