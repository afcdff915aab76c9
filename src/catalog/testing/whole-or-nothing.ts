import { expect } from 'vitest'
import type { TestCatalog } from './memory-catalog.ts'

/**
 * Has a write fail at each of its rows in turn, and expects that nothing of it is left behind.
 * @param scope what the write needs is there.
 * @returns how many rows it wrote when it was left to succeed at last.
 */
export async function expectWholeOrNothing(
  scope: TestCatalog,
  write: () => Promise<unknown>,
): Promise<number> {
  const before = dump(scope)
  countWrites(scope)
  for (let row = 1; ; row += 1) {
    scope.file.exec(`UPDATE writes_left SET count = ${row}`)
    const outcome = await write().then(
      () => 'written',
      (error: unknown) => (error instanceof Error ? error.message : 'failed'),
    )
    if (outcome === 'written') return row - 1
    expect(outcome).toBe('the disk is full')
    expect(dump(scope)).toEqual(before)
  }
}

/** Has the row fail with which the count of those left comes to 0. The count is undone with a transaction. */
function countWrites({ file }: TestCatalog): void {
  file.exec('CREATE TEMP TABLE writes_left (count INTEGER); INSERT INTO writes_left VALUES (0)')
  for (const table of tablesOf(file)) {
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      file.exec(`CREATE TEMP TRIGGER fail_${event}_${table} AFTER ${event} ON main.${table} BEGIN
        UPDATE writes_left SET count = count - 1;
        SELECT RAISE(ABORT, 'the disk is full') FROM writes_left WHERE count = 0;
      END`)
    }
  }
}

function dump({ file }: TestCatalog): unknown[] {
  return tablesOf(file).map((table) => [table, file.prepare(`SELECT * FROM main.${table}`).all()])
}

function tablesOf(file: TestCatalog['file']): string[] {
  const rows = file
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
  return rows.map(({ name }) => String(name))
}
