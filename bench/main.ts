import { runIngestBench } from './ingest/run.ts'
import { runInvoicesBench } from './invoices/run.ts'
import { runSqlUsageBench } from './sql-usage/run.ts'
import { runUsageBench } from './usage/run.ts'
import { runUsageApiBench } from './usage-api/run.ts'

/** Each bench prints its figures beside a floor or a rival measured in the same run. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  ingest: runIngestBench,
  invoices: runInvoicesBench,
  'sql-usage': runSqlUsageBench,
  usage: runUsageBench,
  'usage-api': runUsageApiBench,
}

const [name = '', ...args] = process.argv.slice(2)
const bench = BENCHES[name]
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')} [options]\n`)
  process.exit(2)
}
await bench(args)
