import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { DAY, HOUR } from '../support/oracle/instant.ts'
import {
  compareAnswers,
  usageGroups,
  type GroupsAnswer,
  type GroupsQuestion,
} from '../support/oracle/usage-groups.ts'
import { usageWindows, type UsageQuestion } from '../support/oracle/usage-windows.ts'
import { requestDraw } from './arbitraries/events.ts'
import { groupsQuestionDraw } from './arbitraries/groups-questions.ts'
import { NOW, TODAY } from './arbitraries/instants.ts'
import { trialDraw } from './arbitraries/trials.ts'
import {
  PLAIN_SPELLING,
  askGroupsPage,
  askUsagePage,
  expectedGroupsRow,
  expectedUsageRow,
  type UsageRow,
} from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { endTrial, playTrial, sendDraws } from './support/trial.ts'

describe('a cursor', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  const arrivals = fc.array(requestDraw, { minLength: 1, maxLength: 4 })

  it('of groups goes on after the last row shown, whatever arrives between the pages', () =>
    hold(
      fc.asyncProperty(trialDraw, groupsQuestionDraw, arrivals, async (draw, asked, arriving) => {
        const trial = await playTrial(service, draw)
        const { customers, metrics } = trial.world
        const customer = customers[asked.customer % customers.length]
        const metric = metrics[asked.metric % metrics.length]
        if (customer === undefined || metric === undefined) return
        const question: GroupsQuestion = { ...asked, customer, metric }
        const limit = Math.min(asked.limit, 6)
        const coming = [...arriving]
        let last: GroupsAnswer | null = null
        let cursor: string | null = null
        do {
          const rest = usageGroups(trial.world, question).filter(
            (row) => last === null || compareAnswers(row, last) > 0,
          )
          const page = await askGroupsPage(trial, question, PLAIN_SPELLING, limit, cursor)
          const shown = rest.slice(0, limit)
          expect(page.rows).toEqual(shown.map((row) => expectedGroupsRow(row, asked.groupKey)))
          expect(page.next !== null).toBe(rest.length > limit)
          last = shown.at(-1) ?? last
          cursor = page.next
          await sendDraws(trial, coming.shift() ?? [])
        } while (cursor !== null)
        await endTrial(trial)
      }),
      6,
    ))

  const everyHour = { from: TODAY.from - 33n * DAY, to: TODAY.to + HOUR }

  it('of windows goes on after the last row shown, whatever arrives between the pages', () =>
    hold(
      fc.asyncProperty(trialDraw, arrivals, async (draw, arriving) => {
        const trial = await playTrial(service, draw)
        const { customers, metrics } = trial.world
        const question: UsageQuestion = {
          customers,
          // Pages begin and end in the middle of a metric's windows, whose groups are read for those alone.
          metrics: metrics.map((metric) => ({ metric, groupBy: { key: 'region', values: null } })),
          size: 'HOUR',
          span: everyHour,
        }
        const coming = [...arriving]
        let last: UsageRow | undefined
        let cursor: string | null = null
        do {
          const all = usageWindows(trial.world, question).map(expectedUsageRow)
          const rest = all.slice(1 + all.findIndex((row) => isSamePlace(row, last)))
          const page = await askUsagePage(trial, question, PLAIN_SPELLING, cursor)
          expect(page.rows).toEqual(rest.slice(0, page.rows.length))
          expect(page.next === null).toBe(page.rows.length === rest.length)
          expect(page.rows).not.toEqual([])
          last = page.rows.at(-1)
          cursor = page.next
          await sendDraws(trial, coming.shift() ?? [])
        } while (cursor !== null)
        await endTrial(trial)
      }),
      3,
    ))
})

function isSamePlace(a: UsageRow, b: UsageRow | undefined): boolean {
  return b !== undefined && a.customer === b.customer && a.metric === b.metric && a.from === b.from
}
