import { describe, expect, it } from 'vitest'
import { UsageError } from '../command-line.ts'
import { readGenerateArguments } from './arguments.ts'

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
    expect(readGenerateArguments([...args, '--customer', 'A', '--customer', 'b'])).toEqual({
      environment: 'production',
      asOf: Date.UTC(2024, 8, 2),
      customerIds: ['a', 'b'],
      isDryRun: true,
    })
  })

  it.each([
    [['--as-of', 'tomorrow'], '--as-of: expected an RFC 3339 timestamp'],
    [['--environment', 'test'], '--environment: expected sandbox or production'],
    [['acme'], 'unexpected acme; name customers with --customer'],
    [['--all'], "Unknown option '--all'"],
  ])('are not understood where they are %j', (args, message) => {
    expect(() => readGenerateArguments(args)).toThrow(UsageError)
    expect(() => readGenerateArguments(args)).toThrow(message)
  })
})
