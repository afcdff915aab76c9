/** A table expression: the id and the number of each duplicate, with a payload of its own or not. */
export const EVERY_DUPLICATE = `(
  SELECT transaction_id, accepted_sequence FROM duplicate_events
  UNION ALL
  SELECT transaction_id, accepted_sequence FROM repeated_events
)`
