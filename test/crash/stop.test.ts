import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from './support/client.ts'
import { compareFound, compareStored, usageSum } from './support/compare.ts'
import { openCrashRig, type CrashRig } from './support/crash-rig.ts'
import { drawRequests } from './support/draw-requests.ts'
import { settleAll, startLoad } from './support/load.ts'
import { seededRandom, SEED } from './support/seeded-random.ts'
import { TOKEN, type Exit, type ServiceProcess } from './support/service-process.ts'

const STOP_MS_MAX = 10_000

describe(`a service told to stop (CRASH_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)
  const next = drawRequests(random, `stop-${SEED}`)
  const sockets: Socket[] = []
  let rig: CrashRig

  beforeEach(async () => {
    rig = await openCrashRig()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(rig.service().log())
    for (const socket of sockets.splice(0)) socket.destroy()
    await rig.remove()
  })

  /** A connection of its own, on which something may have been written. */
  async function openSocket(text: string): Promise<Socket> {
    const { hostname, port } = new URL(await rig.service().ready)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    sockets.push(socket)
    await once(socket, 'connect')
    if (text !== '') socket.write(text)
    return socket
  }

  it('answers what it has begun, refuses the rest, ends in time, and has lost nothing', async () => {
    const { ledger } = rig
    const load = startLoad({ client: rig.client(), ledger, next })
    await waitFor('some answers', () => load.acknowledged() > 10)
    await sleep(random.between(0, 300))

    expect(await stop(rig.service())).toEqual({ code: 0, signal: null })
    await load.ended

    await rig.restart()
    const acknowledged = ledger.takeNewlyAcknowledged()
    expect(await compareFound(rig.client(), ledger, acknowledged)).toEqual([])
    const begun = [...ledger.accounts].filter(([, { acknowledged }]) => acknowledged === 0).map(([id]) => id)
    await compareFound(rig.client(), ledger, begun)
    const storedUnanswered = begun.filter((id) => ledger.account(id).seen !== null)
    expect(storedUnanswered, 'stored, but never answered').toEqual([])

    await settleAll(rig.client(), ledger)
    const sum = await usageSum(rig.client(), rig.customerId, rig.metricId)
    await rig.service().kill('SIGTERM')
    expect(await compareStored(rig.dataFolder, ledger)).toMatchObject({ differences: [], sum })
  })

  it('does not wait for connections on which nothing is under way', async () => {
    const answered = await openSocket('GET /healthz HTTP/1.1\r\nhost: meterhouse\r\n\r\n')
    await once(answered, 'data')
    expect(await stop(rig.service())).toEqual({ code: 0, signal: null })
  })

  it('does not wait for connections on which nothing was ever sent', async () => {
    await openSocket('')
    await sleep(100)
    expect(await stop(rig.service())).toEqual({ code: 0, signal: null })
  })

  it('does not wait for a request whose sender fell silent', async () => {
    const head = `POST /v1/ingest HTTP/1.1\r\nhost: meterhouse\r\nauthorization: Bearer ${TOKEN}\r\n`
    await openSocket(`${head}content-length: 1000\r\n\r\n[{"transaction_id":`)
    await sleep(100)
    expect(await stop(rig.service())).toEqual({ code: 0, signal: null })
  })

  it('stops as it should from the moment it says that it is ready', async () => {
    await rig.service().kill('SIGKILL')
    const service = rig.startOnly()
    await service.ready
    expect(await stop(service)).toEqual({ code: 0, signal: null })
  })

  it('ends with the npm that started it, which a supervisor knows alone', async () => {
    // npm gives the service's own command to its script, which has no use for it.
    const started = await openCrashRig(undefined, ['npm', 'start', '--silent', '--'])
    expect(await stop(started.service())).toEqual({ code: 0, signal: null })
    await started.remove()
  })

  it('can be stopped on its way up, and starts again', async () => {
    await rig.service().kill('SIGKILL')
    const service = rig.startOnly()
    await sleep(random.between(0, 600))
    await stop(service)
    await rig.restart()
    expect(await rig.client().send('GET', '/healthz', '')).toMatchObject({ status: 200 })
  })
})

async function stop(service: ServiceProcess): Promise<Exit | 'still running'> {
  const timer = new AbortController()
  const late = sleep(STOP_MS_MAX, 'still running' as const, { signal: timer.signal })
  const exit = await Promise.race([service.kill('SIGTERM'), late])
  timer.abort()
  late.catch(() => undefined)
  return exit
}
