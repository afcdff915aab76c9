-- sql-metric-nested-and-quoted: a path into JSON, texts with quotes and backslashes, and LIKE
-- SELECT properties.a."b c" AS value, properties['it''s'] AS k FROM events WHERE properties."it's" LIKE 'a''b\\c%'
SELECT
    CAST(multiIf(isNull(toFloat64OrNull(c0)), NULL, toFloat64OrNull(c0) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c0, 20)), if(abs(toDecimal256OrNull(c0, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c0, 20), NULL), abs(toFloat64OrNull(c0)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL), 'Nullable(Decimal(76, 20))') AS column_0,
    c1 AS column_1
FROM
(
    SELECT
        CAST(t0.c1, 'Nullable(String)') AS c0,
        CAST(t0.c0, 'Nullable(String)') AS c1
    FROM
    (
        SELECT
            if(mapContains(properties, 'it\'s'), properties['it\'s'], NULL) AS c0,
            arrayMap(j -> multiIf(toString(JSONType(j, 'b c')) = 'Null', NULL, toString(JSONType(j, 'b c')) = 'String', replaceOne(JSONExtractString(j, 'b c'), '', ''), replaceRegexpAll(JSONExtractRaw(j, 'b c'), '"([^"]*)"', '\\1')), [arrayStringConcat(arrayMap(x -> if(match(x, '^[-0-9]'), concat('"', '', x, '"'), x), extractAll(ifNull(if(mapContains(properties, 'a'), properties['a'], NULL), ''), '"(?:[^"\\\\]|\\\\.)*"|-?[0-9][0-9.eE+-]*|[^"0-9-]+')))])[1] AS c1
        FROM events
    ) AS t0
    WHERE (t0.c0 LIKE 'a\'b\\\\c%')
)
