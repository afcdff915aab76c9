-- Purpose: an SQL metric's result for a customer and a range. Its view has parameters, which are constants.
-- Parameters: view, identifiers (from 04), from, to.
SELECT *
FROM {view:Identifier}(
  identifiers = {identifiers:Array(String)},
  range_from = {from:DateTime64(6, 'UTC')},
  range_to = {to:DateTime64(6, 'UTC')}
)
ORDER BY ALL
