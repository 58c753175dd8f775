CREATE FUNCTION search_terms(words text, at timestamptz) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Of Latin runs their heads of 4, 8, 12, 16 characters and, where there are digits, the tails of 4 and 8;
-- of others each pair and the last character; the seven nested eras of `at`.
DECLARE
    run text;
    length integer;
    terms text[] := '{}';
    span bigint := floor(extract(epoch FROM at) / 14400);
BEGIN
    IF at IS NOT NULL THEN
        FOR level IN 0..6 LOOP
            terms := terms || ('@' || level || ':' || (span >> 3 * level));
        END LOOP;
    END IF;
    FOR run IN SELECT matched[1] FROM regexp_matches(words, '[a-z0-9]+|[^\u0001-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+', 'g') AS matched LOOP
        length := char_length(run);
        IF run >= '{' COLLATE "C" THEN
            FOR i IN 1..length LOOP
                terms := terms || substr(run, i, 2);
            END LOOP;
            CONTINUE;
        END IF;
        FOR i IN 1..least(greatest(length / 4, 1), 4) LOOP
            terms := terms || left(run, 4 * i);
        END LOOP;
        IF length > 4 AND run ~ '\d' THEN
            terms := terms || ('$' || right(run, 4));
            IF length > 8 THEN
                terms := terms || ('$' || right(run, 8));
            END IF;
        END IF;
    END LOOP;
    RETURN array_to_tsvector(terms);
END $$;


