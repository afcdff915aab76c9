import xxhash from 'xxhash-wasm'

const hasher = await xxhash()

/** 64 bits that stand for a transaction id, as two numbers of 32: they are kept and compared as such. */
export interface Fingerprint {
  high: number
  low: number
}

/** The fingerprint of a transaction id, from ClickHouse's `xxHash64` of it. */
export function fingerprint(transactionId: string): Fingerprint {
  return splitHash(hasher.h64(transactionId))
}

/** Makes a fingerprint of a hash; its low half is never zero, which marks an empty slot. */
export function splitHash(hash: bigint): Fingerprint {
  const low = Number(hash & 0xffffffffn)
  return { high: Number(hash >> 32n), low: low === 0 ? 1 : low }
}
