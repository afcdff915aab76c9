/** Who sends the invoices, as the configuration says. */
export interface Seller {
  name: string
  /** From top to bottom; none where it is not said. */
  addressLines: readonly string[]
  /** A file of the font that texts beyond Western European letters are written in, in place of the one that is here. */
  fontFile?: string
}
