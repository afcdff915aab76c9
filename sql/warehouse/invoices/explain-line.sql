-- Purpose: the quantity of one line of an invoice, counted again from the stored events (semantics 31).
-- Rule: it is what the invoice says, however often it is asked and whatever arrived since. AUTHORITATIVE: auditors run it.
-- Why this shape: {{measures}} is how much each metric had come to at some instants, {{positions}} the billed quantity that
-- was used so far at each of them, and {{quantity}} how far that went between two of them, within the line's bounds.
SELECT {{quantity}} AS quantity
FROM
(
  SELECT {{positions}}
  FROM {{measures}}
)
