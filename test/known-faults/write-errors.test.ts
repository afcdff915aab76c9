import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareFound } from '../crash/support/compare.ts'
import { openCrashRig, type CrashRig } from '../crash/support/crash-rig.ts'
import { drawRequests } from '../crash/support/draw-requests.ts'
import { sendRequest, settleAll } from '../crash/support/load.ts'
import { seededRandom, SEED } from '../crash/support/seeded-random.ts'

// As a quota does, this lets writes fail on a disk that has room; it takes no rights, but a Linux.
const canLimit = spawnSync('prlimit', ['--version']).status === 0

// Every insert has files that are larger.
const LIMITS = [0, 100, 200]

describe.skipIf(!canLimit)(`a service whose writes fail (CRASH_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)
  const next = drawRequests(random, `write-${SEED}`)
  let rig: CrashRig

  beforeAll(async () => {
    rig = await openCrashRig()
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

  it('has everything once after a restart', async () => {
    await rig.service().kill('SIGKILL')
    await rig.restart()
    await settleAll(rig.client(), rig.ledger)
    expect(await wrong()).toEqual([])
  })
})

/** No file of the process may grow past this. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])
  if (status !== 0) throw new Error(`prlimit failed: ${stderr.toString()}`)
}
