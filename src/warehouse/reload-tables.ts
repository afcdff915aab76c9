import { readdir, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { identifier, stringLiteral } from '../kernel/sql.ts'
import type { Ask } from './ask.ts'
import type { MergeHold } from './hold-merges.ts'

/**
 * Has the engine load a database's tables as it does when it starts. It holds each file of each part to the part's
 * list of them, puts parts that are not whole aside, and takes up again the parts that a broken merge had replaced,
 * which are on disk for eight minutes more. Merges are stopped then, and nothing of a part is remembered.
 * @param madeAfter parts found broken that were made later hold nothing that is missed; they are removed.
 * @throws where a table cannot be loaded; the next call tries again.
 */
export type ReloadTables = (madeAfter: number) => Promise<void>

/** Opens the reload of the database that is asked; a table it has detached and not attached again is remembered. */
export function openTableReload(ask: Ask, merges: MergeHold): ReloadTables {
  const toAttach = new Set<string>()

  async function attach(table: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await ask(`ATTACH TABLE IF NOT EXISTS ${identifier(table).text}`)
        toAttach.delete(table)
        return await merges.stop()
      } catch (error) {
        // A merge that is being stopped has the table in use for a moment.
        if (tries === ATTACH_TRIES_MAX) throw error
        await sleep(ATTACH_PAUSE_MS)
      }
    }
  }

  return async (madeAfter) => {
    for (const table of toAttach) await attach(table)
    for (const table of lines(await ask(TABLES))) {
      toAttach.add(table)
      await ask(`DETACH TABLE ${identifier(table).text}`)
      await attach(table)
      await removeBroken(ask, table, madeAfter)
    }
    for (const cache of CACHES) await ask(`SYSTEM CLEAR ${cache}`)
  }
}

// What the engine knows of a part by its name, which goes to a new one where the part was put aside or removed.
const CACHES = [
  'QUERY CONDITION CACHE',
  'UNCOMPRESSED CACHE',
  'INDEX UNCOMPRESSED CACHE',
  'MARK CACHE',
  'INDEX MARK CACHE',
  'PRIMARY INDEX CACHE',
]

// Not DETACH … SYNC, which would wait for ever for whatever has a table in use.
const ATTACH_TRIES_MAX = 200
const ATTACH_PAUSE_MS = 10

const TABLES =
  "SELECT name FROM system.tables WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree')"

async function removeBroken(ask: Ask, table: string, madeAfter: number): Promise<void> {
  const broken =
    await ask(`SELECT name, base64Encode(path) FROM system.detached_parts WHERE database = currentDatabase()
    AND table = ${stringLiteral(table).text} AND reason = 'broken-on-start'`)
  for (const line of lines(broken)) {
    const [name = '', path = ''] = line.split('\t')
    if ((await beganAt(Buffer.from(path, 'base64').toString())) <= madeAfter) continue
    await ask(`ALTER TABLE ${identifier(table).text} DROP DETACHED PART ${stringLiteral(name).text}
      SETTINGS allow_drop_detached = 1`)
  }
}

/** When the first of its files was written, as the engine gives a part itself whole seconds. */
async function beganAt(part: string): Promise<number> {
  const files = await readdir(part)
  const times = await Promise.all(files.map(async (file) => (await stat(`${part}/${file}`)).mtimeMs))
  return Math.min(...times)
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean)
}
