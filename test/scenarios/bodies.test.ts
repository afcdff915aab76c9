import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BODY_BYTES_MAX } from '../../src/api/read-body.ts'
import { startTestService, type TestService } from '../support/service.ts'

const HEADERS = { authorization: 'Bearer sandbox-token' }

describe('bodies of every kind', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-18T12:00:00Z')
  })
  afterAll(() => service.stop())

  const event = (id: string, properties = '{}') =>
    `{"transaction_id":"${id}","customer_id":"acme","event_type":"request","timestamp":"2024-08-18T10:00:00Z","properties":${properties}}`
  async function send(body: string | Uint8Array<ArrayBuffer>, encoding?: string) {
    const response = await fetch(`${service.url}/v1/ingest`, {
      method: 'POST',
      headers: encoding === undefined ? HEADERS : { ...HEADERS, 'content-encoding': encoding },
      body,
    })
    return {
      status: response.status,
      message: ((await response.json()) as { message?: string }).message ?? '',
    }
  }
  const properties = async (id: string) => {
    const { text } = await service.request('POST', '/v1/events/search', { body: { transactionIds: [id] } })
    return /"properties":(.*),"is_duplicate"/.exec(text)?.[1]
  }

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
  ])('are read where they are compressed with %s', async (encoding, compress) => {
    const id = `compressed-${encoding}`
    expect((await send(Uint8Array.from(compress(`[${event(id, '{"a":"ü"}')}]`)), encoding)).status).toBe(200)
    expect(await properties(id)).toBe('{"a":"ü"}')
  })

  it('are refused where they are not what they say', async () => {
    expect(await send(`[${event('a')}]`, 'gzip')).toMatchObject({
      status: 400,
      message: expect.stringContaining('gzip'),
    })
    const cut = Uint8Array.from(gzipSync(`[${event('a')}]`).subarray(0, 40))
    expect((await send(cut, 'gzip')).status).toBe(400)
    expect(await send(`[${event('a')}]`, 'zstd')).toMatchObject({
      status: 415,
      message: expect.stringContaining('zstd'),
    })
  })

  it('are limited in their inflated size', async () => {
    const bomb = Uint8Array.from(gzipSync(Buffer.alloc(BODY_BYTES_MAX + 1, ' ')))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await send(bomb, 'gzip')).status).toBe(413)
    expect((await send(`[${event('after the bomb')}]`)).status).toBe(200)
  })

  it('are refused where they are not UTF-8', async () => {
    const bytes = Buffer.from(`[${event('latin-X')}]`)
    bytes[bytes.indexOf('X')] = 0xff
    expect(await send(Uint8Array.from(bytes))).toMatchObject({
      status: 400,
      message: 'body: is not UTF-8 text',
    })
  })

  it('may nest properties, but not without end', async () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    expect((await send(`[${event('nested', nested(60))}]`)).status).toBe(200)
    expect(await properties('nested')).toBe(nested(60))
    expect(await send(`[${event('deep', nested(100))}]`)).toMatchObject({
      status: 400,
      message: expect.stringContaining('nested deeper'),
    })
    for (const bottomless of [
      '['.repeat(1_000_000),
      nested(200_000),
      `[${event('deep', `{"a":${'['.repeat(300_000)}1.0${']'.repeat(300_000)}}`)}]`,
    ]) {
      expect((await send(bottomless)).status).toBe(400)
    }
  })

  it('keep names that JavaScript has other plans for as plain data', async () => {
    const odd =
      '{"__proto__":{"polluted":true},"constructor":"x","toString":1,"hasOwnProperty":null,"":"empty"}'
    expect((await send(`[${event('odd', odd)}]`)).status).toBe(200)
    expect(JSON.parse((await properties('odd')) ?? '')).toEqual(JSON.parse(odd))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    const plain = '{"__proto__":"flat","valueOf":"y"}'
    expect((await send(`[${event('plain', plain)}]`)).status).toBe(200)
    expect(await properties('plain')).toBe(plain)
    expect(
      (
        await send(
          `[{"__proto__":{"transaction_id":"inherited"},"customer_id":"a","event_type":"b","timestamp":"2024-08-18T10:00:00Z"}]`,
        )
      ).status,
    ).toBe(400)
  })

  it('keep the last of two values for one name, a huge name and a NUL', async () => {
    expect((await send(`[${event('twice', '{"a":1,"a":2}')}]`)).status).toBe(200)
    expect(await properties('twice')).toBe('{"a":2}')
    const name = 'n'.repeat(1_000_000)
    expect((await send(`[${event('huge', `{"${name}":"v"}`)}]`)).status).toBe(200)
    expect(await properties('huge')).toBe(`{"${name}":"v"}`)
    expect((await send(`[${event('nul', String.raw`{"a\u0000b":"\u0000\t\n\r\b\f\\'"}`)}]`)).status).toBe(200)
    expect(JSON.parse((await properties('nul')) ?? '')).toEqual({ 'a\u0000b': "\u0000\t\n\r\b\f\\'" })
  })
})
