import type { Metronome } from '@metronome/sdk'
import type { Instant } from '../../src/kernel/instant.ts'
import { billingMonth, type BillingMonth } from './billing-month.ts'
import { findOrCreateCustomers, type Customer } from './customers.ts'
import { formatCount, formatDate, formatDay, formatExactDollars, formatHour } from './format.ts'
import { generateEvents, type RequestEvent } from './generate-events.ts'
import { findOrCreatePriceBook, type PriceBook } from './price-book.ts'
import type { Progress } from './progress.ts'
import { sendEvents } from './send-events.ts'
import { currentInvoice, invoiceTable, periodOf } from './show-invoice.ts'
import { hourlyUsageChart, lastHours, usageOf } from './show-usage.ts'

const CHART_HOURS = 48

/** What the demo needs from whoever runs it. */
export interface DemoOptions {
  now: Instant
  eventsTotal: number
  /** Takes the demo's story, line by line. */
  say: (text: string) => void
  showProgress: (total: number) => Progress
  signal?: AbortSignal
}

/** What a run of the demo did. */
export interface DemoResult {
  month: BillingMonth
  priceBook: PriceBook
  /** The largest first. */
  customers: Customer[]
  events: RequestEvent[]
  /** How many of the events the service did not have before. */
  added: number
  /** The customer whose usage and invoice were shown. */
  shown: Customer
}

/** Feeds a service a month of usage and shows what it makes of it. A second run finds what the first one made. */
export async function runDemo(client: Metronome, options: DemoOptions): Promise<DemoResult> {
  const { now, eventsTotal, say } = options
  const month = billingMonth(now)
  const past = { from: month.from, to: month.lastHourEnd }
  const priceBook = await findOrCreatePriceBook(client, month.from)
  const customers = await findOrCreateCustomers(client, priceBook.rateCard, month.from)
  const events = generateEvents(past, eventsTotal)
  say(
    `Sending a made-up month of LLM API usage, ${formatHour(past.from)} to ${formatHour(past.to)} UTC: ` +
      `${customers.length} customers, ${formatCount(events.length)} events.\n`,
  )

  const before = await usageOf(client, customers, priceBook.requests, past)
  const seconds = await send(client, events, options)
  const added = (await usageOf(client, customers, priceBook.requests, past)) - before
  say(`${sentText(events.length, seconds)}\n${addedText(added, events.length)}\n`)

  const [shown] = customers
  if (shown === undefined) throw new Error('the demo has no customers')
  await showUsage(client, shown, priceBook, month, say)
  await showInvoice(client, shown, month, options)
  return { month, priceBook, customers, events, added, shown }
}

async function send(
  client: Metronome,
  events: readonly RequestEvent[],
  options: DemoOptions,
): Promise<number> {
  const progress = options.showProgress(events.length)
  const started = performance.now()
  try {
    await sendEvents(client, events, {
      onTaken: (count) => progress.advance(count),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  } finally {
    progress.stop()
  }
  return (performance.now() - started) / 1000
}

function sentText(sent: number, seconds: number): string {
  const perSecond = formatCount(Math.round(sent / seconds))
  return `${formatCount(sent)} events sent in ${seconds.toFixed(1)} s: ${perSecond} a second, each on disk when acknowledged.`
}

function addedText(added: number, sent: number): string {
  if (added === sent) return 'All of them were new to the service.'
  return (
    `The service had ${formatCount(sent - added)} of them from an earlier run; ` +
    `it counts each transaction_id once, so ${formatCount(added)} were added.`
  )
}

async function showUsage(
  client: Metronome,
  customer: Customer,
  { inputTokens, activeUsers }: PriceBook,
  { from, lastHourEnd }: BillingMonth,
  say: DemoOptions['say'],
): Promise<void> {
  const users = await usageOf(client, [customer], activeUsers, { from, to: lastHourEnd })
  say(`${customer.company.name}: input tokens per hour, the last ${CHART_HOURS} hours (UTC)\n`)
  say(await hourlyUsageChart(client, customer, inputTokens, lastHours(lastHourEnd, CHART_HOURS)))
  say(`\n${formatCount(users)} active users since ${formatDay(from)}.\n`)
}

async function showInvoice(
  client: Metronome,
  customer: Customer,
  month: BillingMonth,
  { now, say }: DemoOptions,
): Promise<void> {
  const invoice = await currentInvoice(client, customer, now)
  const { from: start, to: end } = periodOf(invoice)
  say(`${customer.company.name}: draft invoice, ${formatDate(start)} up to ${formatDate(end)} (UTC)\n`)
  say(invoiceTable(invoice))
  say('\nTotals are exact, and rounded half up to the cent only here.')
  say(`To its last digit the invoice comes to ${formatExactDollars(invoice.total)}.\n`)
  // The contract is of an earlier run, whose month is over.
  if (start > month.from)
    say(`A new billing period began on ${formatDate(start)}: what came before is not in it.\n`)
}
