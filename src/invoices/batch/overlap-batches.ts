/** What came of one batch. */
export interface BatchResult<Batch, Result> {
  batch: Batch
  result: Result
}

// One is computed while the next one's usage is read, and the one before waits for hours or is stored.
const BATCHES_MAX = 3

/**
 * Runs batches one after the other, each started before those before it have ended, so that the stores work on the next
 * one's queries while this one's answers are worked on. There are never more than three at once, which bounds the memory.
 * @returns what came of them, in order. @throws what the first one that fails does, once none is under way.
 */
export async function* overlapBatches<Batch, Result>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  run: (batch: Batch) => Promise<Result>,
): AsyncGenerator<BatchResult<Batch, Result>> {
  const underWay: { batch: Batch; running: Promise<Result> }[] = []
  try {
    for await (const batch of batches) {
      underWay.push({ batch, running: run(batch) })
      if (underWay.length === BATCHES_MAX) yield await next(underWay)
    }
    while (underWay.length > 0) yield await next(underWay)
  } finally {
    await Promise.allSettled(underWay.map(({ running }) => running))
  }
}

async function next<Batch, Result>(
  underWay: { batch: Batch; running: Promise<Result> }[],
): Promise<BatchResult<Batch, Result>> {
  const [first] = underWay
  if (first === undefined) throw new Error('no batch is under way')
  const result = await first.running
  underWay.shift()
  return { batch: first.batch, result }
}
