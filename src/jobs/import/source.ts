/** A place between two records of a file, from which reading can go on. */
export interface Position {
  /** Bytes of text before it, unpacked. A Parquet file's rows are found by their number instead. */
  offset: number
  /** Lines of text, or rows of Parquet, before it. */
  line: number
}

export const START: Position = { offset: 0, line: 0 }

/** A record as it stands in the file: a line of NDJSON, a record of CSV, a row of Parquet as a line of JSON. */
export interface FileRecord {
  /** The line or row where it begins, counted from 1. */
  number: number
  /** Without its line's end; null where it is too long to be held. */
  bytes: Buffer | null
  /** Why it cannot be read, where its end had to be guessed. */
  refusal: string | null
  after: Position
}

export interface ReadProgress {
  done: number
  /** Null where it is not known. */
  total: number | null
  unit: 'bytes' | 'rows'
}

/** A file that is being read. */
export interface Source {
  /** What a record's number counts. */
  readonly unit: 'line' | 'row'
  /** The file's records from a position on, some at a time. Memory does not grow with the file. */
  records(from: Position): AsyncIterable<FileRecord[]>
  /** The event that a record's text stands for, not yet checked. @throws RowRefusal or SyntaxError. */
  toEvent: (text: string) => unknown
  /** Whether a record's text is the event's own JSON. */
  readonly isEventJson: boolean
  progress(): ReadProgress
  close(): void
}
