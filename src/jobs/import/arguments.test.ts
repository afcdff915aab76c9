import { describe, expect, it } from 'vitest'
import { UsageError } from '../command-line.ts'
import { readImportArguments } from './arguments.ts'

describe('the arguments of meterhouse import', () => {
  it('default to the sandbox and to what the names of files say', () => {
    expect(readImportArguments(['a.csv', '-'])).toEqual({
      isHelp: false,
      environment: 'sandbox',
      isHistorical: false,
      isAgain: false,
      format: null,
      deadLetterPath: null,
      files: ['a.csv', '-'],
    })
  })

  it.each([
    [[], 'name a file to import'],
    [['--colour', 'a.ndjson'], "Unknown option '--colour'"],
    [['--format', 'xml', 'a.ndjson'], '--format: expected ndjson or csv or parquet'],
    [['--environment', 'staging', 'a.ndjson'], '--environment: expected sandbox or production'],
    [['--environment', 'sandbox', '--environment', 'production', 'a.ndjson'], '--environment: given twice'],
    [['--dead-letter', 'd', 'a.ndjson', 'b.ndjson'], '--dead-letter is for one file'],
  ])('%j are wrong', (args, message) => {
    expect(() => readImportArguments(args)).toThrow(UsageError)
    expect(() => readImportArguments(args)).toThrow(message)
  })
})