CREATE FUNCTION search_query(asked text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- All runs; null where there is none. One Latin character beside other runs is left to the patterns.
DECLARE
    run text;
    length integer;
    runs text[] := ARRAY(SELECT DISTINCT matched[1] FROM regexp_matches(asked, '[a-z0-9]+|[^\u0001-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+', 'g') AS matched);
    terms text[] := '{}';
BEGIN
    FOREACH run IN ARRAY runs LOOP
        length := char_length(run);
        IF run >= '{' COLLATE "C" AND length > 1 THEN
            FOR i IN 1..length - 1 LOOP
                terms := terms || ('''' || substr(run, i, 2) || '''');
            END LOOP;
        ELSIF length < 4 THEN
            IF length > 1 OR run >= '{' COLLATE "C" OR cardinality(runs) = 1 THEN
                terms := terms || ('''' || run || ''':*');
            END IF;
        ELSE
            terms := terms || ('(''' || left(run, 4 * least(length / 4, 4)) || ''' | ''$'
                || right(run, CASE WHEN length < 8 THEN 4 ELSE 8 END) || ''')');
        END IF;
    END LOOP;
    RETURN nullif(array_to_string(terms, ' & '), '')::tsquery;
END $$;


CREATE FUNCTION search_patterns(asked text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT DISTINCT '%' || matched[1] || '%' FROM regexp_matches(asked, '[a-z0-9]+|[^\u0001-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+', 'g') AS matched)
$$;


CREATE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT left(lower(normalize(words, NFKC)), 10000)
$$;


CREATE FUNCTION national_number(phone text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Of E.164 as it is dialled in China; foreign ones without their plus; whatever else as it is.
    SELECT CASE WHEN phone ~ '^\+86(1\d{10}|[48]00\d{7})$' THEN substr(phone, 4)
                WHEN phone ~ '^\+86\d+$' THEN '0' || substr(phone, 4)
                WHEN phone ~ '^\+\d+$' THEN substr(phone, 2)
                ELSE phone END
$$;


CREATE FUNCTION joined_serial(serial text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(normalize(serial, NFKC)), '[^a-z0-9\u00c0-\uffff]+', '', 'g')
$$;


CREATE FUNCTION customer_words(name text, contact_person text, phones text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(lower(normalize(concat_ws(E'\n', name, contact_person, (
        SELECT string_agg(
            CASE WHEN phone ~ '^\+86(1\d{10}|[48]00\d{7})$' THEN substr(phone, 4)
                 WHEN phone ~ '^\+86\d+$' THEN '0' || substr(phone, 4)
                 ELSE substr(phone, 2) END, ' ')
        FROM unnest(phones) AS phone)), NFKC)), 10000)
$$;


CREATE FUNCTION ticket_words(ticket uuid) RETURNS text LANGUAGE sql STABLE STRICT AS $$
-- The numbers in the first line, the serial number without its joints in the second.
    SELECT search_text(concat_ws(E'\n',
        t.number || ' ' || t.voucher_number,
        coalesce(joined_serial(u.serial), ''),
        t.fault, t.fault_code, u.serial, u.model,
        customer_words(c.name, c.contact_person, c.phones)))
    FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN units u ON u.id = t.unit_id
    WHERE t.id = ticket
$$;


CREATE TABLE ticket_search (
    ticket_id uuid CONSTRAINT pk_ticket_search PRIMARY KEY,
    opened_at timestamptz NOT NULL,
    words text
);


INSERT INTO ticket_search SELECT id, opened_at, ticket_words(id) FROM tickets;


CREATE INDEX ix_ticket_search_terms ON ticket_search
    USING gin (search_terms(words, opened_at)) WHERE words IS NOT NULL;


CREATE INDEX ix_ticket_search_fresh ON ticket_search (opened_at, ticket_id) WHERE words IS NULL;


CREATE FUNCTION tickets_were_opened() RETURNS trigger LANGUAGE plpgsql AS $$
-- The words of a few are made afterwards (`intake.search`), those of an import at once.
BEGIN
    INSERT INTO ticket_search (ticket_id, opened_at, words)
    SELECT id, opened_at, CASE WHEN many THEN ticket_words(id) END
    FROM opened, (SELECT count(*) > 200 FROM (SELECT FROM opened LIMIT 201) AS begun) AS counted (many);
    RETURN NULL;
END $$;


CREATE TRIGGER search_opened AFTER INSERT ON tickets REFERENCING NEW TABLE AS opened
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_were_opened();


CREATE FUNCTION tickets_are_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ticket_search USING gone WHERE ticket_id = gone.id;
    RETURN NULL;
END $$;


CREATE TRIGGER search_gone AFTER DELETE ON tickets REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION tickets_are_gone();


CREATE FUNCTION ticket_was_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket_search SET words = ticket_words(NEW.id), opened_at = NEW.opened_at WHERE ticket_id = NEW.id;
    RETURN NULL;
END $$;


CREATE TRIGGER search_changed
    AFTER UPDATE OF number, voucher_number, opened_at, fault, fault_code, customer_id, unit_id ON tickets
    FOR EACH ROW WHEN (
        (OLD.number, OLD.voucher_number, OLD.opened_at, OLD.fault, OLD.fault_code, OLD.customer_id, OLD.unit_id)
        IS DISTINCT FROM
        (NEW.number, NEW.voucher_number, NEW.opened_at, NEW.fault, NEW.fault_code, NEW.customer_id, NEW.unit_id))
    EXECUTE FUNCTION ticket_was_changed();


CREATE FUNCTION owner_was_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket_search SET words = ticket_words(ticket_id)
    WHERE ticket_id IN (SELECT id FROM tickets WHERE customer_id = NEW.id);
    RETURN NULL;
END $$;


CREATE TRIGGER search_changed AFTER UPDATE OF name, contact_person, phones ON customers
    FOR EACH ROW WHEN ((OLD.name, OLD.contact_person, OLD.phones)
        IS DISTINCT FROM (NEW.name, NEW.contact_person, NEW.phones))
    EXECUTE FUNCTION owner_was_changed();


CREATE FUNCTION unit_was_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket_search SET words = ticket_words(ticket_id)
    WHERE ticket_id IN (SELECT id FROM tickets WHERE unit_id = NEW.id);
    RETURN NULL;
END $$;


CREATE TRIGGER search_changed AFTER UPDATE OF serial, model ON units
    FOR EACH ROW WHEN ((OLD.serial, OLD.model) IS DISTINCT FROM (NEW.serial, NEW.model))
    EXECUTE FUNCTION unit_was_changed();
