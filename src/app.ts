import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { requestId } from 'hono/request-id'
import type { Logger } from 'pino'
import { authenticate } from './api/authenticate.ts'
import { docsRoutes } from './api/docs.ts'
import type { Environment } from './api/environment.ts'
import { exportCustomers } from './api/export-customers.ts'
import { exportInvoices } from './api/export-invoices.ts'
import { honourIdempotencyKeys } from './api/idempotency.ts'
import { limitRate } from './api/limit-rate.ts'
import { missingRoute } from './api/missing-route.ts'
import { failureResponse, problemResponse } from './api/problem.ts'
import { auditRoutes } from './api/routes/audit.ts'
import { balanceRoutes } from './api/routes/balances.ts'
import { billableMetricRoutes } from './api/routes/billable-metrics.ts'
import { breakdownRoutes } from './api/routes/breakdowns.ts'
import { clockRoutes } from './api/routes/clock.ts'
import { contractEditRoutes } from './api/routes/contract-edits.ts'
import { contractPriceRoutes } from './api/routes/contract-prices.ts'
import { contractRoutes } from './api/routes/contracts.ts'
import { customerBalanceRoutes } from './api/routes/customer-balances.ts'
import { customerRoutes } from './api/routes/customers.ts'
import { eventRoutes } from './api/routes/events.ts'
import { generateInvoicesRoutes } from './api/routes/generate-invoices.ts'
import { historicalInvoiceRoutes } from './api/routes/historical-invoices.ts'
import { invoicePdfRoutes } from './api/routes/invoice-pdf.ts'
import { invoiceRoutes } from './api/routes/invoices.ts'
import { lateUsageRoutes } from './api/routes/late-usage.ts'
import { issueDateRoutes } from './api/routes/issue-dates.ts'
import { namedScheduleRoutes } from './api/routes/named-schedules.ts'
import { packageRoutes } from './api/routes/packages.ts'
import { previewRoutes } from './api/routes/previews.ts'
import { pricingUnitRoutes } from './api/routes/pricing-units.ts'
import { professionalServiceRoutes } from './api/routes/professional-services.ts'
import { productRoutes } from './api/routes/products.ts'
import { rateCardRoutes } from './api/routes/rate-cards.ts'
import { rateRoutes } from './api/routes/rates.ts'
import { sqlMetricRoutes } from './api/routes/sql-metrics.ts'
import { subscriptionRoutes } from './api/routes/subscriptions.ts'
import { thresholdRoutes } from './api/routes/thresholds.ts'
import { usageRoutes } from './api/routes/usage.ts'
import type { Api, ApiVariables } from './api/serve.ts'
import type { Clock } from './kernel/clock.ts'
import type { EnvironmentName } from './kernel/environment-name.ts'
import { Problem } from './kernel/errors.ts'
import type { Seller } from './pdf/seller.ts'
import type { Tokens } from './tokens.ts'

export interface AppParts {
  environments: ReadonlyMap<EnvironmentName, Environment>
  tokens: Tokens
  log: Logger
  /** How many events one ingest request may hold (semantics 4). */
  eventsPerRequestMax: number
  /** How many requests a second each token may make; null for any number. */
  requestsPerSecondMax: number | null
  /** Who sends the invoices. */
  seller: Seller
  /** The machine's time. */
  wall: Clock
  /** Whether connections are to be closed after the answer that is under way. */
  isStopping: () => boolean
}

/** Every answer carries its request's id, those of errors too. */
const echoRequestId = createMiddleware<{ Variables: ApiVariables }>(async (context, next) => {
  await next()
  context.res.headers.set('x-request-id', context.get('requestId'))
})

/** Puts the HTTP service together. */
export function createApp(parts: AppParts): Api {
  const { environments, tokens, log, requestsPerSecondMax } = parts
  const app: Api = new Hono<{ Variables: ApiVariables }>()
  app.use(requestId(), echoRequestId)
  app.use(async (context, next) => {
    await next()
    if (parts.isStopping()) context.res.headers.set('connection', 'close')
  })
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.route('/', docsRoutes())

  const authenticated = authenticate((token) => {
    const name = tokens.get(token)
    return name === undefined ? undefined : environments.get(name)
  })
  const limited = requestsPerSecondMax === null ? [] : [limitRate(requestsPerSecondMax, parts.wall)]
  const repeatable = honourIdempotencyKeys()
  for (const prefix of ['/v1/*', '/v2/*', '/ext/*']) app.use(prefix, authenticated, ...limited, repeatable)
  app.use('/v1/customers/*', exportCustomers)
  for (const prefix of [
    '/v1/invoices/*',
    '/v1/contracts/*',
    '/v2/contracts/*',
    '/ext/clock',
    '/ext/invoices/*',
  ])
    app.use(prefix, exportInvoices)
  eventRoutes(app, parts.eventsPerRequestMax)
  usageRoutes(app)
  billableMetricRoutes(app)
  sqlMetricRoutes(app)
  customerRoutes(app)
  productRoutes(app)
  rateCardRoutes(app)
  rateRoutes(app)
  contractRoutes(app)
  contractEditRoutes(app)
  balanceRoutes(app)
  thresholdRoutes(app)
  customerBalanceRoutes(app)
  subscriptionRoutes(app)
  contractPriceRoutes(app)
  packageRoutes(app)
  namedScheduleRoutes(app)
  professionalServiceRoutes(app)
  // Before the invoices, whose ids would take its path.
  breakdownRoutes(app)
  invoiceRoutes(app)
  invoicePdfRoutes(app, parts.seller)
  historicalInvoiceRoutes(app)
  generateInvoicesRoutes(app)
  issueDateRoutes(app)
  auditRoutes(app)
  previewRoutes(app, parts.eventsPerRequestMax)
  lateUsageRoutes(app)
  pricingUnitRoutes(app)
  clockRoutes(app)

  app.notFound((context) => problemResponse(missingRoute(context.req.method, context.req.path)))
  app.onError((error, context) => {
    const { requestId: id } = context.var
    const where = { requestId: id, method: context.req.method, path: context.req.path }
    if (error instanceof Problem) {
      if (error.kind === 'unavailable') log.error({ ...where, err: error.cause ?? error }, error.message)
      return problemResponse(error)
    }
    log.error({ ...where, err: error }, 'a request failed')
    return failureResponse(id)
  })
  return app
}
