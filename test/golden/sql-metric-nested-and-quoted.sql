-- sql-metric-nested-and-quoted: a path into JSON, texts with quotes and backslashes, and LIKE
-- SELECT properties.a."b c" AS value, properties['it''s'] AS k FROM events WHERE properties."it's" LIKE 'a''b\\c%'
SELECT
    CAST(if(isNull(toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c0, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), 'Nullable(Decimal(76, 20))') AS column_0,
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
