-- Purpose: the quantity of one line of an invoice that is made of many pieces, counted again from the stored events (semantics 31).
-- Rule: as explain-line.sql counts it. AUTHORITATIVE: auditors run it.
-- Why this shape: a piece's two ends are rows, where a column for each would be longer than the engine reads. {{pieces}} are since
-- when and until when each is, and its bounds, empty where it has none; {{parts}} are what each measure brought to the quantity used
-- so far at each end, and {{within}} is that quantity within the piece's bounds.
SELECT ifNull(sum(sign * {{within}}), toDecimal256(0, 20)) AS quantity
FROM
(
  SELECT piece_end.1 AS at, piece_end.2 AS sign, low, high
  FROM
  (
    SELECT arrayJoin([(piece.2, 1), (piece.1, -1)]) AS piece_end, piece.3 AS low, piece.4 AS high
    FROM
    (
      SELECT arrayJoin(arrayZip({{pieces}})) AS piece
    )
  )
) AS ends
LEFT JOIN
(
  SELECT at, sum(part) AS position
  FROM
  (
{{parts}}
  )
  GROUP BY at
) AS positions ON positions.at = ends.at
