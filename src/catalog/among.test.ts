import { expect, it } from 'vitest'
import { among } from './among.ts'
import { openCatalogFile } from './database.ts'

it.each([
  [[], []],
  [['a'], ['a']],
  [
    ['b', 'a', 'b', 'none'],
    ['a', 'b'],
  ],
  [
    ["it's", '"quoted"', 'back\\slash', 'né', '1'],
    ['"quoted"', '1', "it's", 'né'],
  ],
])('of %j there are %j', async (asked, found) => {
  const { file, catalog } = openCatalogFile(':memory:')
  file.exec(`CREATE TABLE customers (id TEXT PRIMARY KEY) STRICT`)
  const insert = file.prepare('INSERT INTO customers VALUES (?)')
  for (const id of ['a', 'b', 'c', "it's", '"quoted"', 'né', '1', '["a"]']) insert.run(id)
  const rows = await catalog.selectFrom('customers').select('id').where('id', 'in', among(asked)).execute()
  expect(rows.map(({ id }) => id).toSorted()).toEqual(found)
})
