/** Whose months are asked for: those with most events, some with a few an hour, and some with fewer than one. */
export const ASKED_CUSTOMERS: Readonly<Record<string, readonly number[]>> = {
  head: [0, 1, 2, 3],
  middle: [100, 101, 102, 103],
  tail: [1996, 1997, 1998, 1999],
}

/** In turn one of each kind. */
export const ASKED_IN_TURN = [0, 1, 2, 3].flatMap((index) =>
  Object.entries(ASKED_CUSTOMERS).map(([kind, customers]) => ({ kind, customer: customers[index] ?? 0 })),
)
