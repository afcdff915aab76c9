import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openCatalogFile, type Catalog } from './database.ts'

const OTHERS_WRITE_MS = 50

/** Two connections to a catalog of one table, as two threads have them; what each writes is told by its id. */
function openTwo() {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-database-'))
  const [one, other] = [openCatalogFile(join(folder, 'a.sqlite')), openCatalogFile(join(folder, 'a.sqlite'))]
  onTestFinished(async () => {
    await one.catalog.destroy()
    await other.catalog.destroy()
    rmSync(folder, { recursive: true })
  })
  one.file.exec(
    'CREATE TABLE settings (id INTEGER PRIMARY KEY, clock_fixed_at INTEGER, clock_was_set INTEGER) STRICT',
  )
  const insert = (id: number, catalog: Pick<Catalog, 'insertInto'> = one.catalog) =>
    catalog.insertInto('settings').values({ id, clock_fixed_at: null, clock_was_set: 0 }).execute()
  const ids = () =>
    other.file
      .prepare('SELECT id FROM settings ORDER BY id')
      .all()
      .map(({ id }) => id)
  return { catalog: one.catalog, other: other.file, insert, ids }
}

it('a file that is no catalog is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-database-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'a.sqlite')
  writeFileSync(path, 'no catalog, '.repeat(100))
  expect(() => openCatalogFile(path)).toThrow(`${path} cannot be opened: file is not a database`)
})

const THEIRS = 1
const MINE = 2

describe('who writes while others do', () => {
  it.each([
    ['a statement', ({ insert }: ReturnType<typeof openTwo>) => insert(MINE)],
    [
      'a transaction',
      ({ catalog, insert }: ReturnType<typeof openTwo>) =>
        catalog.transaction().execute((transaction) => insert(MINE, transaction)),
    ],
  ])('waits for them, and nothing else does: %s', async (_, write) => {
    const two = openTwo()
    two.other.exec(`BEGIN IMMEDIATE; INSERT INTO settings VALUES (${THEIRS}, NULL, 0)`)
    let isDone = false
    const writing = write(two).then(() => (isDone = true))
    await sleep(OTHERS_WRITE_MS)
    expect(await two.catalog.selectFrom('settings').select('id').execute()).toEqual([])
    expect(isDone).toBe(false)
    two.other.exec('COMMIT')
    await writing
    expect(two.ids()).toEqual([THEIRS, MINE])
  })

  it('in a transaction has the connection until it ends, however it does', async () => {
    const { catalog, insert } = openTwo()
    const readAll = () => catalog.selectFrom('settings').select('id').execute()
    const failing = catalog.transaction().execute(async (transaction) => {
      await insert(MINE, transaction)
      await sleep(OTHERS_WRITE_MS)
      throw new Error('not after all')
    })
    // What is not written yet is read by nobody else.
    const reading = readAll()
    await expect(failing).rejects.toThrow('not after all')
    expect(await reading).toEqual([])
    await catalog.transaction().execute((transaction) => insert(MINE, transaction))
    expect(await readAll()).toEqual([{ id: MINE }])
  })

  it('waits for nobody in a transaction that only reads, and sees nothing of what they write meanwhile', async () => {
    const { catalog, other, insert } = openTwo()
    await insert(MINE)
    other.exec('BEGIN IMMEDIATE')
    const reading = catalog.transaction().setAccessMode('read only')
    const found = await reading.execute(async (transaction) => {
      const ids = () => transaction.selectFrom('settings').select('id').execute()
      const before = await ids()
      other.exec(`INSERT INTO settings VALUES (${THEIRS}, NULL, 0); COMMIT`)
      return [before, await ids()]
    })
    expect(found).toEqual([[{ id: MINE }], [{ id: MINE }]])
  })

  it('fails where they do not end, and can try again', async () => {
    const { other, insert, ids } = openTwo()
    const at = stopClock()
    other.exec('BEGIN IMMEDIATE')
    let hasFailed = false
    const failing = expect(
      insert(MINE).catch((error: unknown) => {
        hasFailed = true
        throw error
      }),
    ).rejects.toThrow('database is locked')
    await sleep(OTHERS_WRITE_MS)
    at(5000)
    await sleep(OTHERS_WRITE_MS)
    expect(hasFailed).toBe(false)
    at(5001)
    await failing
    other.exec('ROLLBACK')
    await insert(MINE)
    expect(ids()).toEqual([MINE])
  })

  it('fails at once by what is wrong with it', async () => {
    const { insert } = openTwo()
    stopClock()
    await insert(MINE)
    await expect(insert(MINE)).rejects.toThrow('UNIQUE')
  })
})

it('a transaction for which there is no room fails by that, and the next one goes on', async () => {
  const { file, catalog } = openCatalogFile(':memory:')
  file.exec('CREATE TABLE audit (text TEXT); PRAGMA max_page_count = 3')
  const write = (length: number) =>
    catalog
      .transaction()
      .execute((transaction) => sql`INSERT INTO audit VALUES (${'x'.repeat(length)})`.execute(transaction))
  await expect(write(100_000)).rejects.toThrow('database or disk is full')
  await write(1)
  expect(file.prepare('SELECT text FROM audit').all()).toEqual([{ text: 'x' }])
  await catalog.destroy()
})

/** Has no time pass for who measures it. @returns what sets it, in milliseconds. */
function stopClock(): (nowMs: number) => void {
  let stopped = 0
  const now = vi.spyOn(performance, 'now').mockImplementation(() => stopped)
  onTestFinished(() => now.mockRestore())
  return (nowMs) => (stopped = nowMs)
}
