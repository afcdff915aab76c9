/** Who sends the invoices, as the configuration says. */
export interface Seller {
  name: string
  /** From top to bottom; none where it is not said. */
  addressLines: readonly string[]
}
