/** A metric in SQL, and the query that somebody who knows the tables would write by hand for its usage by windows. */
export interface SqlMetricQuestion {
  name: string
  sql: string
  /** @param windowMs the length of a window; its columns are window_number and value, as text. */
  byHand: (windowMs: number) => string
}

const INPUT = "toDecimal256(properties['input'], 20)"
const OUTPUT = "toDecimal256(properties['output'], 20)"
const WINDOW = (windowMs: number) => `intDiv(toUnixTimestamp64Milli(timestamp), ${windowMs}) AS window_number`
const FROM_EVENTS =
  "FROM events WHERE customer_id = 'acme' AND timestamp >= {from:DateTime64(6, 'UTC')} AND timestamp < {to:DateTime64(6, 'UTC')}"

export const QUESTIONS: readonly SqlMetricQuestion[] = [
  {
    name: 'a weighted sum',
    sql: 'SELECT sum(properties.input * 0.5 + properties.output * 2.5) AS value FROM events',
    byHand: (windowMs) =>
      `SELECT ${WINDOW(windowMs)}, toString(toDecimal256(sum(${INPUT} / 2 + ${OUTPUT} * 5 / 2), 20)) AS value ${FROM_EVENTS} GROUP BY window_number ORDER BY window_number`,
  },
  {
    name: 'a sum of greatest values',
    sql: 'SELECT sum(most) AS value FROM (SELECT max(properties.input) AS most FROM events GROUP BY event_type)',
    byHand: (windowMs) =>
      `SELECT window_number, toString(sum(most)) AS value FROM (SELECT ${WINDOW(windowMs)}, event_type, max(${INPUT}) AS most ${FROM_EVENTS} GROUP BY window_number, event_type) GROUP BY window_number ORDER BY window_number`,
  },
]
