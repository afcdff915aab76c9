import { describe, expect, it } from 'vitest'
import { expressionsOverEvents } from './testing/expressions.ts'

describe('in an SQL metric', () => {
  const { one, holds } = expressionsOverEvents()

  describe('operators bind as in PostgreSQL:', () => {
    holds([
      ['true OR true AND false', true],
      ['false AND true OR true', true],
      ['NOT false AND false', false],
      ['NOT 1 = 2', true],
      ['1 = 2 IS NULL', false],
      ['1 + 1 = 2', true],
      ["'a' || 'b' LIKE 'ab'", true],
      ["'a' || 1 + 1", 'a2'],
      ['-2.5::integer', '-2'],
      ['- 2 + 3', '1'],
      ['2 BETWEEN 1 AND 3 AND false', false],
      ['1 BETWEEN 1 AND 1', true],
      ['2 BETWEEN 1 AND 1', false],
      ['0 NOT BETWEEN 1 AND 2', true],
      ['1 + 1 IN (2, 3)', true],
      ['false = (1 IN (2))', true],
    ])
  })

  describe('arithmetic is exact decimals:', () => {
    holds([
      ['0.1 + 0.2', '0.3'],
      ['1 - 2 - 3', '-4'],
      ['2 + 3 * 4', '14'],
      ['(2 + 3) * 4', '20'],
      ['8 / 4 / 2', '1'],
      ['7 / 2 * 2', '7'],
      ['- 2 * 3', '-6'],
      ['-(-3)', '3'],
      ['1 / 3', '0.33333333333333333333'], // cut off at the 20th digit
      ['-2 / 3', '-0.66666666666666666666'], // towards zero
      ['1 / 0', null],
      ['0.00000000000000000003 * 0.5', '0.00000000000000000001'], // 1.5e-20, cut off
      ['12345678901234567890 * 10', '123456789012345678900'],
      ['properties.n * 2', '5'],
      ['properties.big + 0.5', '12345678901234567000.5'],
      ['properties.name + 1', null],
      ['1e3 + .5 + 2.', '1002.5'],
    ])
  })

  describe('numbers are rounded as decimals:', () => {
    holds([
      ['abs(-2.5)', '2.5'],
      ['round(2.5)', '3'],
      ['round(-2.5)', '-3'],
      ['round(0.5)', '1'],
      ['round(1.005, 2)', '1.01'],
      ['round(-1.005, 2)', '-1.01'],
      ['round(1250, -2)', '1300'],
      ['round(1249.99, -2)', '1200'],
      ['round(1.23, 40)', '1.23'],
      ['ceil(1.01)', '2'],
      ['ceil(-1.9)', '-1'],
      ['floor(1.9)', '1'],
      ['floor(-1.01)', '-2'],
      ['trunc(1.99)', '1'],
      ['trunc(-1.99)', '-1'],
      ['trunc(-1.579, 2)', '-1.57'],
      ['trunc(1399, -2)', '1300'],
      ['mod(7, 3)', '1'],
      ['mod(-7.5, 2)', '-1.5'], // the sign of the dividend
      ['mod(7.5, -2)', '1.5'],
      ['mod(1, 0)', null],
    ])
  })

  describe('powers with whole exponents are exact, the rest have 15 digits:', () => {
    holds([
      ['power(1.5, 3)', '3.375'],
      ['power(-2, 3)', '-8'],
      ['power(2, 100)', '1267650600228229401496703205376'],
      ['power(2, -2)', '0.25'],
      ['power(0.00000000001, -2)', '10000000000000000000000'],
      ['power(0, 0)', '1'],
      ['power(0, -1)', null],
      ['power(2, 0.5)', '1.4142135623731'], // 1.414213562373095…, of which 15 digits end in a zero
      ['power(-8, 0.5)', null],
      ['power(0, 0.5)', '0'],
      ['sqrt(2)', '1.4142135623731'],
      ['sqrt(1e20)', '10000000000'],
      ['sqrt(-1)', null],
      ['ln(10)', '2.30258509299405'],
      ['ln(0)', null],
      ['exp(1)', '2.71828182845905'],
      ['exp(ln(3))', '3'],
    ])
  })

  describe('texts are made of characters:', () => {
    holds([
      ["lower('ÄB')", 'äb'],
      ["upper('äb')", 'ÄB'],
      ['upper(properties.name)', 'ZOË'],
      ["length('é€😀')", '3'],
      ["length('')", '0'],
      ["substring('hello', 2, 3)", 'ell'],
      ["substring('hello' FROM 2 FOR 3)", 'ell'],
      ["substring('hello', 4)", 'lo'],
      ["substring('hello', 0, 3)", 'he'], // place 0 counts, and is empty
      ["substring('hello', -1, 4)", 'he'],
      ["substring('hello', 9)", ''],
      ["substring('hello', 2, -1)", ''],
      ["substring('héllo', 2, 1)", 'é'],
      ["concat('a', NULL, 1.50, true)", 'a1.5true'],
      ["'a' || 'b' || 1", 'ab1'],
      ["'a' || NULL", null],
      ["replace('aXbX', 'X', 'yy')", 'ayybyy'],
      ["replace('abc', '', 'x')", 'abc'],
      ["replace('a.c', '.', 'b')", 'abc'],
      ["split_part('a,b,c', ',', 2)", 'b'],
      ["split_part('a,b,c', ',', -1)", 'c'],
      ["split_part('a,b,c', ',', 4)", ''],
      ["split_part('a||b', '||', 2)", 'b'],
      ["starts_with('gpt-4', 'gpt')", true],
      ["starts_with('gpt-4', '-4')", false],
    ])
  })

  describe('LIKE takes % and _, and a backslash before them:', () => {
    holds([
      ["'gpt-4' LIKE 'gpt%'", true],
      ["'gpt-4' LIKE 'gpt'", false],
      ["'abc' LIKE 'a_c'", true],
      ["'é' LIKE '_'", true],
      ["'50%' LIKE '50\\%'", true],
      ["'500' LIKE '50\\%'", false],
      ["'a\\b' LIKE 'a\\\\b'", true], // two backslashes in the pattern mean one
      ["'ab' LIKE 'a\\b'", true], // before any other character it says nothing
      ["'a.c' NOT LIKE 'abc'", true],
      ["'ABC' LIKE 'abc'", false],
    ])
  })

  describe('a backslash in a text is itself, and two quotes are one:', () => {
    holds([
      ["length('a\\nb')", '4'],
      ["'it''s' || ''", "it's"],
      ["length('\\')", '1'],
      ["'x' || /* a comment */ 'y' -- and another\n", 'xy'],
    ])
  })

  describe('choices follow types:', () => {
    holds([
      ['coalesce(NULL, 2, 3)', '2'],
      ['coalesce(properties.missing, 0)', '0'],
      ["coalesce(properties.missing, 'none')", 'none'],
      ['nullif(2, 2)', null],
      ['nullif(2, 3)', '2'],
      ['nullif(2, NULL)', '2'],
      ['greatest(1, NULL, 3)', '3'],
      ['least(NULL, 2)', '2'],
      ["greatest('a', 'b')", 'b'],
      ['greatest(properties.n, 10)', '10'],
      ["least(properties.n, '9')", '2.5'], // as numbers: as texts it would be so, too
      ["greatest(properties.n, '10')", '10'], // as numbers: as texts 2.5 would win
      ['CASE WHEN properties.n > 2 THEN 1 ELSE 0 END', '1'],
      ['CASE WHEN NULL THEN 1 END', null],
      ["CASE properties.name WHEN 'bob' THEN 1 WHEN 'Zoë' THEN 2 END", '2'],
      ['CASE properties.n WHEN 2.50 THEN true ELSE false END', true],
    ])
  })

  describe('times are in UTC:', () => {
    holds([
      ["date_trunc('minute', timestamp)", '2024-08-07 10:15:00.000000'],
      ["date_trunc('hour', timestamp)", '2024-08-07 10:00:00.000000'],
      ["DATE_TRUNC('DAY', timestamp)", '2024-08-07 00:00:00.000000'],
      ["date_trunc('week', timestamp)", '2024-08-05 00:00:00.000000'], // the Monday before a Wednesday
      ["date_trunc('week', timestamp '2024-08-05')", '2024-08-05 00:00:00.000000'],
      ["date_trunc('week', timestamp '2024-08-04 23:59:59.999999')", '2024-07-29 00:00:00.000000'],
      ["date_trunc('month', timestamp)", '2024-08-01 00:00:00.000000'],
      ["date_trunc('hour', timestamp '1969-12-31 23:30:00')", '1969-12-31 23:00:00.000000'],
      ["date_diff('second', '2024-08-07', timestamp)", '36930'],
      ["date_diff('minute', '2024-08-07 10:14:59', '2024-08-07 10:15:00')", '1'], // one second, but over a boundary
      ["date_diff('hour', '2024-08-07 10:59:59', '2024-08-07 11:00:00')", '1'],
      ["date_diff('day', '2024-08-07 00:00:00', '2024-08-07 23:59:59')", '0'],
      ["date_diff('day', '2024-08-08', '2024-08-07 23:59:59')", '-1'],
      ["date_diff('week', '2024-08-04', '2024-08-05')", '1'], // a Sunday and a Monday
      ["date_diff('month', '2024-01-31', '2024-02-01')", '1'],
      ["date_diff('quarter', '2024-03-31', '2024-04-01')", '1'],
      ["date_diff('year', '2023-12-31', '2024-01-01')", '1'],
      ['extract(year FROM timestamp)', '2024'],
      ['extract(quarter FROM timestamp)', '3'],
      ['extract(month FROM timestamp)', '8'],
      ['extract(week FROM timestamp)', '32'],
      ['extract(day FROM timestamp)', '7'],
      ['extract(hour FROM timestamp)', '10'],
      ['extract(minute FROM timestamp)', '15'],
      ['extract(second FROM timestamp)', '30.25'],
      ["extract(dow FROM timestamp '2024-08-04')", '0'], // a Sunday
      ["extract(isodow FROM timestamp '2024-08-04')", '7'],
      ["extract(doy FROM timestamp '2024-02-01')", '32'],
      ["extract(epoch FROM timestamp '1970-01-01 00:00:01.5')", '1.5'],
      ["timestamp > '2024-08-07T12:00:00+02:00'", true], // 10:00 in UTC
      ["timestamp < '2024-08-07 10:15:30.25'", false],
    ])
  })

  describe('casts cut off, and give NULL for what cannot be read:', () => {
    holds([
      ["'1.50'::numeric", '1.5'],
      ['CAST(properties.name AS numeric)', null],
      ["concat(' ', 1)::numeric", null], // no spaces (semantics 9)
      ['1.9::integer', '1'],
      ['(-1.9)::integer', '-1'],
      ['true::integer', '1'],
      ['1.50::text', '1.5'],
      ['true::text', 'true'],
      ["timestamp '2024-08-07 10:00:00.500'::text", '2024-08-07 10:00:00.5'],
      ["timestamp '2024-08-07 10:00:00'::text", '2024-08-07 10:00:00'],
      ["'YES'::boolean", true],
      ["'off'::boolean", false],
      ["'maybe'::boolean", null],
      ['0::boolean', false],
      ['properties.at::timestamp', '2024-02-29 00:00:00.000000'],
      ['properties.name::timestamp', null],
      ["replace(properties.at, '29', '30')::timestamp", null], // no such day
      ["concat(properties.at, 'T25:00:00Z')::timestamp", null], // no such hour
      ["concat(properties.at, 'T01:00:00.1234567+01:00')::timestamp", '2024-02-29 00:00:00.123456'],
    ])
  })

  describe('properties may be nested, and lose no digit:', () => {
    holds([
      ['properties.j.b', '1.5'],
      ["properties['j']['b']", '1.5'],
      ['"properties"."j".deep', '{"list":[1,2],"t":"x, 5"}'],
      ['properties.j.deep.list', '[1,2]'],
      ['properties.j.deep.t', 'x, 5'],
      ['properties.j.yes', 'true'],
      ['properties.j.none', null],
      ['properties.j.missing', null],
      ['properties.name.b', null],
      ['properties.j.b * 2', '3'],
    ])
  })

  it.each([
    ['a product', '1e30 * 1e30'],
    ['a sum of products', Array.from({ length: 7 }, () => '9e37 * 1e18').join(' + ')],
    ['a quotient', '1e37 / 0.00000000000000000001'],
    ['a power', 'power(10, 60)'],
    ['exp', 'exp(200)'],
  ])('fails where %s is too large, and never wraps', async (_, expression) => {
    await expect(one(expression)).rejects.toThrow(/overflow|too big/i)
  })
})
