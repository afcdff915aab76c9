import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openLog } from './open-log.ts'

it('a log that cannot be written fails nobody, and has the lines once it can', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-log-'))
  const writes = vi.spyOn(fs, 'writeSync')
  onTestFinished(() => {
    writes.mockRestore()
    rmSync(folder, { recursive: true })
  })
  const file = join(folder, 'log')
  const log = openLog('info', fs.openSync(file, 'w'))
  const full = () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  writes.mockImplementationOnce(full).mockImplementationOnce(full)
  log.error('first')
  log.error('second')
  expect(readFileSync(file, 'utf8')).toBe('')
  log.error('third')
  const messages = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)
  expect(messages).toEqual(['first', 'second', 'third'])
})
