import type {
  Expression,
  From,
  OutputColumn,
  Query,
  Select,
  SortKey,
  ValueType,
  WindowName,
} from '../../support/oracle/sql/tree.ts'
import { aggregates } from '../../support/oracle/sql/tree.ts'
import { drawAggregated, drawHaving } from './sql-aggregates.ts'
import type { Choose } from './sql-choose.ts'
import { EVENTS, call, drawCondition, drawRow, type Scope } from './sql-expressions.ts'

const NAMES = ['n', 'total', 'Total ', 'day', 'x_', 'sum'] as const

/** Draws metrics: queries whose column `value`, or else whose first, is a number. */
export function drawMetric(choose: Choose): Query {
  let used = 0
  const fresh = () => {
    used += 1
    return `${choose.of(NAMES)}${used}`
  }
  return new QueryDraw(choose, fresh).metric()
}

class QueryDraw {
  readonly #choose: Choose
  readonly #fresh: () => string
  readonly #bare = new Set<string>()

  constructor(choose: Choose, fresh: () => string) {
    this.#choose = choose
    this.#fresh = fresh
  }

  metric(): Query {
    const draw = this.#choose.below(20)
    if (draw < 9) return this.#grouped(this.#events(), { isMetric: true })
    if (draw < 10) return this.#plain(this.#events(), true)
    if (draw < 12) return this.#union()
    return this.#grouped(draw < 14 ? this.#join() : this.#subquery(), { isMetric: true })
  }

