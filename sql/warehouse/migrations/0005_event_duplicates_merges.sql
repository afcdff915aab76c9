-- Purpose: duplicates that stream in are merged less often than by default, as events are (0004).
ALTER TABLE event_duplicates MODIFY SETTING merge_selector_base = 16
