import type { AddressInfo } from 'node:net'
import { openEngine } from './engine.ts'
import { Faults } from './faults.ts'
import { createStandIn } from './http-server.ts'

/**
 * A stand-in for a ClickHouse server: its HTTP interface in front of the embedded engine, which is the same engine.
 *
 * It imitates: POST and GET with the query in the URL, in the body or in both; insert data after the query;
 * `param_*` in the URL and as multipart/form-data, in ClickHouse's escaped text; settings in the URL, for that
 * request only; `database`, `default_format`, `query_id`; gzip of requests and, with enable_http_compression=1, of
 * answers; users by basic authorization and by X-ClickHouse-User and -Key; exceptions with their code, status and
 * text, in the middle of an answer too, as 26.x and as older servers send them, but not with wait_end_of_query; the
 * limits http_max_uri_size and http_max_field_value_size; refusing several statements in one query; GET being
 * read-only; /ping.
 *
 * It does not: sessions, roles, quotas, TLS, progress headers, streaming (an answer is made whole, then sent in
 * pieces), async_insert, codecs besides gzip, external tables, cancelling, replication. Settings are checked by the
 * engine; a few are known to the HTTP layer alone.
 *
 * Usage: node main.ts FOLDER PORT USER PASSWORD. It prints its port as JSON, ends with its standard input, and takes
 * faults at POST /stand-in/faults; GET /stand-in/requests tells what it was asked.
 */
async function main([folder = '', port = '0', user = '', password = '']: readonly string[]): Promise<void> {
  const engine = await openEngine(folder)
  const server = createStandIn({ engine, user, password, faults: new Faults() })
  server.listen(Number(port), '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
  })
  const end = () => {
    server.close()
    server.closeAllConnections()
    engine.close()
    process.exit(0)
  }
  process.stdin.on('end', end).resume()
  process.once('SIGTERM', end)
}

await main(process.argv.slice(2))
