class CannotStart(Exception):
    """Says in one sentence, meant for the person at the terminal, why there is no stack."""
