import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { compareFound, compareStored, usageSum } from './support/compare.ts'
import { crash, drawMoments } from './support/crash-moments.ts'
import { openCrashRig, type CrashRig } from './support/crash-rig.ts'
import { drawRequests, type Request } from './support/draw-requests.ts'
import { settleAll } from './support/load.ts'
import { seededRandom, SEED } from './support/seeded-random.ts'

const CRASHES = Number(process.env['CRASHES'] ?? '3')
const OLDER_IDS_MAX = 200
const RESENT_MAX = 5

describe(`a service killed under load (CRASH_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)
  const moments = drawMoments(random, CRASHES)
  const draw = drawRequests(random, `kill-${SEED}`)
  /** Acknowledged requests that are sent again all the same. */
  const resent: Request[] = []
  const acknowledgedIds: string[] = []
  let rig: CrashRig
  let startMs = 0

  beforeAll(async () => {
    rig = await openCrashRig()
    await rig.service().kill('SIGKILL')
    startMs = await rig.restart()
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(rig.service().log())
  })
  afterAll(() => rig.remove())

  const next = () => {
    const request = resent.pop() ?? draw()
    if (random.chance(0.02) && resent.length < RESENT_MAX) resent.push(request)
    return request
  }

  it.each(moments.map((moment, index) => ({ number: index + 1, moment })))(
    'finds after kill $number, $moment, all that it acknowledged, before anything is sent again',
    async ({ moment }) => {
      await crash(rig, random, next, moment, startMs)
      await rig.restart()
      const newIds = rig.ledger.takeNewlyAcknowledged()
      const olderIds = random.shuffle(acknowledgedIds).slice(0, OLDER_IDS_MAX)
      acknowledgedIds.push(...newIds)
      expect(newIds.length).toBeGreaterThan(0)
      expect(await compareFound(rig.client(), rig.ledger, [...new Set([...newIds, ...olderIds])])).toEqual([])
    },
  )

  it('has each event once when all was sent again, and nothing else', async () => {
    await settleAll(rig.client(), rig.ledger)
    const sum = await usageSum(rig.client(), rig.customerId, rig.metricId)
    expect(await rig.service().kill('SIGTERM')).toEqual({ code: 0, signal: null })
    const stored = await compareStored(rig.dataFolder, rig.ledger)
    expect(stored.differences).toEqual([])
    expect(stored.sum).toBe(sum)
    // The load was one that can go wrong.
    expect(stored.months).toBe(3)
    expect(stored.duplicates).toBeGreaterThan(0)
    expect(new Set(rig.ledger.ends.keys())).toEqual(new Set([200, 'no answer']))
  })
})
