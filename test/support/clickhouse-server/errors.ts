/** A ClickHouse exception: its code, its name, and what is sent for it. */
export class ServerException extends Error {
  readonly code: number
  readonly status: number

  constructor(code: number, name: string, message: string, status: number = statusOf(name)) {
    super(`Code: ${code}. DB::Exception: ${message}. (${name})`)
    this.code = code
    this.status = status
  }
}

/** A failure of the HTTP layer itself, which has no ClickHouse code. */
export class HttpFailure extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What the engine threw, with the status a server sends for it. */
export function fromEngine(error: unknown): ServerException {
  const text = error instanceof Error ? error.message : String(error)
  const [, code, rest] = /^Code: (\d+)\. DB::Exception: ([\s\S]*)$/.exec(text) ?? []
  const name = /\(([A-Z][A-Z0-9_]+)\)\s*$/.exec(text)?.[1] ?? 'UNKNOWN_EXCEPTION'
  const message = (rest ?? text).replace(/\.?\s*\([A-Z][A-Z0-9_]+\)\s*$/, '')
  return new ServerException(Number(code ?? 1002), name, message)
}

// As in ClickHouse's exceptionCodeToHTTPStatus; the rest is 500.
const STATUSES: readonly (readonly [number, RegExp])[] = [
  [401, /^REQUIRED_PASSWORD$/],
  [403, /^(UNKNOWN_USER|WRONG_PASSWORD|AUTHENTICATION_FAILED|ACCESS_DENIED)$/],
  [400, /^(BAD_ARGUMENTS|CANNOT_PARSE_.*|ILLEGAL_COLUMN|DUPLICATE_COLUMN|SYNTAX_ERROR|INCORRECT_DATA)$/],
  [400, /^(TYPE_MISMATCH|VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE|TOO_BIG_AST|TOO_DEEP_AST)$/],
  [404, /^UNKNOWN_(TABLE|FUNCTION|IDENTIFIER|TYPE|STORAGE|DATABASE|SETTING|FORMAT|AGGREGATE_FUNCTION)$/],
  [413, /^QUERY_IS_TOO_LARGE$/],
  [501, /^NOT_IMPLEMENTED$/],
  [503, /^(SOCKET_TIMEOUT|CANNOT_OPEN_FILE|CANNOT_SCHEDULE_TASK)$/],
  [408, /^TIMEOUT_EXCEEDED$/],
]

function statusOf(name: string): number {
  return STATUSES.find(([, names]) => names.test(name))?.[0] ?? 500
}
