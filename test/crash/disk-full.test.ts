import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from './support/client.ts'
import { compareFound, seenSum, usageSum } from './support/compare.ts'
import { openCrashRig, type CrashRig } from './support/crash-rig.ts'
import { drawRequests } from './support/draw-requests.ts'
import { sendRequest, settleAll, startLoad } from './support/load.ts'
import { seededRandom, SEED } from './support/seeded-random.ts'
import { openSmallDisk } from './support/small-disk.ts'

const LOADED_ROUNDS = 30
const LOW_ROUNDS = 10
const CREATES_MAX = 200

// As the machine lets it: not in every container.
const disk = await openSmallDisk().catch(() => null)

describe.skipIf(disk === null)(`a service on a disk that fills up (CRASH_SEED=${SEED})`, () => {
  if (disk === null) return
  const random = seededRandom(SEED)
  const next = drawRequests(random, `disk-${SEED}`)
  let rig: CrashRig

  beforeAll(async () => {
    rig = await openCrashRig(`${disk.folder}/data`, disk.launcher)
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(rig.service().log())
  })
  afterAll(async () => {
    await rig.remove()
    disk.remove()
  })

  /** What the service has that it should not, or has not that it should. */
  const wrong = () => compareFound(rig.client(), rig.ledger, [...rig.ledger.accounts.keys()])
  const ends = () => new Set(rig.ledger.ends.keys())

  it('refuses with 503 what it cannot store, and takes it when there is room, without a restart', async () => {
    const { ledger } = rig
    const load = startLoad({ client: rig.client(), ledger, next })
    await waitFor('some answers', () => load.acknowledged() > 20)
    disk.fill(0)
    await waitFor('the first refusals', () => load.refused() > 20)
    await load.stop()
    expect(ends()).toEqual(new Set([200, 503]))
    expect(await wrong()).toEqual([])

    disk.free()
    await settleAll(rig.client(), ledger)
    expect(await wrong()).toEqual([])
  })

  it('loses and doubles nothing, however little room there is', async () => {
    const { ledger } = rig
    for (let round = 0; round < LOW_ROUNDS; round += 1) {
      disk.fill(random.pick([random.between(0, 64), random.between(0, 1024)]) * 4096)
      await sendRequest(rig.client(), ledger, next())
      await sendRequest(rig.client(), ledger, ledger.unsettled.shift() ?? next())
      disk.free()
      await settleAll(rig.client(), ledger)
    }
    expect(ends()).toEqual(new Set([200, 503]))
    expect(await wrong()).toEqual([])
  })

  it('loses and doubles nothing when the room ends in the middle of a load', async () => {
    const { ledger } = rig
    const load = startLoad({ client: rig.client(), ledger, next })
    for (let round = 0; round < LOADED_ROUNDS; round += 1) {
      disk.fill(0)
      await sleep(random.between(0, 20))
      disk.free()
      await sleep(random.between(0, 20))
    }
    await load.stop()
    // A merge may have failed last, which the first request meets that comes after it.
    await sendRequest(rig.client(), ledger, next())
    await settleAll(rig.client(), ledger)
    expect(ends()).toEqual(new Set([200, 503]))
    expect(await wrong()).toEqual([])
  })

  it('keeps its catalog whole, and can write to it again', async () => {
    const create = async (name: string) =>
      (await rig.client().send('POST', '/v1/customers', JSON.stringify({ name })))?.status
    disk.fill(0)
    // What fits into the room that the catalog's files have already, it may take.
    const answers: (number | undefined)[] = []
    while ((answers.at(-1) ?? 200) === 200 && answers.length < CREATES_MAX) {
      answers.push(await create(`customer ${answers.length}`))
    }
    expect(answers.at(-1)).toBeGreaterThanOrEqual(500)
    disk.free()
    expect(await create('the next')).toBe(200)
  })

  it('does not start while the disk is nearly full, and has everything once when there is room', async () => {
    await rig.service().kill('SIGKILL')
    disk.fill(1024 * 1024)
    await expect(rig.startOnly().ready).rejects.toThrow('the disk is nearly full')
    disk.free()
    await rig.restart()
    expect(await wrong()).toEqual([])
    expect(await usageSum(rig.client(), rig.customerId, rig.metricId)).toBe(seenSum(rig.ledger))
  })
})
