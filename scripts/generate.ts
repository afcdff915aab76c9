import { writeFile } from 'node:fs/promises'
import { openApiText } from '../schemas/openapi.ts'

/** The committed files that are made from others, and what makes each. */
const generated = [{ file: 'schemas/openapi.json', makeText: openApiText }]

for (const { file, makeText } of generated) {
  await writeFile(new URL(`../${file}`, import.meta.url), makeText())
  console.log(`wrote ${file}`)
}
