import { setTimeout } from 'node:timers/promises'
import { hourAgo } from '../load/request-bodies.ts'
import { METRIC_TYPE, MODELS } from '../usage/invented-events.ts'
import type { Client } from './client.ts'
import { microsText } from './micros-text.ts'
import { CHECKED_ALIAS, type Prepared } from './prepare.ts'

// They are not what is measured.
const CHECK_EVERY_MS = 500

/** Sends events of a customer that nobody else sends, and asks for its usage after each. */
export interface ReadChecker {
  /** Checks again and again until the time is over. */
  run(endsAt: number): Promise<void>
  /** How many checks were made, and how many answers were not all that had been acknowledged. */
  checks: number
  behind: number
  /** How long the checks' usage took, in milliseconds. */
  latenciesMs: number[]
}

export function makeReadChecker(client: Client, { checkedId, metricId }: Prepared): ReadChecker {
  const timestamp = hourAgo()
  const hour = `${timestamp.slice(0, 13)}:00:00Z`
  const usageBody = {
    customer_id: checkedId,
    billable_metric_id: metricId,
    window_size: 'NONE',
    starting_on: hour,
    ending_before: new Date(Date.parse(hour) + 3_600_000).toISOString(),
  }
  let sentMicros = 0
  const checker: ReadChecker = {
    checks: 0,
    behind: 0,
    latenciesMs: [],
    async run(endsAt) {
      while (performance.now() < endsAt) {
        await check()
        await setTimeout(CHECK_EVERY_MS)
      }
    },
  }

  async function check(): Promise<void> {
    const micros = 1_000_001 + (checker.checks % 1000)
    const event = {
      transaction_id: `check-${checker.checks}`,
      customer_id: CHECKED_ALIAS,
      event_type: METRIC_TYPE,
      timestamp,
      properties: { amount: microsText(micros), model: MODELS[0] },
    }
    checker.checks += 1
    sentMicros += micros
    await client.ask('POST', '/v1/ingest', [event])
    const answer = await client.ask('POST', '/v1/usage/groups', usageBody)
    checker.latenciesMs.push(answer.milliseconds)
    const { data } = answer.body as { data: { value: number | null }[] }
    const isAll = data.length === 1 && data[0]?.value === Number(microsText(sentMicros))
    if (!isAll) checker.behind += 1
  }
  return checker
}
