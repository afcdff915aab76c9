-- Purpose: what one measure brought to the quantity that was used so far at many instants of a period.
-- Rule: as explain-line.sql adds it up: what it was billed as until then, less what it was before it was in force.
-- Why this shape: {{uses}} says of each instant which readings of the measure count there, and whether they are added or taken away;
-- {{measure_readings}} are how much the metric had come to, and {{billed}} is what that is billed as.
SELECT counted.1 AS at, toDecimal256(counted.3 * {{billed}}, 20) AS part
FROM
(
  SELECT arrayJoin({{uses}}) AS counted, counted.2 AS read_at
) AS used
INNER JOIN
(
{{measure_readings}}
) AS readings ON readings.read_at = used.read_at
