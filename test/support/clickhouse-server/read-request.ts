import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { HttpFailure, ServerException } from './errors.ts'

/** A request as the server understands it. */
export interface ReadRequest {
  queryId: string | null
  /** The query, without the data that follows an INSERT. */
  query: string
  /** The query and the data. */
  statement: string
  database: string
  format: string
  settings: Map<string, string>
  /** In ClickHouse's escaped text form. */
  params: Map<string, string>
  compressesAnswer: boolean
  /** Whether nothing is sent before all of it is done, so that an exception takes the answer's place. */
  waitsForEnd: boolean
  /** What a test may want to know about how it came. */
  came: { method: string; uriBytes: number; bodyBytes: number; encoding: string; isMultipart: boolean }
}

const URI_BYTES_MAX = 1_048_576
const FIELD_BYTES_MAX = 131_072

// Known to the HTTP layer alone, or of no meaning here; all other names are settings.
const NOT_SETTINGS = new Set(
  `add_http_cors_header buffer_size close_session compress database decompress default_format
  enable_http_compression http_headers_progress_interval_ms http_response_buffer_size http_zlib_compression_level
  password query query_id quota_key role send_progress_in_http_headers session_check session_id session_timeout
  stacktrace user wait_end_of_query`.split(/\s+/),
)

/** Reads a request to `/`. @throws HttpFailure, ServerException where a server would refuse it. */
export async function readRequest(message: IncomingMessage): Promise<ReadRequest> {
  const uri = message.url ?? '/'
  if (uri.length > URI_BYTES_MAX) throw new HttpFailure(400, 'URI too long')
  const fields = urlFields(uri)
  const { body, bytes } = await readBody(message)
  const boundary = /^multipart\/form-data; *boundary=(.+)$/.exec(message.headers['content-type'] ?? '')?.[1]
  if (boundary !== undefined) for (const [name, value] of formFields(body, boundary)) fields.set(name, value)
  const start = fields.get('query') ?? ''
  const statement =
    boundary !== undefined ? start : `${start}${start === '' ? '' : '\n'}${body.toString('utf8')}`
  const query = queryOf(statement)
  if (query.trim() === '') throw new ServerException(62, 'SYNTAX_ERROR', 'Syntax error: failed: Empty query')
  refuseSecondStatement(query)
  const settings = settingsOf(fields)
  if (message.method === 'GET') settings.set('readonly', '2')
  return {
    queryId: fields.get('query_id') ?? null,
    query,
    statement,
    database: fields.get('database') ?? headerOf(message, 'x-clickhouse-database') ?? 'default',
    format: fields.get('default_format') ?? headerOf(message, 'x-clickhouse-format') ?? 'TabSeparated',
    settings,
    params: new Map(
      [...fields].flatMap(([name, value]) => (name.startsWith('param_') ? [[name.slice(6), value]] : [])),
    ),
    compressesAnswer:
      fields.get('enable_http_compression') === '1' &&
      (headerOf(message, 'accept-encoding') ?? '').includes('gzip'),
    waitsForEnd: fields.get('wait_end_of_query') === '1',
    came: {
      method: message.method ?? '',
      uriBytes: uri.length,
      bodyBytes: bytes,
      encoding: headerOf(message, 'content-encoding') ?? 'identity',
      isMultipart: boundary !== undefined,
    },
  }
}

/** A header that came once. */
export function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name]
  return typeof value === 'string' ? value : undefined
}

function urlFields(uri: string): Map<string, string> {
  const fields = new Map<string, string>()
  const [, ...search] = uri.split('?')
  for (const field of search.join('?').split('&')) {
    if (field === '') continue
    // The limit is on the text as it came, before it is decoded.
    const [name = '', ...rest] = field.split('=')
    const value = rest.join('=')
    refuseLongValue(value.length)
    fields.set(decoded(name), decoded(value))
  }
  return fields
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

function formFields(body: Buffer, boundary: string): Map<string, string> {
  const fields = new Map<string, string>()
  const parts = body.toString('latin1').split(`--${boundary}`)
  if (parts.at(-1)?.trim() !== '--') throw new ServerException(33, 'CANNOT_READ_ALL_DATA', 'Unexpected EOF')
  for (const part of parts.slice(1, -1)) {
    const [, name, value] =
      /^\r\nContent-Disposition: form-data; name="([^"]+)"\r\n\r\n([^]*)\r\n$/.exec(part) ?? []
    if (name === undefined || value === undefined) throw new HttpFailure(400, 'not a form field')
    refuseLongValue(value.length)
    fields.set(name, Buffer.from(value, 'latin1').toString('utf8'))
  }
  return fields
}

function refuseLongValue(bytes: number): void {
  if (bytes <= FIELD_BYTES_MAX) return
  throw new HttpFailure(
    500,
    'Poco::Exception. Code: 1000, e.code() = 0, HTML Form Exception: Field value too long',
  )
}

async function readBody(message: IncomingMessage): Promise<{ body: Buffer; bytes: number }> {
  // Ends with an error where the connection does: half an insert is none.
  const raw = Buffer.concat(await Array.fromAsync(message as AsyncIterable<Buffer>))
  const encoding = message.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return { body: raw, bytes: raw.length }
  if (encoding !== 'gzip') throw new HttpFailure(501, `this stand-in does not know ${encoding}`)
  return { body: gunzipSync(raw), bytes: raw.length }
}

function settingsOf(fields: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map<string, string>()
  for (const [name, value] of fields) {
    if (NOT_SETTINGS.has(name) || name.startsWith('param_')) continue
    if (!/^[a-z0-9_]+$/i.test(name)) {
      throw new ServerException(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'`)
    }
    settings.set(name, value)
  }
  return settings
}

function queryOf(statement: string): string {
  const insert = /^\s*INSERT\s[^]*?\sFORMAT\s+\w+\s*?\n/i.exec(statement)
  return insert === null ? statement : insert[0]
}

const QUOTED_OR_COMMENT =
  /'(?:[^'\\]|\\[^]|'')*'|`(?:[^`\\]|\\[^])*`|"(?:[^"\\]|\\[^])*"|--[^\n]*|\/\*[^]*?\*\//g

// The embedded engine would run them one after another.
function refuseSecondStatement(query: string): void {
  if (!/;\s*\S/.test(query.replaceAll(QUOTED_OR_COMMENT, ''))) return
  throw new ServerException(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)')
}
