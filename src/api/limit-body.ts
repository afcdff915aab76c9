import { bodyLimit } from 'hono/body-limit'
import { Problem } from '../kernel/errors.ts'

/** The largest body of a request (semantics 4). */
export const BODY_BYTES_MAX = 16 * 1024 * 1024

/** Refuses larger bodies. @throws Problem too_large */
export function limitBody() {
  return bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError() {
      throw new Problem('too_large', `body: larger than ${BODY_BYTES_MAX} bytes`)
    },
  })
}
