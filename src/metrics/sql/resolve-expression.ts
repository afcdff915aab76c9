import { asBoolean, asDecimal, asText, asTimestamp, unify } from './coerce.ts'
import { comparison, LOGIC, type Comparison } from './logic-operations.ts'
import { call, literal } from './make-expr.ts'
import { ARITHMETIC } from './number-operations.ts'
import { numberLiteralText, timestampLiteralText } from './parse-literal.ts'
import { refused, shown } from './refusals.ts'
import { resolveCall } from './resolve-call.ts'
import { resolveCase } from './resolve-case.ts'
import { castTo } from './resolve-cast.ts'
import { resolveIn } from './resolve-in.ts'
import { resolveName } from './resolve-name.ts'
import type { Scope } from './scope.ts'
import type { ExpressionSyntax } from './syntax.ts'
import { enginePattern, like, TEXTS } from './text-operations.ts'
import { EXTRACT_FIELDS, extractField } from './time-operations.ts'
import type { Expr } from './typed-tree.ts'

/**
 * Finds out what every name of an expression means and every part's type.
 * @throws RefusedSql for an unknown name or function, or types that do not fit.
 */
export function resolveExpression(syntax: ExpressionSyntax, scope: Scope): Expr {
  const { position } = syntax
  const resolve = (part: ExpressionSyntax) => resolveExpression(part, scope)
  switch (syntax.kind) {
    case 'null':
      return literal(null, 'null', position)
    case 'boolean':
      return literal(syntax.value, 'boolean', position)
    case 'string':
      return literal(syntax.value, 'text', position)
    case 'number': {
      const text = numberLiteralText(syntax.text)
      if (text === null)
        throw refused('bad_literal', position, `${shown(syntax.text)} is too large`, 'numbers below 10^38')
      return literal(text, 'decimal', position)
    }
    case 'timestamp': {
      const text = timestampLiteralText(syntax.text)
      if (text === null)
        throw refused(
          'bad_literal',
          position,
          `${shown(syntax.text)} is not a timestamp`,
          "such as '2024-08-01 10:30:00'",
        )
      return literal(text, 'timestamp', position)
    }
    case 'name':
      return resolveName(syntax.parts, scope, position)
    case 'call':
      return resolveCall(syntax, scope, resolveExpression)
    case 'extract': {
      const operation = extractField(syntax.field.text.toLowerCase())
      if (operation === null) {
        throw refused(
          'bad_literal',
          syntax.field.position,
          `unknown field ${shown(syntax.field.text)}`,
          EXTRACT_FIELDS.join(', '),
        )
      }
      return call(operation, [asTimestamp(resolve(syntax.operand), 'EXTRACT')], 'decimal', position, true)
    }
    case 'cast':
      return castTo(resolve(syntax.operand), syntax.target, position)
    case 'negate': {
      const operand = asDecimal(resolve(syntax.operand), '-')
      if (operand.kind === 'literal' && typeof operand.value === 'string')
        return negated(operand, operand.value)
      return call(ARITHMETIC.negate, [operand], 'decimal', position, operand.isSmall)
    }
    case 'not':
      return call(LOGIC.not, [asBoolean(resolve(syntax.operand), 'NOT')], 'boolean', position)
    case 'is_null':
      return negateIf(syntax.negated, call(LOGIC.isNull, [resolve(syntax.operand)], 'boolean', position))
    case 'binary':
      return resolveBinary(syntax, scope)
    case 'like': {
      const pattern = resolve(syntax.pattern)
      if (pattern.kind !== 'literal' || typeof pattern.value !== 'string' || pattern.type !== 'text') {
        throw refused('wrong_arguments', pattern.position, 'LIKE', "a pattern written out, such as 'gpt-%'")
      }
      const text = enginePattern(pattern.value)
      if (text === null)
        throw refused(
          'bad_literal',
          pattern.position,
          'the pattern ends in a backslash',
          'two backslashes for one',
        )
      return negateIf(
        syntax.negated,
        call(like(text), [asText(resolve(syntax.operand), 'LIKE')], 'boolean', position),
      )
    }
    case 'between': {
      const { exprs } = unify([syntax.operand, syntax.low, syntax.high].map(resolve), 'BETWEEN')
      return negateIf(syntax.negated, call(LOGIC.between, exprs, 'boolean', position))
    }
    case 'in_list':
    case 'in_query':
      return negateIf(syntax.negated, resolveIn(syntax, scope, resolveExpression))
    case 'case':
      return resolveCase(syntax, scope, resolveExpression)
    case 'query': {
      const query = scope.resolveQuery(syntax.query)
      const [column, ...others] = query.columns
      if (column === undefined || others.length > 0) {
        throw refused('wrong_arguments', position, 'a subquery used as a value', 'one column')
      }
      return {
        kind: 'scalar',
        query,
        type: column.type,
        key: `(${column.id})`,
        position,
        isSmall: column.isSmall,
      }
    }
  }
}

