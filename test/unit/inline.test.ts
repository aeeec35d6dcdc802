import assert from 'node:assert/strict';
import { dialectOf } from '../../src/dialects/index.ts';
import type { BoundValues } from '../../src/dialects/script.ts';
import { inlined } from '../../src/offline/inline.ts';

const one = (name: 'postgres' | 'sqlite', sql: string, values: BoundValues | null) =>
  inlined(sql, values, name, dialectOf(name).script);

describe('values written into a statement', () => {
  for (const [what, sql, values, written] of [
    ['a parameter', 'SELECT $1', ['a'], "SELECT 'a'"],
    ['the tenth', 'SELECT $10', Array(10).fill('x'), "SELECT 'x'"],
    ['not what a string holds', "SELECT '$1', $1", ['a'], "SELECT '$1', 'a'"],
    ['not what an escape string holds', "SELECT E'\\'$1', $1", ['a'], "SELECT E'\\'$1', 'a'"],
    ['not what a quoted name holds', 'SELECT "$1" = $1', ['a'], `SELECT "$1" = 'a'`],
    ['not what dollar quotes hold', 'SELECT $$ $1 $$, $q$ $1 $$ $q$, $1', ['a'], "SELECT $$ $1 $$, $q$ $1 $$ $q$, 'a'"],
    [
      'not what comments hold',
      'SELECT $1 -- $1\n/* $1 /* $1 */ $1 */',
      ['a'],
      "SELECT 'a' -- $1\n/* $1 /* $1 */ $1 */",
    ],
    ['not a part of a name', 'SELECT a$1, $1', ['a'], "SELECT a$1, 'a'"],
    ['before a cast', 'SELECT $1::int[]', [[1, 2]], `SELECT '{"1","2"}'::int[]`],
    [
      'beside the operators of jsonb',
      'SELECT j ? $1 OR j ?| $2 OR j @> $3',
      ['k', ['a'], { a: 1 }],
      `SELECT j ? 'k' OR j ?| '{"a"}' OR j @> '{"a":1}'`,
    ],
    ['not as a Unicode string', 'SELECT U&$1', [3], "SELECT U& '3'"],
    ['a subscript', 'SELECT a[$1:$2]', [1, 2], "SELECT a['1':'2']"],
    ['twice', 'SELECT $2, $1, $2', [1, null], "SELECT NULL, '1', NULL"],
    ['a text that looks like a parameter', 'SELECT $1, $2', ['$2', "a'b\\"], `SELECT '$2', E'a''b\\\\'`],
    ['a buffer', 'SELECT $1', [Buffer.from([0, 255])], `SELECT '\\x00ff'::bytea`],
    ['truth', 'SELECT $1, $2', [true, false], "SELECT 'true', 'false'"],
    ['numbers', 'SELECT $1, $2, $3', [1.5, Number.NaN, 10n], "SELECT '1.5', 'NaN', '10'"],
    [
      'nested arrays',
      'SELECT $1',
      [
        [
          ['a"', null],
          ['\\', 'b'],
        ],
      ],
      `SELECT E'{{"a\\\\"",NULL},{"\\\\\\\\","b"}}'`,
    ],
    ['nothing without values', 'SELECT $1', null, 'SELECT $1'],
  ] as const)
    it(`PostgreSQL: ${what}`, () => assert.equal(one('postgres', sql, values), written));

  for (const [what, sql, values, written] of [
    ['by position', 'SELECT ?, ?', ['a', 1], "SELECT 'a', 1"],
    ['by number', 'SELECT ?2, ?, ?1', ['a', 'b', 'c'], "SELECT 'b', 'c', 'a'"],
    ['by name', 'SELECT :a, @b, $c, :a', { ':a': 1, '@b': 2, $c: 3 }, 'SELECT 1, 2, 3, 1'],
    ['as Sequelize binds', 'INSERT INTO t VALUES ($1,$2)', { $1: 'x', $2: null }, "INSERT INTO t VALUES ('x',NULL)"],
    ['not what strings and names hold', `SELECT '?', "?", \`?\`, [?], ?`, [1], `SELECT '?', "?", \`?\`, [?], 1`],
    ['not what comments hold', 'SELECT ? /* ? */ -- ?', [1], 'SELECT 1 /* ? */ -- ?'],
    [
      'types as the driver sends them',
      'SELECT ?, ?, ?, ?, ?',
      [true, 2 ** 31, 0.5, Buffer.from('a'), new Date(7)],
      "SELECT 1, 2147483648.0, 0.5, X'61', 7.0",
    ],
    [
      'a carriage return, which the shell would take away',
      'SELECT ?',
      ["a\r\n'"],
      "SELECT ('a' || char(13) || '\n''')",
    ],
    ['a missing name', 'SELECT $a', { $b: 1 }, 'SELECT NULL'],
  ] as const)
    it(`SQLite: ${what}`, () => assert.equal(one('sqlite', sql, values), written));
});
