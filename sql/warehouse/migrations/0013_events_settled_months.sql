-- Purpose: a month that takes no more events becomes one part, which usage reads in half the time of ten (docs/decisions/0012).
-- Rule: a month is merged as a whole when its newest part is an hour old.
-- Why this shape: merges are rare while events stream in (0004), so a month's parts would stay as many for good.
ALTER TABLE events MODIFY SETTING min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
