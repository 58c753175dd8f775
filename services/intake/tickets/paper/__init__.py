"""The service voucher on paper: what stands on it, as PDF and as a page to print from the browser (IN-17)."""
