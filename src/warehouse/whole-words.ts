const VALUE_BYTES = 8

/**
 * Cuts chunks of any length at whole 64-bit values, as little-endian words: low, high, low, high and so on. What is given
 * holds until the next is asked for, which is put in its place: millions would leave as much memory to be collected.
 */
export async function* wholeWords(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint32Array> {
  // Words must begin at a multiple of four, which a chunk may not.
  let bytes = new Uint8Array(0)
  let kept = 0
  for await (const chunk of chunks) {
    const length = kept + chunk.length
    if (length > bytes.length) {
      const longer = new Uint8Array(length)
      longer.set(bytes.subarray(0, kept))
      bytes = longer
    }
    bytes.set(chunk, kept)
    kept = length % VALUE_BYTES
    yield new Uint32Array(bytes.buffer, 0, (length - kept) / 4)
    bytes.copyWithin(0, length - kept, length)
  }
  if (kept > 0) throw new Error('the engine broke off within a value')
}
