import type { Session } from 'chdb'
import type { EngineLocation } from './engine.ts'
import type { ParamValue, Query } from './query.ts'

type Params = Readonly<Record<string, ParamValue>>

/** Reads files of this machine with the embedded engine, wherever the warehouse is. */
export interface FileReader {
  /** Runs a query over a file and gives its rows, checked against its schema. */
  run<P extends Params, Row>(query: Query<P, Row>, params: P): Promise<Row[]>
  /** Runs a query over a file and gives its rows as lines of JSON, a block at a time as they are asked for. */
  stream<P extends Params>(query: Query<P, unknown>, params: P): AsyncIterable<Buffer>
  close(): void
}

/** Opens a reader. An embedded warehouse's engine is used, as a process has only one; else one without data. */
export function openFileReader(location: EngineLocation): FileReader {
  let opened: Session | null = null
  const session = async () => {
    // Not loaded where no file needs it.
    const chdb = await import('chdb')
    opened ??= 'path' in location ? new chdb.Session(location.path) : new chdb.Session()
    return opened
  }
  return {
    async run(query, params) {
      const engine = await session()
      const result = await engine.queryBindAsync(query.compose({}).text, params, { format: 'JSONEachRow' })
      const lines = result.text().split('\n').filter(Boolean)
      return lines.map((line) => query.row.parse(JSON.parse(line)))
    },
    async *stream(query, params) {
      const engine = await session()
      const blocks = engine.queryStreamBind(query.compose({}).text, params, { format: 'JSONEachRow' })
      for await (const block of blocks) yield Buffer.from(block.raw())
    },
    close: () => opened?.close(),
  }
}
