import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from './support/client.ts'
import { compareFound, seenSum, usageSum } from './support/compare.ts'
import { openCrashRig, type CrashRig } from './support/crash-rig.ts'
import { drawRequests } from './support/draw-requests.ts'
import { canLimitFiles, limitFiles } from './support/limit-files.ts'
import { sendRequest, settleAll, startLoad } from './support/load.ts'
import { seededRandom, SEED } from './support/seeded-random.ts'

// Every insert has files that are larger.
const LIMITS = [0, 100, 200]
const KILLS = 3

describe.skipIf(!canLimitFiles)(`a service whose writes fail (CRASH_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)
  const next = drawRequests(random, `write-${SEED}`)
  let rig: CrashRig

  beforeAll(async () => {
    rig = await openCrashRig()
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(rig.service().log())
  })
  afterAll(() => rig.remove())

  const wrong = () => compareFound(rig.client(), rig.ledger, [...rig.ledger.accounts.keys()])

  it('acknowledges nothing that it could not write, and goes on when it can', async () => {
    const { ledger } = rig
    expect(await sendRequest(rig.client(), ledger, next())).toBe('acknowledged')
    for (const bytes of LIMITS) {
      limitFiles(rig.service().pid, bytes)
      const outcome = await sendRequest(rig.client(), ledger, next())
      limitFiles(rig.service().pid, 'unlimited')
      expect(outcome, `with ${bytes} bytes a file`).toBe('refused')
    }
    expect(await wrong()).toEqual([])
    await settleAll(rig.client(), ledger)
    expect(await wrong()).toEqual([])
  })

  it.each([
    ['a view', 100, { aggregation_type: 'COUNT' }],
    ['a view and a column', 100, summed('one')],
    ['a column, but a view', 3000, summed('two')],
  ])(
    'makes no metric of %s that it could not write down, and goes on with those it has',
    async (_, bytes, changes) => {
      const metric = { name: 'Events', event_type_filter: { in_values: ['request'] }, ...changes }
      const create = () => rig.client().send('POST', '/v1/billable-metrics/create', JSON.stringify(metric))
      limitFiles(rig.service().pid, bytes)
      expect((await create())?.status).toBeGreaterThanOrEqual(500)
      limitFiles(rig.service().pid, 'unlimited')
      await rig.service().kill('SIGKILL')
      await rig.restart()
      expect((await create())?.status).toBe(200)
    },
  )

  it('has everything once, and no more, after it was killed while its writes failed under load', async () => {
    for (let round = 0; round < KILLS; round += 1) {
      const load = startLoad({ client: rig.client(), ledger: rig.ledger, next })
      await waitFor('the first answer', () => load.acknowledged() > 0)
      limitFiles(rig.service().pid, random.pick([random.between(0, 1000), random.between(0, 20_000)]))
      await sleep(random.between(0, 200))
      await rig.service().kill('SIGKILL')
      await load.ended
      await rig.restart()
      expect(await wrong()).toEqual([])
    }
    await settleAll(rig.client(), rig.ledger)
    expect(await wrong()).toEqual([])
    expect(await usageSum(rig.client(), rig.customerId, rig.metricId)).toBe(seenSum(rig.ledger))
  })
})

function summed(property: string) {
  const property_filters = [{ name: property, exists: true }]
  return { aggregation_type: 'SUM', aggregation_key: property, property_filters }
}
