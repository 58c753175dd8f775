"""The lines of a page of the register, in one statement: what `RegisterLine` keeps once it is closed.

Parameters: `begin`, `until` of the day's contacts, `as_of`: the moment that everything else is told at,
`old`: what was registered before it is unresolved too long. What was registered on an earlier day and isn't
dispatched leads the list (S1 art. 11), then what is urgent.
"""

_CONTACTS = """
    SELECT 'contacts' AS section, id AS ref, kind, registered_at AS at, 0 AS first,
           jsonb_build_object('channel', channel, 'direction', direction, 'status', status, 'agent', agent,
                              'customer_id', customer_id, 'ticket_id', ticket_id) AS details
    FROM contacts WHERE registered_at >= :begin AND registered_at < :until"""
_COMPLAINT_CALLS = """
    SELECT 'complaint_calls', id, channel, registered_at, 0,
           jsonb_build_object('agent', agent, 'customer_id', customer_id, 'ticket_id', ticket_id)
    FROM contacts WHERE registered_at >= :begin AND registered_at < :until AND kind = 'complaint'
        AND direction = 'inbound'"""

_UNRESOLVED_TICKETS = """
    SELECT 'unresolved', id, 'ticket', opened_at, 0,
           jsonb_build_object('number', number, 'status', status, 'department', department,
                              'customer_id', customer_id, 'ticket_id', id)
    FROM tickets WHERE opened_at < :old AND (closed_at IS NULL OR closed_at > :as_of)"""
_UNRESOLVED_CONTACTS = """
    SELECT 'unresolved', id, 'contact', registered_at, 0,
           jsonb_build_object('status', 'open', 'department', department, 'agent', agent,
                              'customer_id', customer_id, 'ticket_id', ticket_id)
    FROM contacts WHERE status = 'open' AND registered_at < :old"""
_UNRESOLVED_CASES = """
    SELECT 'unresolved', case_id, 'case', registered_at, 0,
           jsonb_build_object('number', form_no, 'status', severity, 'customer_id', customer_id,
                              'ticket_id', ticket_id)
    FROM complaint_cases WHERE registered_at < :old AND (closed_at IS NULL OR closed_at > :as_of)"""

_UNDISPATCHED = """
    SELECT 'undispatched', id, kind, opened_at,
           CASE WHEN opened_at < :begin THEN 0 ELSE 2 END + CASE priority WHEN 'urgent' THEN 0 ELSE 1 END,
           jsonb_build_object('number', number, 'status', status, 'priority', priority,
                              'carried_over', opened_at < :begin,
                              'waits_for', CASE WHEN NOT demand_confirmed THEN 'customer'
                                                WHEN status = 'quoted' THEN 'consent' END,
                              'customer_id', customer_id, 'ticket_id', id)
    FROM tickets
    WHERE field_work AND opened_at < :as_of AND (closed_at IS NULL OR closed_at > :as_of) AND done_at IS NULL
        AND NOT EXISTS (SELECT FROM ticket_visits WHERE ticket_id = tickets.id AND state <> 'failed')"""

_VOUCHERS_WITHOUT_ENTRY = """
    SELECT 'vouchers_without_entry', id, 'voucher', returned_at, 0,
           jsonb_build_object('number', number, 'agent', returned_by)
    FROM stray_vouchers
    WHERE returned_at < :as_of AND (settled_at IS NULL OR settled_at > :as_of)
        AND NOT EXISTS (SELECT FROM tickets WHERE voucher_number = stray_vouchers.number)"""
_ENTRIES_WITHOUT_VOUCHER = """
    SELECT 'entries_without_voucher', id, kind, done_at, 0,
           jsonb_build_object('number', voucher_number, 'status', status, 'customer_id', customer_id,
                              'ticket_id', id)
    FROM tickets WHERE visited AND voucher_signed_on IS NULL AND done_at < :as_of"""
_CHARGES_WITHOUT_RECEIPT = """
    SELECT 'charges_without_receipt', charges.charge_id,
           CASE WHEN invoice_no IS NULL THEN 'not_invoiced' ELSE 'invoiced' END, charged_at, 0,
           jsonb_build_object('number', invoice_no, 'amount', charges.amount::text,
                              'currency', charges.currency, 'ticket_id', charges.ticket_id)
    FROM register_charges AS charges LEFT JOIN ticket_charges AS known USING (charge_id)
    WHERE receipt_no IS NULL AND charged_at < :as_of AND NOT coalesce(known.waived, false)"""

_SECTIONS = (
    _CONTACTS,
    _COMPLAINT_CALLS,
    _UNRESOLVED_TICKETS,
    _UNRESOLVED_CONTACTS,
    _UNRESOLVED_CASES,
    _UNDISPATCHED,
    _VOUCHERS_WITHOUT_ENTRY,
    _ENTRIES_WITHOUT_VOUCHER,
    _CHARGES_WITHOUT_RECEIPT,
)


def _numbered(sections: tuple[str, ...]) -> str:
    """What leads the list first, then in the order of time."""
    moments = ("begin", "until", "as_of", "old")
    lines = " UNION ALL ".join(sections)
    for moment in moments:
        lines = lines.replace(f":{moment}", f"CAST(:{moment} AS timestamptz)")
    return f"""
        SELECT section, ref, kind, at, details,
               row_number() OVER (PARTITION BY section ORDER BY first, at, ref) AS position
        FROM ({lines}) AS lines"""  # noqa: S608


LIVE = _numbered(_SECTIONS)
ONLY_CONTACTS = _numbered((_CONTACTS, _COMPLAINT_CALLS))
KEPT = """
    SELECT section, ref, kind, at, details, position FROM register_lines WHERE day = CAST(:day AS date)"""
"""A closed page."""
