import { conflict } from '../../kernel/errors.ts'
import type { Catalog } from '../database.ts'

/**
 * Replaces a customer's ingest aliases, inside the caller's transaction.
 * @throws Problem conflict where an alias, or an id equal to it, is another customer's, archived or not
 * (reference section 4).
 */
export async function replaceAliases(
  catalog: Catalog,
  customerId: string,
  aliases: readonly string[],
): Promise<void> {
  const wanted = [...new Set(aliases)]
  if (wanted.length > 0) {
    await refuseTaken(catalog, customerId, wanted)
  }
  await catalog.deleteFrom('customer_aliases').where('customer_id', '=', customerId).execute()
  for (const [position, alias] of wanted.entries()) {
    await catalog
      .insertInto('customer_aliases')
      .values({ alias, customer_id: customerId, position })
      .execute()
  }
}

async function refuseTaken(catalog: Catalog, customerId: string, aliases: string[]): Promise<void> {
  const takenAlias = await catalog
    .selectFrom('customer_aliases')
    .select(['alias', 'customer_id'])
    .where('alias', 'in', aliases)
    .where('customer_id', '!=', customerId)
    .executeTakeFirst()
  if (takenAlias !== undefined) refuse(takenAlias.alias, takenAlias.customer_id)
  const takenId = await catalog
    .selectFrom('customers')
    .select('id')
    .where('id', 'in', aliases)
    .where('id', '!=', customerId)
    .executeTakeFirst()
  if (takenId !== undefined) refuse(takenId.id, takenId.id)
}

function refuse(alias: string, customerId: string): never {
  throw conflict(`ingest_aliases: ${JSON.stringify(alias)} already names customer ${customerId}`, {
    conflicting_id: customerId,
  })
}
