import { writeFile } from 'node:fs/promises'
import { openApiText } from '../schemas/openapi.ts'
import { freshWarehouseSchema } from './warehouse-schema.ts'

/** The committed files that are made from others, and what makes each. */
const generated = [
  { file: 'schemas/openapi.json', makeText: openApiText },
  { file: 'sql/warehouse/schema.sql', makeText: freshWarehouseSchema },
]

for (const { file, makeText } of generated) {
  await writeFile(new URL(`../${file}`, import.meta.url), await makeText())
  console.log(`wrote ${file}`)
}
