/** A ClickHouse server as CLICKHOUSE_URL names it. */
export interface ServerAddress {
  /** For the client: with the user, the password and options, without a database. */
  clientUrl: string
  /** For people: without the password. */
  shown: string
  /** Put before the names of our databases, so that several services can share a server. */
  databasePrefix: string
}

// As long as a large invoice may take; `?request_timeout=` in the URL overrides it.
const REQUEST_TIMEOUT_MS = 60_000

/** Reads CLICKHOUSE_URL. @throws Error without the URL in it, as it may hold a password. */
export function readServerAddress(text: string): ServerAddress {
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error('CLICKHOUSE_URL must begin with http:// or https://')
  }
  const prefix = url.pathname.slice(1)
  if (!/^([a-z][a-z0-9_]*)?$/.test(prefix)) {
    throw new Error(
      'the path of CLICKHOUSE_URL is a prefix of database names: write it with a-z, 0-9 and _, or leave it out',
    )
  }
  // The client would take the path for the database, and both environments would share it.
  url.pathname = '/'
  if (!url.searchParams.has('request_timeout')) {
    url.searchParams.set('request_timeout', String(REQUEST_TIMEOUT_MS))
  }
  const user = url.username === '' ? '' : `${url.username}@`
  return {
    clientUrl: url.href,
    shown: `${url.protocol}//${user}${url.host}`,
    databasePrefix: prefix === '' ? '' : `${prefix}_`,
  }
}
