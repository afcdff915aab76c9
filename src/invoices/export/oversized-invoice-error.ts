import { EXPORTED_INTEGER_DIGITS_MAX } from './oversized-amounts.ts'

/** That the analysts' tables cannot hold an invoice, to be told to whoever runs the service. */
export class OversizedInvoiceError extends Error {
  readonly invoiceId: string

  /** @param fields the amounts that are too long, such as `lines[0].total`. */
  constructor(invoiceId: string, fields: readonly string[]) {
    super(
      `invoice ${invoiceId} has more than ${EXPORTED_INTEGER_DIGITS_MAX} integer digits in ${fields.join(', ')}: it is in oversized_invoices alone`,
    )
    this.invoiceId = invoiceId
  }
}
