import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Context } from 'hono'
import { Problem, invalid } from '../kernel/errors.ts'

/** The largest body of a request, as it comes and inflated (semantics 4). */
export const BODY_BYTES_MAX = 16 * 1024 * 1024

// What all requests together may hold of bodies that are still coming in.
const HELD_BYTES_MAX = 256 * 1024 * 1024
let heldBytes = 0

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a request's body: inflated where it is compressed, never more than 16 MiB. What was read before is given again.
 * @throws Problem too_large, overloaded where too much comes in at once, unsupported where the encoding is another,
 * invalid where it is not what it says.
 */
export async function readBody(context: Context): Promise<Uint8Array> {
  const read = context.get('body') as Uint8Array | undefined
  if (read !== undefined) return read
  const encoding = context.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  const sent = await readBytes(context)
  return encoding === 'identity' ? sent : inflateBody(sent, encoding)
}

/** A body's text. @throws Problem invalid where it is not UTF-8. */
export function bodyText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw withCause(invalid('body: is not UTF-8 text'), cause)
  }
}

async function readBytes(context: Context): Promise<Uint8Array> {
  if (Number(context.req.header('content-length') ?? 0) > BODY_BYTES_MAX) throw tooLarge()
  const { incoming } = context.env as { incoming?: IncomingMessage }
  const source: AsyncIterable<Uint8Array> | null = incoming ?? context.req.raw.body
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of source ?? []) {
      length += chunk.length
      heldBytes += chunk.length
      if (length > BODY_BYTES_MAX) throw tooLarge()
      if (heldBytes > HELD_BYTES_MAX) throw new Problem('overloaded', 'body: too many are coming in at once')
      chunks.push(chunk)
    }
  } finally {
    heldBytes -= length
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)
}

const INFLATE = {
  gzip: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Uint8Array, { maxOutputLength: number }, Buffer>(brotliDecompress),
} as const

async function inflateBody(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  if (!isKnown(encoding)) {
    throw new Problem('unsupported', `content-encoding: expected gzip, deflate or br, not ${encoding}`)
  }
  try {
    return await INFLATE[encoding](bytes, { maxOutputLength: BODY_BYTES_MAX })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw withCause(invalid(`body: is not ${encoding} data, which content-encoding says it is`), cause)
  }
}

function isKnown(encoding: string): encoding is keyof typeof INFLATE {
  return Object.hasOwn(INFLATE, encoding)
}

function tooLarge(): Problem {
  return new Problem('too_large', `body: larger than ${BODY_BYTES_MAX} bytes`)
}

function withCause(problem: Problem, cause: unknown): Problem {
  problem.cause = cause
  return problem
}
