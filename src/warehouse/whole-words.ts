const VALUE_BYTES = 8

/** Cuts chunks of any length at whole 64-bit values, as little-endian words: low, high, low, high and so on. */
export async function* wholeWords(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint32Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    const length = rest.length + chunk.length
    // A copy, as words must begin at a multiple of four, which a chunk may not.
    const bytes = new Uint8Array(length)
    bytes.set(rest)
    bytes.set(chunk, rest.length)
    const whole = length - (length % VALUE_BYTES)
    rest = bytes.slice(whole)
    yield new Uint32Array(bytes.buffer, 0, whole / 4)
  }
  if (rest.length > 0) throw new Error('the engine broke off within a value')
}
