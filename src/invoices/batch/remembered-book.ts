import type { PriceBookReads } from '../reads.ts'

/** The price book as it was when each part of it was first asked for: a run computes all its invoices from one. */
export function rememberBook(book: PriceBookReads): PriceBookReads {
  const derived = new Map<string, Promise<unknown>>()
  return {
    derived<Value>(key: string, derive: () => Promise<Value>) {
      const value = derived.get(key) ?? derive()
      derived.set(key, value)
      return value as Promise<Value>
    },
    rateCard: remember((id: string) => book.rateCard(id)),
    ratesOfCard: remember((id: string) => book.ratesOfCard(id)),
    productOrder: remember((id: string) => book.productOrder(id)),
    products: rememberEach(
      (ids) => book.products(ids),
      ({ seq }) => seq,
    ),
    metrics: rememberEach(
      (ids) => book.metrics(ids),
      ({ id }) => id,
    ),
    pricingUnits: rememberEach(
      (ids) => book.pricingUnits(ids),
      ({ seq }) => seq,
    ),
  }
}

function remember<Value>(read: (id: string) => Promise<Value>): (id: string) => Promise<Value> {
  const known = new Map<string, Promise<Value>>()
  return (id) => {
    const value = known.get(id) ?? read(id)
    known.set(id, value)
    return value
  }
}

/** Things that are found by their ids; those that are not there are left out, as when they are read. */
function rememberEach<Thing extends { id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Thing[]>,
  orderOf: (thing: Thing) => number | string,
): (ids: readonly string[]) => Promise<readonly Thing[]> {
  const things = new Map<string, Thing>()
  const asked = new Map<string, Promise<void>>()
  return async (ids) => {
    const missing = ids.filter((id) => !asked.has(id))
    if (missing.length > 0) {
      const remembering = async () => {
        for (const thing of await read(missing)) things.set(thing.id, thing)
      }
      const reading = remembering()
      for (const id of missing) asked.set(id, reading)
    }
    // Another one may have asked, and have no answer yet.
    for (const id of ids) if (!things.has(id)) await asked.get(id)
    const found = ids.flatMap((id) => things.get(id) ?? [])
    return found.sort((a, b) => compare(orderOf(a), orderOf(b)))
  }
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : Number(a > b)
}