/** The operands of a chain of one operator, so that `a AND b AND c` is written as one. */
function operandsOf(syntax: Extract<ExpressionSyntax, { kind: 'binary' }>): ExpressionSyntax[] {
  const operands = [syntax.right]
  let left = syntax.left
  while (left.kind === 'binary' && left.operator === syntax.operator) {
    operands.push(left.right)
    left = left.left
  }
  return [left, ...operands.reverse()]
}

function resolveBinary(syntax: Extract<ExpressionSyntax, { kind: 'binary' }>, scope: Scope): Expr {
  const { operator, position } = syntax
  const resolve = (part: ExpressionSyntax) => resolveExpression(part, scope)
  switch (operator) {
    case 'AND':
    case 'OR': {
      const operands = operandsOf(syntax).map((operand) => asBoolean(resolve(operand), operator))
      return call(operator === 'AND' ? LOGIC.and : LOGIC.or, operands, 'boolean', position)
    }
    case '||': {
      const operands = operandsOf(syntax).map(resolve)
      if (operands.every(({ type }) => !['text', 'property', 'null'].includes(type))) {
        throw refused('wrong_type', position, '|| joins texts', 'CAST one of its sides to text')
      }
      return call(
        TEXTS.join,
        operands.map((operand) => castTo(operand, { text: 'text', quoted: false, position }, position)),
        'text',
        position,
      )
    }
    case '+':
    case '-':
    case '*':
    case '/':
      return resolveArithmetic(operator, resolve(syntax.left), resolve(syntax.right))
    case '=':
    case '<>':
    case '<':
    case '>':
    case '<=':
    case '>=':
      return compare(operator, resolve(syntax.left), resolve(syntax.right))
  }

  function resolveArithmetic(symbol: '+' | '-' | '*' | '/', left: Expr, right: Expr): Expr {
    if (left.type === 'timestamp' || right.type === 'timestamp') {
      throw refused(
        'wrong_type',
        position,
        `${symbol} does not take timestamps`,
        "date_diff('second', from, to) is the time between two",
      )
    }
    const operation = {
      '+': ARITHMETIC.add,
      '-': ARITHMETIC.subtract,
      '*': ARITHMETIC.multiply,
      '/': ARITHMETIC.divide,
    }[symbol]
    return call(operation, [asDecimal(left, symbol), asDecimal(right, symbol)], 'decimal', position)
  }

  function compare(symbol: Comparison, left: Expr, right: Expr): Expr {
    const { exprs } = unify([left, right], symbol)
    return call(comparison(symbol), exprs, 'boolean', position)
  }
}

function negateIf(isNegated: boolean, expr: Expr): Expr {
  return isNegated ? call(LOGIC.not, [expr], 'boolean', expr.position) : expr
}

function negated(operand: Expr, text: string): Expr {
  if (/^-?0$/.test(text)) return operand
  return literal(text.startsWith('-') ? text.slice(1) : `-${text}`, 'decimal', operand.position)
}
