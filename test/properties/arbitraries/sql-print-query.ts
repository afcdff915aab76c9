import { columnNames } from '../../support/oracle/sql/query.ts'
import type { Expression, From, OutputColumn, Query, Select } from '../../support/oracle/sql/tree.ts'
import { ExpressionPrinter } from './sql-print-expression.ts'
import type { Spelling } from './sql-spelling.ts'

/** Writes a metric as SQL: subqueries in their place or in WITH, groups by place, by alias or written out. */
export function printMetric(query: Query, spelling: Spelling): string {
  const { word, gap, choose } = spelling
  const printer = new QueryPrinter(spelling)
  const text = printer.print(query, quantityPlace(query))
  const ctes = printer.ctes.map(({ name, text }) => `${name} ${word('as')} (${text})`)
  const withText = ctes.length === 0 ? '' : `${word('with')} ${ctes.join(`,${gap()}`)}${gap()}`
  return `${withText}${text}${choose.chance(10) ? ';' : ''}`
}

/** Which column is the quantity: the one called `value`, else the first. */
export function quantityPlace(query: Query): number {
  return Math.max(columnNames(query).indexOf('value'), 0)
}

class QueryPrinter {
  readonly ctes: { name: string; text: string }[] = []
  readonly #spelling: Spelling
  readonly #expressions: ExpressionPrinter
  readonly #written = new Map<Expression, string>()
  #sources = 0

  constructor(spelling: Spelling) {
    this.#spelling = spelling
    this.#expressions = new ExpressionPrinter(spelling, (query) => this.print(query, null))
  }

  /** @param quantity the column that is read as a number by itself; null in subqueries. */
  print(query: Query, quantity: number | null): string {
    if (query.kind === 'select') return this.#select(query, quantity)
    const { word, gap } = this.#spelling
    const union = `${gap()}${word(query.isAll ? 'union all' : 'union')}${gap()}`
    return query.parts.map((part) => this.#select(part, query.isAll ? quantity : null)).join(union)
  }

  #select(select: Select, quantity: number | null): string {
    const { word, gap } = this.#spelling
    const { columns, groupBy, having, order, limit } = select
    // Only a column that nothing else looks at may be text up to the end: text has another order and equality.
    const isLeftAlone = !select.isDistinct && order.length === 0 && groupBy === null
    const listed = columns.map((column, at) => this.#column(column, isLeftAlone && at === quantity))
    const from = this.#from(select.from)
    const clauses = [
      `${word('select')} ${select.isDistinct ? `${word('distinct')} ` : ''}${listed.join(', ')}`,
      `${word('from')} ${from}`,
      ...(select.where === null ? [] : [`${word('where')} ${this.#expressions.print(select.where)}`]),
      ...(groupBy === null
        ? []
        : [`${word('group by')} ${groupBy.map((at) => this.#group(select, at)).join(', ')}`]),
      ...(having === null ? [] : [`${word('having')} ${this.#expressions.print(having)}`]),
      ...(order.length === 0
        ? []
        : [
            `${word('order by')} ${order.map((key) => `${this.#place(select, key.by)}${this.#expressions.direction(key)}`).join(', ')}`,
          ]),
      ...(limit === null ? [] : [`${word('limit')} ${limit}`]),
    ]
    return clauses.join(gap())
  }

  #column({ name, value }: OutputColumn, isQuantity: boolean): string {
    const { word, choose } = this.#spelling
    const text = this.#expressions.print(value, isQuantity)
    this.#written.set(value, text)
    const isNamedSo = value.kind === 'property' && value.path.at(-1) === name
    if (isNamedSo && choose.chance(70)) return text
    return `${text} ${choose.chance(85) ? `${word('as')} ` : ''}${this.#spelling.name(name)}`
  }

  /** A column of the result by its place or name. */
  #place({ columns }: Select, at: number): string {
    return this.#spelling.choose.chance(50) ? String(at + 1) : this.#spelling.name(columns[at]?.name ?? '')
  }

  /** A group by its place or name, or the expression as it stands in the list. */
  #group(select: Select, at: number): string {
    const value = select.columns[at]?.value
    const text = value === undefined || !isRepeatable(value) ? undefined : this.#written.get(value)
    if (value === undefined || text === undefined || this.#spelling.choose.chance(65))
      return this.#place(select, at)
    return value.kind === 'property' ? this.#expressions.print(value) : text
  }

  #from(from: From): string {
    const { word, choose, gap } = this.#spelling
    switch (from.kind) {
      case 'events':
        return choose.chance(80) ? word('events') : `${word('events')} ${choose.of(['', `${word('as')} `])}e`
      case 'query': {
        this.#sources += 1
        const name = `q${this.#sources}`
        const text = this.print(from.query, null)
        if (choose.chance(30)) {
          this.ctes.push({ name, text })
          return name
        }
        return `(${text})${choose.of([` ${name}`, ` ${word('as')} ${name}`, ''])}`
      }
      case 'join': {
        const type = {
          inner: choose.of(['join', 'inner join']),
          left: choose.of(['left join', 'left outer join']),
          cross: 'cross join',
        }[from.type]
        const on = from.on === null ? '' : ` ${word('on')} ${this.#expressions.print(from.on)}`
        return `${this.#from(from.left)}${gap()}${word(type)} ${this.#from(from.right)}${on}`
      }
    }
  }
}

/** Whether an expression may be written again in GROUP BY: a literal would be a place, a query is another one. */
function isRepeatable(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'scalar_query':
    case 'in_query':
      return false
    case 'call':
      return expression.arguments.every(isRepeatableInside)
    case 'case': {
      const { branches, otherwise } = expression
      const inside = [
        ...branches.flatMap(({ when, result }) => [when, result]),
        ...(otherwise ? [otherwise] : []),
      ]
      return inside.every(isRepeatableInside)
    }
    case 'column':
    case 'property':
    case 'aggregate':
    case 'window':
      return true
  }
}

function isRepeatableInside(expression: Expression): boolean {
  return expression.kind === 'literal' || isRepeatable(expression)
}
