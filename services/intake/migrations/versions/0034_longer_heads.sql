CREATE OR REPLACE FUNCTION search_terms(words text, at timestamptz) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Of Latin runs their heads of 1 to 9, of 12 and 16 characters and, where there are digits, the tails of
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
        terms := terms || (ARRAY[left(run, 1), left(run, 2), left(run, 3), left(run, 4), left(run, 5), left(run, 6),
            left(run, 7), left(run, 8), left(run, 9), left(run, 12), left(run, 16)]
            )[1:width_bucket(length, ARRAY[1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16])];
        IF length > 4 AND run ~ '\d' THEN
            terms := terms || (ARRAY['$' || right(run, 4), '$' || right(run, 6), '$' || right(run, 8)]
                )[1:width_bucket(length - 1, ARRAY[4, 6, 8])];
        END IF;
    END LOOP;
    RETURN array_to_tsvector(terms);
END $$;


CREATE OR REPLACE FUNCTION search_parts(asked text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
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
            parts := parts || ('(''' || left(run, CASE WHEN length < 9 THEN length
                    ELSE (ARRAY[9, 12, 16])[width_bucket(length, ARRAY[9, 12, 16])] END)
                || ''' | ''$' || right(run, (ARRAY[4, 6, 8])[width_bucket(length, ARRAY[4, 6, 8])]) || ''')');
        END IF;
    END LOOP;
    RETURN parts;
END $$;


SET LOCAL maintenance_work_mem = '256MB';


REINDEX INDEX ix_ticket_search_terms;


REINDEX INDEX ix_customers_name_terms;


UPDATE article_versions SET words = words;


CREATE INDEX ix_customers_newest ON customers (id) INCLUDE (name) WHERE merged_into IS NULL
