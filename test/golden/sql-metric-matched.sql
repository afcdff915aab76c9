-- sql-metric-matched: the events that WHERE admits
-- SELECT properties.user, sum(properties.tokens) AS value FROM events WHERE event_type = 'request' GROUP BY 1
SELECT t0.k0 AS customer_id
FROM
(
    SELECT
        k0,
        c0,
        c1,
        c2,
        multiIf(isNull(toFloat64OrNull(c2)), NULL, toFloat64OrNull(c2) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c2, 20)), if(abs(toDecimal256OrNull(c2, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c2, 20), NULL), abs(toFloat64OrNull(c2)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n2
    FROM
    (
        SELECT
            customer_id AS k0,
            event_type AS c0,
            if(mapContains(properties, 'user'), properties['user'], NULL) AS c1,
            if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c2
        FROM events
    )
) AS t0
WHERE ifNull((t0.c0 = 'request'), false)
