import type { Sql } from '../../kernel/sql.ts'

// The engine takes at most 50,000 elements of a query, some 200 blocks of usual metrics, and where it is held to limits 256 KiB.
const BYTES_MAX = 100_000

/**
 * Divides the blocks of a query over as few queries as the engine can read, in their order; a block by itself where it is
 * longer. One query as a rule: a card has to price some fifty metrics for a second.
 * @param bytesOf how long a block is, or what it costs as much as.
 */
export function packBlocks(blocks: readonly Sql[], bytesOf = bytesOfText): Sql[][] {
  const packs: Sql[][] = []
  let room = 0
  for (const block of blocks) {
    const bytes = bytesOf(block)
    if (packs.length === 0 || bytes > room) {
      packs.push([])
      room = BYTES_MAX
    }
    packs.at(-1)?.push(block)
    room -= bytes
  }
  return packs
}

/** How long a block is, as the engine reads it. */
export function bytesOfText({ text }: Sql): number {
  return Buffer.byteLength(text)
}
