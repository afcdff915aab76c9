import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createChdbConnection } from 'chdb/connection'
import { expect, it, onTestFinished } from 'vitest'
import { embeddedRead } from './read-bytes.ts'

const VALUES = 1_000_000

it('what the embedded engine gave is given back as soon as the next is asked for', async () => {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-read-`)
  const connection = createChdbConnection({ path })
  onTestFinished(async () => {
    await connection.close()
    rmSync(path, { recursive: true, force: true })
  })
  const chunks: Uint8Array[] = []
  let sum = 0n
  for await (const chunk of embeddedRead(connection)(`SELECT number FROM numbers(${VALUES})`)) {
    expect(chunks.map(({ byteLength }) => byteLength)).toEqual(chunks.map(() => 0))
    for (const value of new BigUint64Array(chunk.slice().buffer)) sum += value
    chunks.push(chunk)
  }
  expect(chunks.length).toBeGreaterThan(1)
  expect(sum).toBe((BigInt(VALUES) * BigInt(VALUES - 1)) / 2n)
})
