-- Purpose: parts of repeated_events that were merged are removed one after another, as those of events are (0014).
ALTER TABLE repeated_events MODIFY SETTING concurrent_part_removal_threshold = 1000000
