import { hash } from 'node:crypto'

/** The checksum of an invoice's document: the SHA-256 of its text, in hexadecimal. */
export function documentChecksum(document: string): string {
  return hash('sha256', document, 'hex')
}
