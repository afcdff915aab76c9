/**
 * Writes whose each identifier is as two lists of the same length, which a query finds an event's customer by.
 * @param owners the identifiers of each customer.
 * @param first the number of the first customer; the others follow.
 */
export function ownerLists(
  owners: readonly (readonly string[])[],
  first: number,
): { identifiers: string[]; ownerNumbers: number[] } {
  return {
    identifiers: owners.flat(),
    ownerNumbers: owners.flatMap((identifiers, index) => identifiers.map(() => first + index)),
  }
}
