import { messageOf } from '../kernel/errors.ts'

/**
 * Checks that documents can be written in a font: a TrueType or OpenType file with one font in it.
 * @throws Error that says why not.
 */
export async function checkFont(path: string): Promise<void> {
  const { default: PDFDocument } = await import('pdfkit')
  try {
    const document = new PDFDocument({ margin: 0 })
    document.font(path).text('Invoice 1')
    document.end()
    for await (const _ of document);
  } catch (cause) {
    throw new Error(
      `METERHOUSE_PDF_FONT: ${path} is not a TrueType or OpenType file with one font: ${messageOf(cause)}`,
      { cause },
    )
  }
}
