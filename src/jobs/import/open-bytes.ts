import { createReadStream, type ReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Input } from './input.ts'
import { standardInput } from './standard-input.ts'

const CHUNK_BYTES = 1024 * 1024

/** A file's text as bytes, unpacked. */
export interface ByteStream {
  chunks: AsyncIterable<Buffer>
  /** How many bytes of the file itself were read. */
  bytesRead(): number
}

/** Opens a file, or standard input, `offset` bytes into its text. Bytes added since it was found are not read. */
export function openBytes(input: Input, offset: number): ByteStream {
  if (input.file === null) return { chunks: standardInput(), bytesRead: () => 0 }
  const { path, bytesTotal } = input.file
  const start = input.isGzipped ? 0 : offset
  if (start >= bytesTotal) return { chunks: noChunks(), bytesRead: () => bytesTotal }
  const stream = createReadStream(path, { start, end: bytesTotal - 1, highWaterMark: CHUNK_BYTES })
  const bytesRead = () => start + stream.bytesRead
  return { chunks: input.isGzipped ? skipBytes(unpack(stream), offset) : stream, bytesRead }
}

function unpack(packed: ReadStream): Readable {
  // A failure of either stream reaches whoever reads the unpacked one.
  return pipeline(packed, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})
}

async function* skipBytes(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}

async function* noChunks(): AsyncGenerator<Buffer> {}
