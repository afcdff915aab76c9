import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Sql } from '../kernel/sql.ts'

/** The folder that holds the project's SQL. */
export const SQL_ROOT = fileURLToPath(new URL('../../sql/', import.meta.url))

/** Reads a file of `sql/`, without its comment lines. */
export function readSqlFile(path: string): string {
  return readFileSync(`${SQL_ROOT}${path}`, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .trim()
}

/**
 * Puts composed SQL into the `{{name}}` places of a file's text.
 * @throws Error where a place is left open or a fragment has no place.
 */
export function fillFragments(text: string, fragments: Readonly<Record<string, Sql>>): Sql {
  const unused = new Set(Object.keys(fragments))
  const filled = text.replaceAll(/\{\{([a-z_]+)\}\}/g, (_, name: string) => {
    const fragment = fragments[name]
    if (fragment === undefined) throw new Error(`no fragment for {{${name}}}`)
    unused.delete(name)
    return fragment.text
  })
  if (unused.size > 0) throw new Error(`no place for the fragments ${[...unused].join(', ')}`)
  return new Sql(filled)
}
