import { invalid } from '../kernel/errors.ts'

/** Refuses a list that names something twice. @throws Problem invalid, naming the field, and what it is. */
export function refuseTwice(names: readonly string[], field: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(`${field}: ${JSON.stringify(twice)} is named twice`)
}
