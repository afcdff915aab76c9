/** What came of one batch. */
export interface BatchResult<Batch, Result> {
  batch: Batch
  result: Result
}

/**
 * Runs batches one after the other, each started before those before it have ended.
 * @param countMax how many there are at once, which bounds the memory.
 * @returns what came of them, in order. @throws what the first one that fails does, once none is under way.
 */
export async function* overlapBatches<Batch, Result>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  run: (batch: Batch) => Promise<Result>,
  countMax: number,
): AsyncGenerator<BatchResult<Batch, Result>> {
  const underWay: { batch: Batch; running: Promise<Result> }[] = []
  try {
    for await (const batch of batches) {
      underWay.push({ batch, running: run(batch) })
      if (underWay.length === countMax) yield await next(underWay)
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
