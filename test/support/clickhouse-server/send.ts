import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { ChdbResult } from 'chdb'
import { ServerException, type HttpFailure } from './errors.ts'
import type { FaultKind } from './faults.ts'
import type { ReadRequest } from './read-request.ts'

interface Answer {
  request: ReadRequest
  queryId: string
  result: ChdbResult
  fault: FaultKind | undefined
  version: string
}

const EXCEPTION_TAG = 'abcdefghijklmnop'
const PIECE_BYTES = 65_536

/** Sends a result in pieces, or the first half of it and then what the fault says. */
export async function sendAnswer(
  response: ServerResponse,
  { request, queryId, result, fault, version }: Answer,
): Promise<void> {
  const bytes = Buffer.from(result.bytes())
  const isBroken = fault !== undefined && fault.endsWith('in the answer')
  const half = bytes.subarray(0, endOfRow(bytes, request.query))
  const whole = isBroken ? Buffer.concat([half, brokenEnd(fault, version)]) : bytes
  const body = request.compressesAnswer ? gzipSync(whole) : whole
  response.writeHead(200, {
    ...commonHeaders(queryId),
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-format': request.format,
    'x-clickhouse-summary': summary(result),
    ...(fault === 'plain exception in the answer' ? {} : { 'x-clickhouse-exception-tag': EXCEPTION_TAG }),
    ...(request.compressesAnswer ? { 'content-encoding': 'gzip' } : {}),
  })
  for (let start = 0; start < body.length; start += PIECE_BYTES) {
    await written(response, body.subarray(start, start + PIECE_BYTES))
  }
  if (fault === 'cut in the answer') response.destroy()
  else response.end()
}

/** Sends an exception in place of a result. */
export function sendException(
  response: ServerResponse,
  error: ServerException | HttpFailure,
  queryId: string,
  version: string,
): void {
  const code = error instanceof ServerException ? { 'x-clickhouse-exception-code': String(error.code) } : {}
  response.writeHead(error.status, { ...commonHeaders(queryId), ...code, 'content-type': 'text/plain' })
  response.end(`${error.message} (version ${version} (official build))\n`)
}

/** Where a row ends in the middle, so that what is left looks whole. */
function endOfRow(bytes: Buffer, query: string): number {
  if (query.includes('FORMAT RowBinary')) return Math.floor(bytes.length / 16) * 8
  return bytes.indexOf('\n', Math.floor(bytes.length / 2)) + 1
}

function brokenEnd(fault: FaultKind, version: string): Buffer {
  if (fault === 'cut in the answer') return Buffer.alloc(0)
  const reason = 'Code: 241. DB::Exception: Query memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)'
  const line = `${reason} (version ${version} (official build))`
  // A multiple of eight bytes, which could pass for 64-bit values.
  const text = `${line.padEnd(Math.ceil((line.length + 1) / 8) * 8 - 1)}\n`
  if (fault === 'plain exception in the answer') return Buffer.from(text)
  const length = Buffer.byteLength(text)
  return Buffer.from(
    `\r\n__exception__\r\n${EXCEPTION_TAG}\r\n${text}${length} ${EXCEPTION_TAG}\r\n__exception__\r\n`,
  )
}

function commonHeaders(queryId: string): Record<string, string> {
  return { 'x-clickhouse-query-id': queryId, 'x-clickhouse-timezone': 'UTC' }
}

function summary({ rowsRead, bytesRead, elapsed }: ChdbResult): string {
  return JSON.stringify({
    read_rows: String(rowsRead),
    read_bytes: String(bytesRead),
    written_rows: '0',
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: '0',
    elapsed_ns: String(Math.round(elapsed * 1e9)),
  })
}

function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
