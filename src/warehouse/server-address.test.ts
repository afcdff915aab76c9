import { describe, expect, it } from 'vitest'
import { readServerAddress } from './server-address.ts'

describe('CLICKHOUSE_URL', () => {
  it('keeps its credentials and options for the client, and shows no secret', () => {
    const address = readServerAddress('https://meter:p%40ss@db.example:8443?access_token=t&request_timeout=5')
    expect(address).toEqual({
      clientUrl: 'https://meter:p%40ss@db.example:8443/?access_token=t&request_timeout=5',
      shown: 'https://meter@db.example:8443',
      databasePrefix: '',
    })
  })

  it('has a path that is put before the names of databases', () => {
    const address = readServerAddress('http://127.0.0.1:8123/acme_eu')
    expect(address).toEqual({
      clientUrl: 'http://127.0.0.1:8123/?request_timeout=60000',
      shown: 'http://127.0.0.1:8123',
      databasePrefix: 'acme_eu_',
    })
  })

  it.each([
    ['http://meter:secret@db/Acme', /the path of CLICKHOUSE_URL/],
    ['http://meter:secret@db/a/b', /the path of CLICKHOUSE_URL/],
    ['http://meter:secret@db/a%60;', /the path of CLICKHOUSE_URL/],
    ['clickhouse://meter:secret@db:9000', /must begin with http/],
  ])('%s is refused without telling it', (url, message) => {
    expect(() => readServerAddress(url)).toThrow(message)
    expect(() => readServerAddress(url)).not.toThrow(/secret/)
  })
})
