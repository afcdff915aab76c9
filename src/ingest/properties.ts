import { NumberText, numberText, parseJson, writeJson } from '../kernel/json.ts'

/** An event's properties as the events table keeps them (`sql/warehouse/migrations/0002_events.sql`). */
export interface StoredProperties {
  /** Each property's text; null ones are not in it. */
  texts: ReadonlyMap<string, string>
  /** One letter for each text, in order: s(tring), n(umber), b(oolean), j(son). */
  kinds: string
  nulls: readonly string[]
}

/** Takes an event's properties apart into texts, losing nothing (semantics 8). */
export function storeProperties(properties: Readonly<Record<string, unknown>>): StoredProperties {
  const texts = new Map<string, string>()
  const nulls: string[] = []
  let kinds = ''
  for (const [name, value] of Object.entries(properties)) {
    if (value === null) {
      nulls.push(name)
      continue
    }
    const [kind, text] = storeValue(value)
    kinds += kind
    texts.set(name, text)
  }
  return { texts, kinds, nulls }
}

/** Puts an event's properties together again, as they were sent. */
export function restoreProperties({ texts, kinds, nulls }: StoredProperties): Record<string, unknown> {
  const present = [...texts].map(([name, text], index) => [name, restoreValue(kinds[index], text)] as const)
  const absent = nulls.map((name) => [name, null] as const)
  return Object.fromEntries<unknown>([...present, ...absent])
}

function storeValue(value: unknown): [kind: string, text: string] {
  if (typeof value === 'string') return ['s', value]
  if (typeof value === 'number' || value instanceof NumberText) return ['n', numberText(value)]
  if (typeof value === 'boolean') return ['b', String(value)]
  return ['j', writeJson(value)]
}

function restoreValue(kind: string | undefined, text: string): unknown {
  return kind === 's' ? text : parseJson(text)
}
