/** The fields of a record of CSV whose quotes are known to be right. */
export function csvFields(record: string): string[] {
  if (!record.includes('"')) return record.split(',')
  const fields: string[] = []
  let at = 0
  for (;;) {
    const end = record[at] === '"' ? closingQuote(record, at + 1) + 1 : nextComma(record, at)
    fields.push(
      record[at] === '"' ? record.slice(at + 1, end - 1).replaceAll('""', '"') : record.slice(at, end),
    )
    if (end >= record.length) return fields
    at = end + 1
  }
}

function closingQuote(record: string, from: number): number {
  let at = record.indexOf('"', from)
  while (record[at + 1] === '"') at = record.indexOf('"', at + 2)
  return at
}

function nextComma(record: string, from: number): number {
  const comma = record.indexOf(',', from)
  return comma === -1 ? record.length : comma
}
