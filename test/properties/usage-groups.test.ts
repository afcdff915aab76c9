import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { usageGroups, type GroupsQuestion } from '../support/oracle/usage-groups.ts'
import { NOW } from './arbitraries/instants.ts'
import { groupsQuestionDraw, type GroupsQuestionDraw } from './arbitraries/groups-questions.ts'
import { trialDraw } from './arbitraries/trials.ts'
import { askGroups, expectedGroupsRow } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { endTrial, playTrial, type Trial } from './support/trial.ts'

describe('usage by group', () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  it(
    'is exactly what a naive count over the accepted events gives, in order, whatever the page size',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      hold(
        fc.asyncProperty(
          trialDraw,
          fc.array(groupsQuestionDraw, { minLength: 1, maxLength: 8, size: 'max' }),
          async (draw, questions) => {
            const trial = await playTrial(service, draw)
            for (const question of questions) await expectSameGroups(trial, question)
            await endTrial(trial)
          },
        ),
        9,
      ),
  )
})

async function expectSameGroups(trial: Trial, draw: GroupsQuestionDraw): Promise<void> {
  const customer = trial.world.customers[draw.customer % trial.world.customers.length]
  const metric = trial.world.metrics[draw.metric % trial.world.metrics.length]
  if (customer === undefined || metric === undefined) return
  const question: GroupsQuestion = { ...draw, customer, metric }
  const expected = usageGroups(trial.world, question).map((row) => expectedGroupsRow(row, draw.groupKey))
  expect(await askGroups(trial, question, draw.spelling, draw.limit)).toEqual(expected)
}
