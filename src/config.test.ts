import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('the limits of SQL metrics are the usual ones, unless they are set', () => {
  const usual = {
    secondsMax: 10,
    memoryBytesMax: 1_073_741_824,
    rowsReadMax: 100_000_000,
    resultRowsMax: 100_000,
  }
  expect(readConfig({}).queryLimits).toEqual(usual)
  const set = {
    METERHOUSE_SQL_SECONDS_MAX: '30',
    METERHOUSE_SQL_MEMORY_BYTES_MAX: '2000000000',
    METERHOUSE_SQL_ROWS_READ_MAX: '7',
    METERHOUSE_SQL_RESULT_ROWS_MAX: '8',
  }
  expect(readConfig(set).queryLimits).toEqual({
    secondsMax: 30,
    memoryBytesMax: 2_000_000_000,
    rowsReadMax: 7,
    resultRowsMax: 8,
  })
})

it('the seller is Meterhouse without an address, unless another is set', () => {
  expect(readConfig({}).seller).toEqual({ name: 'Meterhouse', addressLines: [] })
  const set = {
    METERHOUSE_SELLER_NAME: 'Northwind Cloud, Inc.',
    METERHOUSE_SELLER_ADDRESS: '500 Harbor Boulevard, Suite 1200; San Francisco, CA 94107;',
  }
  expect(readConfig(set).seller).toEqual({
    name: 'Northwind Cloud, Inc.',
    addressLines: ['500 Harbor Boulevard, Suite 1200', 'San Francisco, CA 94107'],
  })
})

it('PDFs are written in a font of their own where one is set', () => {
  expect(readConfig({ METERHOUSE_PDF_FONT: '/fonts/own.otf' }).seller).toMatchObject({
    fontFile: '/fonts/own.otf',
  })
})

it.each(['0', '-1', '1.5', '1e3', 'unlimited', '99999'])('a limit of %s is refused by name', (text) => {
  expect(() => readConfig({ METERHOUSE_SQL_SECONDS_MAX: text })).toThrow(
    'METERHOUSE_SQL_SECONDS_MAX: expected a whole number above 0, of at most 4 digits',
  )
})

it('tokens are read for each environment, of which one may have several', () => {
  const METERHOUSE_TOKENS = 'sandbox=a,production=b,sandbox=c'
  expect(readConfig({ METERHOUSE_TOKENS }).tokens).toEqual([
    { environment: 'sandbox', token: 'a' },
    { environment: 'production', token: 'b' },
    { environment: 'sandbox', token: 'c' },
  ])
})

it('a token may have signs of equality, as base64 does', () => {
  const METERHOUSE_TOKENS = 'sandbox=c2VjcmV0cw==,production=b=c'
  expect(readConfig({ METERHOUSE_TOKENS }).tokens).toEqual([
    { environment: 'sandbox', token: 'c2VjcmV0cw==' },
    { environment: 'production', token: 'b=c' },
  ])
  for (const wrong of ['sandbox=', 'sandbox', 'staging=a', 'sandbox=a,', '=a']) {
    expect(() => readConfig({ METERHOUSE_TOKENS: wrong })).toThrow('expected sandbox=TOKEN,production=TOKEN')
  }
})

// What is sent with it would all go to one of the two environments.
it.each(['sandbox=secret,production=secret', 'production=secret,sandbox=b,production=secret'])(
  'a token that is named twice is refused, and not shown: %s',
  (METERHOUSE_TOKENS) => {
    expect(() => readConfig({ METERHOUSE_TOKENS })).toThrow(
      /^the configuration is wrong: METERHOUSE_TOKENS: production has a token that is listed before; no two may be the same$/,
    )
  },
)

it('what is due is finalized every five minutes, unless another schedule is set', () => {
  expect(readConfig({}).finalizeSchedule).toBe('*/5 * * * *')
  expect(readConfig({ METERHOUSE_FINALIZE_SCHEDULE: '30 3 * * MON' }).finalizeSchedule).toBe('30 3 * * MON')
  expect(readConfig({ METERHOUSE_FINALIZE_SCHEDULE: 'never' }).finalizeSchedule).toBeNull()
})

it.each(['', 'hourly', '60 * * * *', '* * * *', '0 */5 * * * *', '0 0 30 2 *', '2020-01-01T00:00:00'])(
  'a schedule of "%s" is refused by name',
  (text) => {
    expect(() => readConfig({ METERHOUSE_FINALIZE_SCHEDULE: text })).toThrow(
      'METERHOUSE_FINALIZE_SCHEDULE: expected never, or five cron fields that match some time to come',
    )
  },
)

it('which events are lost is read for each environment', () => {
  expect(readConfig({}).eventsLost).toEqual(new Map())
  const METERHOUSE_EVENTS_LOST = 'sandbox=all,production=1-412'
  expect(readConfig({ METERHOUSE_EVENTS_LOST }).eventsLost).toEqual(
    new Map([
      ['sandbox', 'all'],
      ['production', '1-412'],
    ]),
  )
})

it.each(['all', 'sandbox', 'sandbox=', 'sandbox=412', 'staging=all', 'sandbox=all,', 'sandbox=1-2=3'])(
  'which events are lost, as %j, is refused by name',
  (METERHOUSE_EVENTS_LOST) => {
    expect(() => readConfig({ METERHOUSE_EVENTS_LOST })).toThrow(
      'METERHOUSE_EVENTS_LOST: expected sandbox=FIRST-LAST,production=all, or one of them',
    )
  },
)
