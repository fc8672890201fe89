-- Counts the rows of every table, for the backup role: before a dump and after a restore both must be the same.
SELECT table_name, (xpath('/row/n/text()', counted))[1]::text::bigint AS rows
FROM information_schema.tables,
    LATERAL query_to_xml(format('SELECT count(*) AS n FROM %I', table_name), false, true, '') AS counted
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
ORDER BY table_name;
