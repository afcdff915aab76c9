import { describe, expect, it } from 'vitest'
import { UsageError } from '../command-line.ts'
import { readGenerateArguments } from './arguments.ts'

const ACME = '5b0a4f0e-9d3c-4c56-8f2b-0e3a9d7c6b11'
const GLOBEX = 'c7e1d2a3-1111-4222-8333-444455556666'

describe('the arguments of meterhouse invoices generate', () => {
  it('are what is due now of everybody in the sandbox, where none are given', () => {
    expect(readGenerateArguments([])).toEqual({
      environment: 'sandbox',
      asOf: undefined,
      customerIds: undefined,
      isDryRun: false,
    })
  })

  it('name customers, an instant and a dry run', () => {
    const args = ['--environment', 'production', '--as-of', '2024-09-02T02:00:00+02:00', '--dry-run']
    expect(readGenerateArguments([...args, '--customer', ACME.toUpperCase(), '--customer', GLOBEX])).toEqual({
      environment: 'production',
      asOf: Date.UTC(2024, 8, 2),
      customerIds: [ACME, GLOBEX],
      isDryRun: true,
    })
  })

  it('may say twice what has no value', () => {
    expect(readGenerateArguments(['--dry-run', '--dry-run'])).toMatchObject({ isDryRun: true })
  })

  it.each([
    [['--as-of', 'tomorrow'], '--as-of: expected an RFC 3339 timestamp'],
    [['--environment', 'test'], '--environment: expected sandbox or production'],
    [['--customer', 'acme'], '--customer: expected the id of a customer, a UUID'],
    [['--customer', ''], '--customer: expected the id of a customer, a UUID'],
    [['--as-of', '2024-09-02T00:00:00Z', '--as-of=2024-10-02T00:00:00Z'], '--as-of: given twice'],
    [['acme'], 'unexpected acme; name customers with --customer'],
    [['--all'], "Unknown option '--all'"],
  ])('are not understood where they are %j', (args, message) => {
    expect(() => readGenerateArguments(args)).toThrow(UsageError)
    expect(() => readGenerateArguments(args)).toThrow(message)
  })
})
