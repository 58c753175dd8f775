CREATE OR REPLACE FUNCTION search_terms(words text, at timestamptz) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Of Latin runs their heads of 1, 2, 3, 4, 6, 8, 12, 16 characters and, where there are digits, the tails of
-- 4, 6 and 8; of others all pieces of one, two and three characters; the seven nested eras of `at`.
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
                terms := terms || substr(run, i, 1) || substr(run, i, 2) || substr(run, i, 3);
            END LOOP;
            CONTINUE;
        END IF;
        terms := terms || (ARRAY[left(run, 1), left(run, 2), left(run, 3), left(run, 4), left(run, 6),
            left(run, 8), left(run, 12), left(run, 16)])[1:width_bucket(length, ARRAY[1, 2, 3, 4, 6, 8, 12, 16])];
        IF length > 4 AND run ~ '\d' THEN
            terms := terms || (ARRAY['$' || right(run, 4), '$' || right(run, 6), '$' || right(run, 8)]
                )[1:width_bucket(length - 1, ARRAY[4, 6, 8])];
        END IF;
    END LOOP;
    RETURN array_to_tsvector(terms);
END $$;


CREATE FUNCTION search_parts(asked text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Queries that all must fit, for each run: of a Latin one its longest head or tail that is a term, of others
-- pieces of three side by side.
DECLARE
    run text;
    length integer;
    parts text[] := '{}';
BEGIN
    FOR run IN SELECT DISTINCT matched[1] FROM regexp_matches(asked, '[a-z0-9]+|[^\u0001-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+', 'g') AS matched LOOP
        length := char_length(run);
        IF run >= '{' COLLATE "C" THEN
            FOR i IN 1..length BY 3 LOOP
                parts := parts || ('''' || substr(run, least(i, greatest(length - 2, 1)), 3) || '''');
            END LOOP;
        ELSIF length < 4 THEN
            parts := parts || ('''' || run || '''');
        ELSE
            parts := parts || ('(''' || left(run, (ARRAY[4, 6, 8, 12, 16])[width_bucket(length, ARRAY[4, 6, 8, 12, 16])])
                || ''' | ''$' || right(run, (ARRAY[4, 6, 8])[width_bucket(length, ARRAY[4, 6, 8])]) || ''')');
        END IF;
    END LOOP;
    RETURN parts;
END $$;


CREATE OR REPLACE FUNCTION search_query(asked text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Null where there is no run.
    SELECT nullif(array_to_string(search_parts(asked), ' & '), '')::tsquery
$$;


CREATE VIEW ticket_texts (ticket_id, words) AS
-- The numbers in the first line; in the second the serial numbers without their joints, also of those pieces
-- that were exchanged since.
SELECT t.id, search_text(concat_ws(E'\n',
    t.number || ' ' || t.voucher_number,
    concat_ws(' ', joined_serial(u.serial),
        (SELECT string_agg(joined_serial(former), ' ') FROM unnest(u.former_serials) AS former)),
    t.fault, t.fault_code, u.serial, nullif(array_to_string(u.former_serials, ' '), ''), u.model,
    customer_words(c.name, c.contact_person, c.phones)))
FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN units u ON u.id = t.unit_id;


CREATE OR REPLACE FUNCTION ticket_words(ticket uuid) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    SELECT words FROM ticket_texts WHERE ticket_id = ticket
$$;


CREATE OR REPLACE FUNCTION tickets_were_opened() RETURNS trigger LANGUAGE plpgsql AS $$
-- The words of a few are made afterwards (`intake.search`), those of an import at once.
BEGIN
    IF (SELECT count(*) > 200 FROM (SELECT FROM opened LIMIT 201) AS begun) THEN
        INSERT INTO ticket_search (ticket_id, opened_at, words)
        SELECT id, opened_at, words FROM opened JOIN ticket_texts ON ticket_id = id;
    ELSE
        INSERT INTO ticket_search (ticket_id, opened_at) SELECT id, opened_at FROM opened;
    END IF;
    RETURN NULL;
END $$;


DROP TRIGGER search_changed ON units;


CREATE TRIGGER search_changed AFTER UPDATE OF serial, former_serials, model ON units
    FOR EACH ROW WHEN ((OLD.serial, OLD.former_serials, OLD.model)
        IS DISTINCT FROM (NEW.serial, NEW.former_serials, NEW.model))
    EXECUTE FUNCTION unit_was_changed();


SET LOCAL maintenance_work_mem = '256MB';


UPDATE ticket_search SET words = ticket_words(ticket_id) WHERE words IS NOT NULL AND ticket_id IN (
    SELECT t.id FROM tickets t JOIN units u ON u.id = t.unit_id WHERE u.former_serials <> '{}');


REINDEX INDEX ix_ticket_search_terms;


DROP INDEX ix_customers_name_terms;


CREATE FUNCTION name_terms(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10
-- Made for the rows only that have the letters, which the planner can't know; so it counts as cheap, and a
-- frequent name is looked for from the newest customer on, not gathered.
BEGIN ATOMIC
    SELECT search_terms(search_text(name), NULL);
END;


CREATE INDEX ix_customers_name_terms ON customers USING gin (name_terms(name)) WITH (gin_pending_list_limit = 64);


UPDATE article_versions SET words = words;
