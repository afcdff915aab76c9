import { describe, expect, it } from 'vitest'
import { UsageError } from '../command-line.ts'
import { readQueryArguments } from './arguments.ts'
import { bindParams } from './bind-params.ts'

describe('the arguments of meterhouse query', () => {
  it('default to a table from the sandbox', () => {
    expect(readQueryArguments(['a.sql', '--param', 'a=', '--param', 'b=c=\nd'])).toEqual({
      environment: 'sandbox',
      format: 'table',
      params: new Map([
        ['a', ''],
        ['b', 'c=\nd'],
      ]),
      paramsFile: null,
      file: 'a.sql',
    })
  })

  it('may ask for help alone', () => {
    expect(readQueryArguments(['--help'])).toBeNull()
  })

  it.each([
    [[], 'name one file with a SELECT, or - for standard input'],
    [['a.sql', 'b.sql'], 'name one file'],
    [['--format', 'xml', '-'], '--format: expected table or csv or json'],
    [['--environment', 'staging', '-'], '--environment: expected sandbox or production'],
    [['--colour', '-'], "Unknown option '--colour'"],
    [['--param', 'a', '-'], '--param a: expected NAME=VALUE'],
    [['--param', '1a=b', '-'], '--param 1a=b: expected NAME=VALUE'],
    [['--param', 'a=1', '--param', 'a=2', '-'], '--param a: given twice'],
  ])('%j are wrong', (args, message) => {
    expect(() => readQueryArguments(args)).toThrow(UsageError)
    expect(() => readQueryArguments(args)).toThrow(message)
  })
})

describe('the parameters of a text', () => {
  const TEXT = 'SELECT {l:Array(String)}, {t : String} FROM { v: Identifier }(a = {t:String})'
  const bind = (values: Readonly<Record<string, string>>) => bindParams(TEXT, new Map(Object.entries(values)))

  it('are given to the engine, but for names, which are put into it', () => {
    expect(bind({ l: '["a","it\'s",1.5]', t: '{v:Identifier} [`', v: 'metric_1' })).toEqual({
      text: 'SELECT {l:Array(String)}, {t : String} FROM `metric_1`(a = {t:String})',
      params: { l: ['a', "it's", 1.5], t: '{v:Identifier} [`' },
    })
  })

  it.each([
    [{ v: 'x', l: '[]', b: '1' }, '--param b: there is no {b:…} in the text'],
    [{ v: 'x', l: 'x' }, '--param l: expected a JSON array of texts or numbers'],
    [{ v: 'x', l: '[{}]' }, '--param l: expected a JSON array of texts or numbers'],
    [{ v: 'x', l: '[12345678901234567890]' }, '--param l: expected a JSON array of texts or numbers'],
    [{ v: 'x', l: '[0.1000000000000000055]' }, '--param l: expected a JSON array of texts or numbers'],
    [{ v: 'a b' }, '--param v: expected the name of a table, view or column'],
    [{ v: 'a`b' }, '--param v: expected the name'],
    [{ v: '' }, '--param v: expected the name'],
    [{}, '--param v: expected the name'],
  ])('%j do not fit', (values, message) => {
    expect(() => bind(values)).toThrow(UsageError)
    expect(() => bind(values)).toThrow(message)
  })
})
