import { expect, test } from 'vitest'
import { overlapBatches } from './overlap-batches.ts'

/** Batches that end when they are told to, and what was started or ended, in order. */
function openRun() {
  const said: string[] = []
  const ends = new Map<number, (error?: Error) => void>()
  const run = (batch: number) => {
    said.push(`${batch} starts`)
    return new Promise<number>((resolve, reject) => {
      ends.set(batch, (error) => {
        said.push(`${batch} ends`)
        if (error === undefined) resolve(batch * 10)
        else reject(error)
      })
    })
  }
  const end = async (batch: number, error?: Error) => {
    ends.get(batch)?.(error)
    await settle()
  }
  return { said, run, end }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

async function collect(results: AsyncIterable<{ batch: number; result: number }>) {
  const found: number[][] = []
  for await (const { batch, result } of results) found.push([batch, result])
  return found
}

test('a batch starts while two before it are under way, and no fourth one does', async () => {
  const { said, run, end } = openRun()
  const collected = collect(overlapBatches([1, 2, 3, 4], run, 3))
  await settle()
  expect(said).toEqual(['1 starts', '2 starts', '3 starts'])
  await end(2)
  expect(said).toEqual(['1 starts', '2 starts', '3 starts', '2 ends'])
  await end(1)
  expect(said.at(-1)).toBe('4 starts')
  await end(3)
  await end(4)
  expect(await collected).toEqual([
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
  ])
})

test('a failure is told once nothing is under way any more', async () => {
  const { said, run, end } = openRun()
  let isOver = false
  const collected = collect(overlapBatches([1, 2, 3, 4], run, 3)).finally(() => (isOver = true))
  const failed = expect(collected).rejects.toThrow('no answer')
  await settle()
  await end(1, new Error('no answer'))
  expect(isOver).toBe(false)
  await end(2)
  await end(3)
  await failed
  expect(said).toEqual(['1 starts', '2 starts', '3 starts', '1 ends', '2 ends', '3 ends'])
})
