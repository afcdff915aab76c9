import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'

/** Inserts into the embedded engine, on all of its connections at once, and says what is in standard input then. */
const INSERTING = `
import { readFileSync } from 'node:fs'
const { openEngine } = await import('./src/warehouse/engine.ts')
const warehouse = await openEngine({ path: process.env.FOLDER }).openDatabase('d')
await warehouse.command('CREATE TABLE numbers (n UInt64) ENGINE = MergeTree ORDER BY n')
for (let round = 0; round < 100; round += 1) {
  await Promise.all([1, 2, 3].map((n) => warehouse.insertText({
    table: 'numbers', columns: ['n'], body: Buffer.from(n + '\\n'), token: round + '-' + n,
  })))
}
process.stdout.write('inserted, and left: ' + readFileSync(0, 'utf8'))
process.exit(0)`

// The engine looks there for more rows of each insert; where two look at once, one may wait for some, as reading it would here.
it.each([
  ['that stays open', ''],
  ['with something in it', 'not a row\n'],
])('inserts are done beside a standard input %s', async (_, input) => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-input-`)
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const child = spawn(process.execPath, ['--input-type=module', '-e', INSERTING], {
    env: { PATH: process.env['PATH'], FOLDER: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdin.on('error', () => {})
  child.stdin.write(input)

  expect(await Promise.all([text(child.stdout), text(child.stderr)])).toEqual(['inserted, and left: ', ''])
})
