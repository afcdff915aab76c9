import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe } from 'vitest'
import { openEngine } from '../src/warehouse/engine.ts'
import { limitedQueries } from './support/limited-queries.ts'

describe('a query around SQL that others wrote', () => {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-limited-`)
  afterAll(() => rmSync(path, { recursive: true, force: true }))

  limitedQueries((limits) => openEngine({ path }, limits).openDatabase('limited'))
})
