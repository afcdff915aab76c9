/** A text that an attacker, or a careless analyst, might send as a metric. */
export interface Hostile {
  kind: string
  name: string
  text: string
  /** Refused with a reason; or admitted, and then it shows nothing of other customers or windows. */
  expected: 'refused' | 'harmless'
}

/** Texts that must be refused, by name. */
export function refused(kind: string, texts: Readonly<Record<string, string>>): Hostile[] {
  return Object.entries(texts).map(([name, text]) => ({ kind, name, text, expected: 'refused' }))
}

/** Texts that may be admitted because they do no harm, by name. */
export function harmless(kind: string, texts: Readonly<Record<string, string>>): Hostile[] {
  return Object.entries(texts).map(([name, text]) => ({ kind, name, text, expected: 'harmless' }))
}
