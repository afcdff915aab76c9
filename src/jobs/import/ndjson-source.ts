import { parseJson } from '../../kernel/json.ts'
import type { Input } from './input.ts'
import { openText } from './open-text.ts'
import type { Source } from './source.ts'
import { findLine } from './split-records.ts'

/** A file of which each line is an event, as `POST /v1/ingest` takes it. */
export function openNdjson(input: Input): Source {
  return { ...openText(input, findLine), toEvent: parseJson, isEventJson: true }
}
