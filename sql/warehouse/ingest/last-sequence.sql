-- Purpose: the number of the last event that arrived, accepted or not, to go on counting from at start.
SELECT greatest(
  (SELECT max(accepted_sequence) FROM events),
  (SELECT max(accepted_sequence) FROM duplicate_events),
  (SELECT max(accepted_sequence) FROM repeated_events)
) AS last_sequence
