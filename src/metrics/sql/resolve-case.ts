import { asBoolean, unify } from './coerce.ts'
import { LOGIC } from './logic-operations.ts'
import { call, literal } from './make-expr.ts'
import type { Resolve, Scope } from './scope.ts'
import type { CaseSyntax } from './syntax.ts'
import type { Expr } from './typed-tree.ts'

/** A CASE of either form; without ELSE it gives NULL where nothing fits. */
export function resolveCase(syntax: CaseSyntax, scope: Scope, resolve: Resolve): Expr {
  const { position } = syntax
  const otherwise =
    syntax.otherwise === null ? literal(null, 'null', position) : resolve(syntax.otherwise, scope)
  const results = unify([...syntax.branches.map(({ result }) => resolve(result, scope)), otherwise], 'CASE')
  const interleave = (tests: readonly Expr[]) =>
    tests.flatMap((test, index) => [test, results.exprs[index] ?? otherwise])
  const last = results.exprs.at(-1) ?? otherwise
  const isSmall = results.exprs.every((result) => result.isSmall)
  const whens = syntax.branches.map(({ when }) => resolve(when, scope))
  if (syntax.operand === null) {
    const tests = whens.map((when) => asBoolean(when, 'WHEN'))
    return call(LOGIC.choose, [...interleave(tests), last], results.type, position, isSmall)
  }
  const [operand = otherwise, ...values] = unify([resolve(syntax.operand, scope), ...whens], 'CASE').exprs
  return call(LOGIC.chooseEqual, [operand, ...interleave(values), last], results.type, position, isSmall)
}
