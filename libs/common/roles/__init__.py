"""Who may do what: one table, from the glossary's (XC-05)."""
