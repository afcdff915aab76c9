import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const FIRST = ['kernel']
const SECOND = [...FIRST, 'warehouse', 'metrics', 'rating', 'schemas']
const THIRD = [...SECOND, 'ingest', 'catalog', 'usage']
const FOURTH = [...THIRD, 'invoices']

/** Each room and the rooms below it, which are all it may import. A room not listed here fails the test. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  schemas: FIRST,
  warehouse: FIRST,
  metrics: FIRST,
  rating: FIRST,
  ingest: SECOND,
  catalog: SECOND,
  usage: SECOND,
  invoices: THIRD,
  jobs: FOURTH,
  pdf: FOURTH,
  api: [...FOURTH, 'pdf'],
  app: [...FOURTH, 'jobs', 'pdf', 'api'],
}

/** The folders of `src/invoices`: each may import those before it, and the files beside them, which import none of them. */
const INVOICE_FOLDERS = [
  'quantities',
  'balances',
  'heads',
  'document',
  'charges',
  'drawing',
  'drafts',
  'reading',
  'life-cycle',
  'batch',
  'ledger',
  'thresholds',
  'runs',
  'historical',
  'breakdowns',
  'late-usage',
  'preview',
  'explain',
  'diff',
  'export',
]

/** Packages that only one room may import. */
const ONLY_IN: Readonly<Record<string, string>> = {
  '@clickhouse/client': 'warehouse',
  chdb: 'warehouse',
  kysely: 'catalog',
  pdfkit: 'pdf',
  'xxhash-wasm': 'ingest',
}

interface Import {
  file: string
  room: string
  /** A path below the root, or a package's name. */
  target: string
}

const imports = ['src', 'schemas'].flatMap((folder) => sourceFiles(folder)).flatMap(importsOf)

describe('the rooms', () => {
  it('are all known', () => {
    const rooms = new Set(imports.map(({ room }) => room))
    expect([...rooms].filter((room) => MAY_IMPORT[room] === undefined)).toEqual([])
  })

  it('import only rooms below them', () => {
    const wrong = imports.filter(({ room, target }) => {
      const other = roomOf(target)
      return other !== null && other !== room && !(MAY_IMPORT[room] ?? []).includes(other)
    })
    expect(wrong).toEqual([])
  })

  it('keep each engine behind one room', () => {
    const wrong = imports.filter(({ room, target }) => {
      const owner = Object.entries(ONLY_IN).find(([name]) => target === name || target.startsWith(`${name}/`))
      return owner !== undefined && owner[1] !== room
    })
    expect(wrong).toEqual([])
  })

  it('leave the tables of the catalog to it', () => {
    const asking = ['src', 'schemas']
      .flatMap((folder) => sourceFiles(folder))
      .filter((file) => {
        const text = readFileSync(join(ROOT, file), 'utf8')
        return /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text)
      })
    expect(asking.length).toBeGreaterThan(50)
    expect(asking.filter((file) => roomOf(file) !== 'catalog')).toEqual([])
  })

  it('read the wall clock in one file and draw random numbers in one, besides making tokens', () => {
    const files = ['src', 'schemas'].flatMap((folder) => sourceFiles(folder))
    const using = (pattern: RegExp) =>
      files.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')))
    expect(using(/Date\.now\(|new Date\(\)|performance\.now/)).toEqual(['src/kernel/clock.ts'])
    expect(using(/Math\.random|randomUUID|randomBytes|\bv[47]\b/).sort()).toEqual([
      'src/kernel/ids.ts',
      'src/tokens.ts',
    ])
  })

  it('finds the imports it is to judge', () => {
    expect(imports.length).toBeGreaterThan(300)
    expect(imports).toContainEqual({
      file: 'src/usage/queries.ts',
      room: 'usage',
      target: 'src/warehouse/query.ts',
    })
  })
})

describe('the folders of src/invoices', () => {
  it('are all known', () => {
    const folders = new Set(sourceFiles('src/invoices').map((file) => invoiceFolderOf(file)))
    expect([...folders].filter((folder) => folder !== null).sort()).toEqual([...INVOICE_FOLDERS].sort())
  })

  it('import only those before them', () => {
    const within = imports.filter(({ room, target }) => room === 'invoices' && roomOf(target) === 'invoices')
    expect(within.length).toBeGreaterThan(300)
    const placeOf = (path: string) => INVOICE_FOLDERS.indexOf(invoiceFolderOf(path) ?? '')
    expect(within.filter(({ file, target }) => placeOf(target) > placeOf(file))).toEqual([])
  })
})

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((file) => !file.includes('/testing/'))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => ({
    file,
    room: roomOf(file) ?? '',
    target: specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), specifier)) : specifier,
  }))
}

/** The room of a path below the root: a folder of src, `schemas`, or `app` for files of src itself. */
function roomOf(path: string): string | null {
  const [top, room, ...rest] = path.split('/')
  if (top === 'schemas') return 'schemas'
  if (top !== 'src' || room === undefined) return null
  return rest.length === 0 ? 'app' : room
}

/** The folder of `src/invoices` that a path in it is of; null for a file beside the folders. */
function invoiceFolderOf(path: string): string | null {
  const [, , folder, ...rest] = path.split('/')
  return rest.length === 0 ? null : (folder ?? null)
}
