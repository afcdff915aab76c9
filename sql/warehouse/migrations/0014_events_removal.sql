-- Purpose: parts of events that were merged are removed one after another.
-- Rule: however many they are.
-- Why this shape: a hundred and more are removed by up to 128 threads at once, and for that second nothing else gets to the
-- disk: commits and queries beside 20,000 events a second waited 0.6 to 1.4 s now and then (docs/decisions/0010).
ALTER TABLE events MODIFY SETTING concurrent_part_removal_threshold = 1000000
