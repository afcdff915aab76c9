import fc from 'fast-check'

/** Draws what a generator needs, one choice at a time. */
export interface Choose {
  /** A whole number from 0, below the limit. */
  below: (limit: number) => number
  of: <Item>(items: readonly Item[]) => Item
  chance: (percent: number) => boolean
}

/** A generator written as a function that chooses. */
export function chosen<Value>(generate: (choose: Choose) => Value): fc.Arbitrary<Value> {
  return fc.gen().map((draw) => {
    const below = (limit: number) => draw(fc.nat, { max: limit - 1 })
    return generate({
      below,
      of(items) {
        const item = items[below(items.length)]
        if (item === undefined) throw new RangeError('nothing to choose from')
        return item
      },
      chance: (percent) => below(100) >= 100 - percent,
    })
  })
}
