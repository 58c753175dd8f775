"""Any list as CSV, XLSX or NDJSON, by its Accept header (IN-14)."""
