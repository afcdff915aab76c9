import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from './client.ts'
import type { CrashRig } from './crash-rig.ts'
import type { Request } from './draw-requests.ts'
import { startLoad } from './load.ts'
import type { SeededRandom } from './seeded-random.ts'

/** When the service is killed, in the middle of a load. */
const MOMENTS = [
  'after a while',
  'as a request is written',
  'as an answer arrives',
  'and again on its way up',
  'twice in a row',
] as const

export type Moment = (typeof MOMENTS)[number]

/** Each moment about as often, in random order. */
export function drawMoments(random: SeededRandom, count: number): Moment[] {
  const moments: Moment[] = []
  while (moments.length < count) moments.push(...random.shuffle(MOMENTS))
  return moments.slice(0, count)
}

/** Loads the service and kills it at that moment; when this returns it is down. */
export async function crash(
  rig: CrashRig,
  random: SeededRandom,
  next: () => Request,
  moment: Moment,
  startMs: number,
): Promise<void> {
  const kill = () => void rig.service().kill('SIGKILL')
  const aimed = random.between(10, 80)
  const load = startLoad({
    client: rig.client(),
    ledger: rig.ledger,
    next,
    ...(moment === 'as a request is written' && { onWritten: (count) => count === aimed && kill() }),
    ...(moment === 'as an answer arrives' && { onAcknowledged: (count) => count === aimed && kill() }),
  })
  if (!moment.startsWith('as ')) {
    await waitFor('the first answer', () => load.acknowledged() > 0)
    await sleep(random.between(0, 800))
    kill()
  }
  await rig.service().exited
  await load.ended
  if (moment === 'and again on its way up') await killOnTheWayUp(rig, random.between(0, startMs))
  if (moment === 'twice in a row') {
    await rig.restart()
    await rig.service().kill('SIGKILL')
  }
}

async function killOnTheWayUp(rig: CrashRig, delayMs: number): Promise<void> {
  const service = rig.startOnly()
  await sleep(delayMs)
  await service.kill('SIGKILL')
}
