import xxhash from 'xxhash-wasm'

const hasher = await xxhash()

/** 64 bits that stand for a transaction id, as two numbers of 32: they are kept and compared as such. */
export interface Fingerprint {
  high: number
  low: number
}

/** The fingerprint of a transaction id, from ClickHouse's `xxHash64` of it. */
export function fingerprint(transactionId: string): Fingerprint {
  return toFingerprint(hasher.h64(transactionId))
}

/** The same of an id as UTF-8. */
export function fingerprintOfBytes(transactionId: Uint8Array): Fingerprint {
  return toFingerprint(hasher.h64Raw(transactionId))
}

const whole = new BigUint64Array(1)
const halves = new Uint32Array(whole.buffer)

/** Through memory: arithmetic on big integers takes as long as the hash. Little-endian, as every system Node runs on. */
function toFingerprint(hash: bigint): Fingerprint {
  whole[0] = hash
  return fingerprintOf(halves[0] ?? 0, halves[1] ?? 0)
}

/** Makes a fingerprint of the two halves of a hash; the low one is never zero, which marks an empty slot. */
export function fingerprintOf(low: number, high: number): Fingerprint {
  return { high, low: low === 0 ? 1 : low }
}
