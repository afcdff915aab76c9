import fc from 'fast-check'

// The everyday run draws two fifths of the cases, to stay short; `npm run test:properties` five times all of them.
const MULTIPLIER = Number(process.env['PROPERTY_RUNS'] ?? '0.4')
const SHRINKING_MS = 90_000 * Math.max(MULTIPLIER, 1)

/** How long a property's test may take, the search for a smaller case counted. */
export const PROPERTY_TIMEOUT_MS = 2 * SHRINKING_MS

/**
 * Holds a property over random cases; PROPERTY_RUNS multiplies their number. A failure names its seed and the
 * smallest case that was found in a minute and a half.
 * @param seed where given, the cases are the same each time, unless PROPERTY_RUNS asks for others.
 */
export async function hold<Values extends [unknown, ...unknown[]]>(
  property: fc.IAsyncProperty<Values>,
  runs: number,
  seed?: number,
): Promise<void> {
  await fc.assert(property, {
    numRuns: Math.ceil(runs * MULTIPLIER),
    ...(seed === undefined || process.env['PROPERTY_RUNS'] !== undefined ? {} : { seed }),
    // The generators lean to what is likely to break something; small draws would only make empty cases.
    unbiased: true,
    plugins: [fc.interruptAfterTimeLimit(SHRINKING_MS, { failOnInterrupt: true })],
  })
}
