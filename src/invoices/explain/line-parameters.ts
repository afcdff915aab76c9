import { QUANTITY_SCALE, type Decimal } from '../../kernel/decimal.ts'
import { warehouseInstant, type Instant } from '../../kernel/instant.ts'
import { parameter, type Sql } from '../../kernel/sql.ts'
import type { ParamValue } from '../../warehouse/query.ts'
import { emitAdmission } from '../quantities/admission.ts'
import type { UsageBasis } from '../document/usage-basis.ts'

/** The values of a query's parameters, each once. */
export class Parameters {
  readonly #values: Record<string, ParamValue>
  readonly #instants = new Map<Instant, Sql>()
  readonly #bounds = new Map<string, Sql>()
  readonly #lists = new Map<string, Sql>()

  constructor({ identifiers, period, usageFilters, cutoff }: UsageBasis, groups: readonly (string | null)[]) {
    const { params } = emitAdmission({ usageFilters, cutoff: cutoff ?? undefined })
    const texts = groups.flatMap((value, index) =>
      value === null ? [] : [[groupName(index), value] as const],
    )
    this.#values = {
      identifiers: [...identifiers],
      period_from: warehouseInstant(period.from),
      period_to: warehouseInstant(period.to),
      ...params,
      ...Object.fromEntries(texts),
    }
    this.#instants.set(period.to, parameter('period_to', INSTANT))
  }

  instant(at: Instant): Sql {
    const known = this.#instants.get(at)
    if (known !== undefined) return known
    const name = `at_${this.#instants.size}`
    this.#values[name] = warehouseInstant(at)
    const made = parameter(name, INSTANT)
    this.#instants.set(at, made)
    return made
  }

  /** Some instants as one array. */
  instantList(instants: readonly Instant[]): Sql {
    const key = instants.join()
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const name = `until_${this.#lists.size + 1}`
    this.#values[name] = instants.map(warehouseInstant)
    const made = parameter(name, `Array(${INSTANT})`)
    this.#lists.set(key, made)
    return made
  }

  /** The bounds of many pieces, in their order, as one array; empty where a piece has none. */
  boundList(kind: 'low' | 'high', bounds: readonly string[]): Sql {
    const name = `${kind}_of_each`
    this.#values[name] = [...bounds]
    return parameter(name, 'Array(String)')
  }

  bound(kind: 'low' | 'high', at: Decimal, scale: number): Sql {
    const key = `${kind} ${at.toFixed()} ${scale}`
    const known = this.#bounds.get(key)
    if (known !== undefined) return known
    const made = this.decimal(`${kind}_${this.#bounds.size + 1}`, at, scale)
    this.#bounds.set(key, made)
    return made
  }

  decimal(name: string, value: Decimal, scale = Math.max(QUANTITY_SCALE, value.decimalPlaces())): Sql {
    this.#values[name] = value.toFixed()
    return parameter(name, `Decimal(76, ${scale})`)
  }

  usedIn({ text }: Sql): Record<string, ParamValue> {
    const used = Object.entries(this.#values).filter(([name]) => text.includes(`{${name}:`))
    return Object.fromEntries(used)
  }
}

export const INSTANT = "DateTime64(6, 'UTC')"

/** The parameter that holds a value of the line's groups. */
export function groupName(index: number): string {
  return `group_${index + 1}`
}
