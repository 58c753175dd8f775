CREATE OR REPLACE FUNCTION search_terms(words text, at timestamptz) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Of Latin runs their heads of 4, 8, 12, 16 characters and, where there are digits, the tails of 4 and 8;
-- of others each character and each pair; the seven nested eras of `at`.
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
                terms := terms || substr(run, i, 1) || substr(run, i, 2);
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


CREATE OR REPLACE FUNCTION search_query(asked text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- All runs; null where there is none. One Latin character beside other runs is left to the patterns.
DECLARE
    run text;
    length integer;
    runs text[] := ARRAY(SELECT DISTINCT matched[1] FROM regexp_matches(asked, '[a-z0-9]+|[^\u0001-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+', 'g') AS matched);
    terms text[] := '{}';
BEGIN
    FOREACH run IN ARRAY runs LOOP
        length := char_length(run);
        IF run >= '{' COLLATE "C" THEN
            FOR i IN 1..greatest(length - 1, 1) LOOP
                terms := terms || ('''' || substr(run, i, 2) || '''');
            END LOOP;
        ELSIF length < 4 THEN
            IF length > 1 OR cardinality(runs) = 1 THEN
                terms := terms || ('''' || run || ''':*');
            END IF;
        ELSE
            terms := terms || ('(''' || left(run, 4 * least(length / 4, 4)) || ''' | ''$'
                || right(run, CASE WHEN length < 8 THEN 4 ELSE 8 END) || ''')');
        END IF;
    END LOOP;
    RETURN nullif(array_to_string(terms, ' & '), '')::tsquery;
END $$;


REINDEX INDEX ix_ticket_search_terms;


REINDEX INDEX ix_customers_name_terms;


UPDATE article_versions SET words = words;
