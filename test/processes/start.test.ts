import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'

/** Starts the service without tokens of its own, and stops it once it is ready. */
async function startOnce(folder: string, port: number): Promise<{ output: string; errors: string }> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { PATH: process.env['PATH'], METERHOUSE_DATA: folder, PORT: String(port), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.once('data', () => child.kill('SIGTERM'))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { output, errors }
}

it('a service whose first start failed after its tokens were made says where they are', async () => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-start-`)
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => {
    other.close()
    rmSync(folder, { recursive: true })
  })
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  expect(await startOnce(folder, port)).toEqual({
    output: '',
    errors: `Meterhouse cannot go on: port ${port} is in use; set PORT to another\n`,
  })
  const { output, errors } = await startOnce(folder, 0)
  expect(errors).toBe('')
  expect(output).toMatch(/^Meterhouse is ready at/)
  expect(output).toContain(`Its bearer tokens are in ${folder}/tokens\n`)
})
