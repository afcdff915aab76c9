import { v4, v5 } from 'uuid'

const NAMESPACE = 'b6c1d3a2-6f0e-4b57-9a44-2f0d8a1c7e55'

/** A new random id. */
export function newId(): string {
  return v4()
}

/** The same id for the same parts, in every run: computing a thing twice proposes nothing new. */
export function derivedId(...parts: string[]): string {
  return v5(JSON.stringify(parts), NAMESPACE)
}