  #events(): Source {
    const subqueries = {
      number: () => this.#grouped(this.#bareEvents(), { isMetric: false, isScalar: true }),
      text: () => this.#texts(),
    }
    return { from: { kind: 'events' }, scope: { isEvents: true, columns: EVENTS, subqueries } }
  }

  #bareEvents(): Source {
    return { from: { kind: 'events' }, scope: { isEvents: true, columns: EVENTS, subqueries: null } }
  }

  /** A subquery as a source of rows. */
  #subquery(): Source {
    const draw = this.#choose.below(10)
    const query =
      draw < 4
        ? this.#grouped(this.#bareEvents(), { isMetric: false })
        : draw < 6
          ? this.#plain(this.#bareEvents(), false)
          : draw < 9
            ? this.#windowed()
            : this.#union()
    return sourceOf(query)
  }

  #join(): Source {
    const [left, right] = [this.#joinSide(), this.#joinSide()]
    const columns = [...left.scope.columns, ...right.scope.columns]
    const key = (source: Source): Expression => ({
      kind: 'column',
      name: source.scope.columns[0]?.name ?? '',
      type: 'text',
    })
    const type = this.#choose.of(['inner', 'inner', 'left', 'cross'] as const)
    const on = type === 'cross' ? null : call('=', 'boolean', key(left), key(right))
    return {
      from: { kind: 'join', type, left: left.from, right: right.from, on },
      scope: { isEvents: false, columns, subqueries: null },
    }
  }

  #joinSide(): Source {
    const group = this.#column(this.#groupExpression('text'))
    const value = this.#column(drawAggregated(this.#choose, this.#bareEvents().scope, 0))
    return sourceOf({ ...NOTHING, columns: [group, value], from: { kind: 'events' }, groupBy: [0] })
  }

  #union(): Query {
    const parts = Array.from({ length: this.#choose.of([2, 2, 3]) }, () => {
      const columns = [this.#column(drawAggregated(this.#choose, this.#bareEvents().scope, 1))]
      return {
        ...NOTHING,
        columns,
        from: { kind: 'events' } as const,
        where: this.#where(this.#bareEvents().scope),
      }
    })
    return { kind: 'union', isAll: this.#choose.chance(70), parts }
  }

  /** One text for each event, for IN. */
  #texts(): Query {
    const { from, scope } = this.#bareEvents()
    return {
      ...NOTHING,
      columns: [this.#column(drawRow(this.#choose, scope, 'text', 0))],
      from,
      where: this.#where(scope),
    }
  }

  #grouped(source: Source, how: { isMetric: boolean; isScalar?: boolean }): Select {
    const { from, scope } = source
    const groups = how.isScalar === true ? [] : this.#groups(scope)
    const values = Array.from({ length: how.isScalar === true ? 1 : this.#choose.of([1, 1, 1, 2]) }, () =>
      this.#column(drawAggregated(this.#choose, scope, how.isScalar === true ? 1 : 2)),
    )
    const columns = [...values, ...groups]
    const [quantity, ...others] = columns
    if (quantity === undefined) throw new RangeError('a query without columns')
    const isNamed = how.isMetric && (groups.length > 0 || this.#choose.chance(50))
    // The quantity stands first, or is named and stands last.
    const isLast = isNamed && this.#choose.chance(60)
    const named = isNamed ? { ...quantity, name: 'value' } : quantity
    const placed = isLast ? [...others, named] : [named, ...others]
    const groupBy = groups.map((group) => placed.indexOf(group))
    const select: Select = {
      ...NOTHING,
      columns: placed,
      from,
      where: this.#where(scope),
      groupBy: groups.length === 0 ? null : groupBy,
      having: this.#choose.chance(15) ? drawHaving(this.#choose, scope) : null,
    }
    return how.isScalar === true ? select : this.#cut(select)
  }

  #plain({ from, scope }: Source, isMetric: boolean): Select {
    const types = [
      'number',
      ...Array.from({ length: this.#choose.below(3) }, () =>
        this.#choose.of(['text', 'time', 'number'] as const),
      ),
    ] as const
    const columns = types.map((type) => this.#column(drawRow(this.#choose, scope, type, 2)))
    const named = columns.map((column, at) => (isMetric && at === 0 ? { ...column, name: 'value' } : column))
    const isDistinct = this.#choose.chance(30)
    return this.#cut({ ...NOTHING, isDistinct, columns: named, from, where: this.#where(scope) })
  }

  #windowed(): Select {
    const { from, scope } = this.#bareEvents()
    const columns = [
      this.#column(this.#window(scope)),
      this.#column(drawRow(this.#choose, scope, this.#choose.of(['text', 'number', 'time'] as const), 1)),
    ]
    return { ...NOTHING, columns, from, where: this.#where(scope) }
  }

  #window(scope: Scope): Expression {
    const name = this.#choose.of<WindowName>([
      'row_number',
      'lag',
      'lag',
      'lead',
      'first_value',
      'last_value',
      'sum',
      'count',
      'min',
      'max',
    ])
    const isDescending = this.#choose.chance(30)
    const key = (column: string, type: ValueType): SortKey<Expression> => ({
      by: { kind: 'column', name: column, type },
      isDescending,
      nulls: null,
    })
    const isOverPeers = this.#choose.chance(50)
    const order = [key('timestamp', 'time'), ...(isOverPeers ? [] : [key('transaction_id', 'text')])]
    const hasFrame = !['row_number', 'lag', 'lead'].includes(name)
    const isCounting = name === 'row_number' || (name === 'count' && this.#choose.chance(50))
    return {
      kind: 'window',
      name,
      argument: isCounting ? null : drawRow(this.#choose, scope, 'number', 1),
      offset: name === 'lag' || name === 'lead' ? this.#choose.of([1, 1, 2]) : null,
      partition: this.#choose.chance(50) ? [this.#groupExpression('text')] : [],
      order: isOverPeers && this.#choose.chance(30) ? [] : order,
      isByRows: hasFrame && this.#choose.chance(30),
      type: 'number',
    }
  }

  #groups(scope: Scope): OutputColumn[] {
    const count = this.#choose.of([0, 0, 0, 1, 1, 2])
    return Array.from({ length: count }, () => {
      const type = this.#choose.of(['text', 'text', 'time', 'number'] as const)
      const expression =
        scope.isEvents && type !== 'number'
          ? this.#groupExpression(type)
          : drawRow(this.#choose, scope, type, 1)
      return this.#column(expression)
    })
  }

  #groupExpression(type: 'text' | 'time'): Expression {
    const { scope } = this.#bareEvents()
    return drawRow(this.#choose, scope, type, this.#choose.chance(60) ? 0 : 1)
  }

  #where(scope: Scope): Expression | null {
    return this.#choose.chance(45) ? drawCondition(this.#choose, scope, 2) : null
  }

  /** Orders by all columns, so that rows which are level are the same, and keeps the first few. */
  #cut(select: Select): Select {
    const isOneRow = select.groupBy === null && select.columns.some(({ value }) => aggregates(value))
    if (!this.#choose.chance(isOneRow ? 5 : 35)) return select
    const order = select.columns.map((_, by) => ({
      by,
      isDescending: this.#choose.chance(50),
      nulls: this.#choose.of([null, null, 'first', 'last'] as const),
    }))
    return { ...select, order, limit: this.#choose.chance(80) ? this.#choose.below(5) : null }
  }

  /** Named afresh, or for a property as one without an alias is. */
  #column(value: Expression): OutputColumn {
    const last = value.kind === 'property' ? value.path.at(-1) : undefined
    if (last === undefined || this.#bare.has(last) || this.#choose.chance(50))
      return { name: this.#fresh(), value }
    this.#bare.add(last)
    return { name: last, value }
  }
}

interface Source {
  from: From
  scope: Scope
}

function sourceOf(query: Query): Source {
  const [select] = query.kind === 'select' ? [query] : query.parts
  const columns = select?.columns.map(({ name, value }) => ({ name, type: value.type })) ?? []
  return { from: { kind: 'query', query }, scope: { isEvents: false, columns, subqueries: null } }
}

const NOTHING = {
  kind: 'select',
  isDistinct: false,
  where: null,
  groupBy: null,
  having: null,
  order: [],
  limit: null,
} as const
