import { describe, expect, it } from 'vitest'
import type { Ingest } from '../../ingest/ingest.ts'
import { Problem } from '../../kernel/errors.ts'
import { openBatchSender } from './batch-sender.ts'
import { Batch } from './batch.ts'

type Accept = Ingest['accept']
type Event = Parameters<Accept>[0][number]

const going = new AbortController().signal
const unavailable = () => new Problem('unavailable', 'not now')

/** A batch whose place is its number. */
function batchOf(number: number): Batch {
  const batch = new Batch()
  batch.events.push({ transactionId: `id-${number}` } as Event)
  batch.after = { offset: 0, line: number }
  return batch
}

describe('sending batches', () => {
  it('reports them in order, however long each takes', async () => {
    const reported: number[] = []
    const accept: Accept = async (events) => {
      const isFirst = events[0]?.transactionId === 'id-1'
      await new Promise((resolve) => setTimeout(resolve, isFirst ? 50 : 0))
    }
    const sender = openBatchSender({ accept }, ({ after }) => reported.push(after.line), going)
    for (const number of [1, 2, 3, 4, 5, 6]) await sender.send(batchOf(number))
    await sender.finish()
    expect(reported).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('sends a batch again that the warehouse could not take', async () => {
    const tried: string[] = []
    const accept: Accept = async ([event]) => {
      tried.push(event?.transactionId ?? '')
      if (tried.length < 3) throw unavailable()
    }
    const reported: number[] = []
    const sender = openBatchSender({ accept }, ({ after }) => reported.push(after.line), going)
    await sender.send(batchOf(1))
    await sender.finish()
    expect(tried).toEqual(['id-1', 'id-1', 'id-1'])
    expect(reported).toEqual([1])
  })

  it('reports nothing that comes after a batch that was not stored', async () => {
    const accept: Accept = async ([event]) => {
      if (event?.transactionId === 'id-2') throw new Error('a bug')
    }
    const reported: number[] = []
    const sender = openBatchSender({ accept }, ({ after }) => reported.push(after.line), going)
    for (const number of [1, 2, 3]) await sender.send(batchOf(number))
    await expect(sender.finish()).rejects.toThrow('a bug')
    await sender.finish()
    expect(reported).toEqual([1])
  })

  it('gives up waiting when it is to stop', async () => {
    const stopping = new AbortController()
    const accept: Accept = async () => {
      setTimeout(() => stopping.abort(), 10)
      throw unavailable()
    }
    const sender = openBatchSender({ accept }, () => {}, stopping.signal)
    await sender.send(batchOf(1))
    await expect(sender.finish()).rejects.toThrow('not now')
  })
})
