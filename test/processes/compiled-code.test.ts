import { readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runMeterhouse } from '../support/run-meterhouse.ts'

describe('what the runtime has compiled', () => {
  it('is kept beside the installation for the next start', async () => {
    const kept = fileURLToPath(new URL('../../node_modules/.cache/meterhouse', import.meta.url))
    // Others may be writing there.
    rmSync(kept, { recursive: true, force: true, maxRetries: 5 })

    await runMeterhouse(['query', '--help'], {})

    expect(readdirSync(kept)).toHaveLength(1)
  })

  it('can be missing: a command runs where none can be kept', async () => {
    const { status, stdout, stderr } = await runMeterhouse(['query', '--help'], {
      NODE_COMPILE_CACHE: '/dev/null/nowhere',
    })

    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('meterhouse query')
  })
})
