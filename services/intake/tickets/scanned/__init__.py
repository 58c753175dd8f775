"""What the code on a voucher opens: the ticket to read, or how to get to it (IN-05, IN-17)."""
