import { describe, expect, it } from 'vitest'
import { beginRecord } from './begin-record.ts'
import { newRecord, type ImportRecord, type RecordStore } from './import-record.ts'

const IDENTITY = ['/data/events.csv']

/** The record of an import that was interrupted. */
function interrupted(deadLetterBytes: number): ImportRecord {
  const record = newRecord(IDENTITY, '/data/first.ndjson')
  record.position = { offset: 100, line: 10 }
  record.dead_letter.bytes = deadLetterBytes
  return record
}

function begin(earlier: ImportRecord | null, deadLetterPath: string | null, isAgain = false) {
  const saved: ImportRecord[] = []
  const records: RecordStore = { load: () => earlier, save: (record) => saved.push(record) }
  const deadLetterDefault = '/data/default.ndjson'
  const begun = beginRecord(records, { identity: IDENTITY, deadLetterPath, deadLetterDefault, isAgain })
  return { begun, saved }
}

describe('where an import begins', () => {
  it('is the start, which is recorded at once', () => {
    const { begun, saved } = begin(null, null)
    expect(begun).toEqual(newRecord(IDENTITY, '/data/default.ndjson'))
    expect(saved).toEqual([begun])
  })

  it('is where an earlier run stopped, save with --again', () => {
    expect(begin(interrupted(0), '/data/first.ndjson').begun).toEqual(interrupted(0))
    const again = begin(interrupted(7), '/data/first.ndjson', true).begun
    expect(again).toEqual(newRecord(IDENTITY, '/data/first.ndjson'))
  })

  it('can have another dead-letter file while nothing was refused', () => {
    const moved = begin(interrupted(0), '/data/second.ndjson').begun
    expect(moved).toMatchObject({ position: { line: 10 }, dead_letter: { path: '/data/second.ndjson' } })
    const message = 'the rows refused so far are in /data/first.ndjson'
    expect(() => begin(interrupted(7), '/data/second.ndjson')).toThrow(message)
    expect(() => begin(interrupted(7), null)).toThrow(message)
  })
})
