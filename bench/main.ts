import { keepCompiledCode } from '../src/compiled-code.ts'

type Bench = (args: readonly string[]) => Promise<void>

/** Each bench prints its figures beside a floor or a rival measured in the same run. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => (await import('./ingest/run.ts')).runIngestBench,
  invoices: async () => (await import('./invoices/run.ts')).runInvoicesBench,
  'sql-usage': async () => (await import('./sql-usage/run.ts')).runSqlUsageBench,
  usage: async () => (await import('./usage/run.ts')).runUsageBench,
  'usage-api': async () => (await import('./usage-api/run.ts')).runUsageApiBench,
}

const [name = '', ...args] = process.argv.slice(2)
const open = BENCHES[name]
if (open === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')} [options]\n`)
  process.exit(2)
}
keepCompiledCode()
const bench = await open()
await bench(args)
