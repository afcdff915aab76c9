import xxhash from 'xxhash-wasm'

const hasher = await xxhash()

/** 64 bits that stand for a transaction id, as two numbers of 32: they are kept and compared as such. */
export interface Fingerprint {
  high: number
  low: number
}

/** The fingerprint of a transaction id, from ClickHouse's `xxHash64` of it. */
export function fingerprint(transactionId: string): Fingerprint {
  const hash = hasher.h64(transactionId)
  return fingerprintOf(Number(hash & 0xffffffffn), Number(hash >> 32n))
}

/** Makes a fingerprint of the two halves of a hash; the low one is never zero, which marks an empty slot. */
export function fingerprintOf(low: number, high: number): Fingerprint {
  return { high, low: low === 0 ? 1 : low }
}
