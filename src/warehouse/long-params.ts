import type { ParamValue } from './query.ts'

/** A query's text and the values of its parameters. */
export interface BoundQuery {
  text: string
  params: Readonly<Record<string, ParamValue>>
}

// A server refuses a value of more than 128 KiB (http_max_field_value_size), which a query cannot raise.
const PARAM_BYTES_MAX = 131_072

/**
 * Divides each list that is too long for one HTTP parameter over several, which the query puts together again:
 * `{ids:Array(String)}` becomes `arrayConcat({ids__0:Array(String)}, {ids__1:Array(String)})`. The engine folds
 * that to the same constant, so indexes serve it as before.
 */
export function splitLongParams({ text, params }: BoundQuery): BoundQuery {
  const chunksOf = new Map<string, ParamValue[][]>()
  const fitting: Record<string, ParamValue> = {}
  for (const [name, value] of Object.entries(params)) {
    const chunks = typeof value === 'object' ? chunk(value) : []
    if (chunks.length <= 1) {
      fitting[name] = value
      continue
    }
    chunksOf.set(name, chunks)
    for (const [index, part] of chunks.entries()) fitting[`${name}__${index}`] = part
  }
  if (chunksOf.size === 0) return { text, params }
  const divided = text.replaceAll(
    /\{([a-z0-9_]+):(Array\([^{}]+\))\}/g,
    (reference, name: string, type: string) => {
      const chunks = chunksOf.get(name)
      if (chunks === undefined) return reference
      return `arrayConcat(${chunks.map((_, index) => `{${name}__${index}:${type}}`).join(', ')})`
    },
  )
  return { text: divided, params: fitting }
}

function chunk(list: readonly ParamValue[]): ParamValue[][] {
  const chunks: ParamValue[][] = []
  let room = 0
  for (const value of list) {
    const bytes = bytesAtMost(value)
    if (bytes > room) {
      chunks.push([])
      room = PARAM_BYTES_MAX
    }
    chunks.at(-1)?.push(value)
    room -= bytes
  }
  return chunks
}

/** As an element of a list: quoted, each byte escaped, and a comma. */
function bytesAtMost(value: ParamValue): number {
  if (typeof value === 'object') return value.reduce<number>((sum, part) => sum + bytesAtMost(part), 3)
  return 2 * Buffer.byteLength(String(value)) + 3
}
