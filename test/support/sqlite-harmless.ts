import { type Change, followedBy, SCHEMA, swap } from './sqlite-mutations.ts';

const sql = (start: string): string => SCHEMA.find((text) => text.startsWith(start)) ?? '';

const everywhere =
  (change: (sql: string) => string): Change =>
  (script) =>
    script.map(change);
// Outside strings in single quotes.
const outside = (change: (text: string) => string) =>
  everywhere((sql) =>
    sql.startsWith('CREATE VIRTUAL')
      ? sql
      : sql
          .split(/('(?:[^']|'')*')/)
          .map((text, at) => (at % 2 === 0 ? change(text) : text))
          .join(''),
  );
const quoted = (open: string, close = open) =>
  outside((text) =>
    text.replace(
      /\b(item|parent|price|name|made|id|x|y|k|v|far|ab|code|by_name|cheap|touch|big)\b/g,
      `${open}$1${close}`,
    ),
  );

/** A title and what must not be seen. */
export const HARMLESS: readonly (readonly [string, Change])[] = [
  ['VACUUM', followedBy('VACUUM')],
  ['REINDEX', followedBy('REINDEX')],
  ['ANALYZE', followedBy("INSERT INTO item (name) VALUES ('a')", 'ANALYZE')],
  ['PRAGMA optimize', followedBy('PRAGMA optimize')],
  ['PRAGMA user_version', followedBy('PRAGMA user_version = 7')],
  ['PRAGMA application_id', followedBy('PRAGMA application_id = 7')],
  ['PRAGMA foreign_keys', followedBy('PRAGMA foreign_keys = ON')],
  ['PRAGMA auto_vacuum', followedBy('PRAGMA auto_vacuum = FULL', 'VACUUM')],
  [
    'rows that come',
    followedBy("INSERT INTO parent (code) VALUES ('a'), ('b')", "INSERT INTO item (name) VALUES ('a')"),
  ],
  [
    'rows that change and go',
    followedBy(
      "INSERT INTO parent (code) VALUES ('a'), ('b')",
      "UPDATE parent SET code = 'c' WHERE id = 1",
      'DELETE FROM parent WHERE id = 2',
    ),
  ],
  ['a counter that goes on', followedBy("INSERT INTO item (id, name) VALUES (500, 'a')", 'DELETE FROM item')],
  [
    'documents in a virtual table',
    followedBy("INSERT INTO docs (title, body) VALUES ('a', 'b')", "INSERT INTO docs (docs) VALUES ('optimize')"),
  ],
  ['a temporary table', followedBy('CREATE TEMP TABLE item2 (a)', 'CREATE TEMP VIEW v AS SELECT 1')],
  ['a temporary table that hides one', followedBy('CREATE TEMP TABLE item (other TEXT)')],
  ['a rolled-back change', followedBy('BEGIN', 'ALTER TABLE big ADD COLUMN e', 'DROP VIEW cheap', 'ROLLBACK')],
  [
    'a table renamed and renamed back',
    followedBy('ALTER TABLE item RENAME TO other', 'ALTER TABLE other RENAME TO item'),
  ],
  [
    'a column renamed and renamed back',
    followedBy('ALTER TABLE item RENAME COLUMN price TO cost', 'ALTER TABLE item RENAME COLUMN cost TO price'),
  ],
  ['a column added and dropped', followedBy('ALTER TABLE item ADD COLUMN e', 'ALTER TABLE item DROP COLUMN e')],
  ['an index made again', followedBy('DROP INDEX by_name', sql('CREATE INDEX by_name'))],
  ['a view made again', followedBy('DROP VIEW cheap', sql('CREATE VIEW'))],
  ['a trigger made again', followedBy('DROP TRIGGER touch', sql('CREATE TRIGGER'))],
  [
    'tables made in another order',
    (script) => [script[3] ?? '', script[2] ?? '', ...script.slice(0, 2), ...script.slice(4)],
  ],
  [
    'indexes made in another order',
    (script) => [...script.slice(0, 4), ...script.slice(4, 7).reverse(), ...script.slice(7)],
  ],
  ['small letters', outside((text) => text.toLowerCase())],
  [
    'capitals of keywords and types alone',
    outside((text) => text.replace(/\b(text|integer|real|decimal|varchar)\b/gi, (word) => word.toLowerCase())),
  ],
  ['double quotes', quoted('"')],
  ['back-ticks', quoted('`')],
  ['square brackets', quoted('[', ']')],
  ['more white space', outside((text) => text.replace(/ /g, ' \n\t '))],
  ['white space around each parenthesis and comma', outside((text) => text.replace(/[(),]/g, ' $& '))],
  [
    'no white space where none is needed',
    outside((text) => text.replace(/\s+/g, ' ').replace(/ ?([(),<>=]) ?/g, '$1')),
  ],
  [
    'comments between the lines',
    outside((text) => text.replace(/,/g, ', -- a, comment (\n').replace(/\(/g, '( /* ; */ ')),
  ],
  ['a semicolon at the end', everywhere((sql) => `${sql};`)],
  ['a semicolon and a comment at the end', everywhere((sql) => `${sql} ; -- the end`)],
  ['IF NOT EXISTS', everywhere((sql) => sql.replace(/^CREATE (UNIQUE INDEX|VIRTUAL TABLE|\w+)/, '$& IF NOT EXISTS'))],
  [
    'the name of the database',
    everywhere((sql) => sql.replace(/^CREATE (UNIQUE INDEX|VIRTUAL TABLE|\w+) /, '$&main.')),
  ],
  ['a default in parentheses', swap('DEFAULT 1.5', 'DEFAULT ((1.5))')],
  ['DEFAULT NULL', swap('d TEXT', 'd TEXT DEFAULT NULL')],
  ['a NULL constraint', swap('d TEXT', 'd TEXT NULL')],
  ['COLLATE BINARY', swap('d TEXT', 'd TEXT COLLATE BINARY')],
  ['ON CONFLICT ABORT', swap('UNIQUE (x, y)', 'UNIQUE (x, y) ON CONFLICT ABORT')],
  ['NOT NULL of a rowid', swap('parent (id INTEGER PRIMARY KEY', 'parent (id INTEGER NOT NULL PRIMARY KEY')],
  ['a foreign key without its column', swap('REFERENCES parent (id)', 'REFERENCES parent')],
  ['NO ACTION', swap('ON DELETE CASCADE', 'ON DELETE CASCADE ON UPDATE NO ACTION')],
  ['MATCH SIMPLE', swap('ON DELETE CASCADE', 'ON DELETE CASCADE MATCH SIMPLE')],
  ['NOT DEFERRABLE', swap('ON DELETE CASCADE', 'ON DELETE CASCADE NOT DEFERRABLE')],
  [
    'the clauses of a foreign key in another order',
    swap('MATCH FULL ON UPDATE SET NULL', 'ON UPDATE SET NULL MATCH FULL'),
  ],
  [
    'a unique constraint of one column behind the columns',
    (script) =>
      swap('UNIQUE, a INTEGER', ', a INTEGER')(swap('UNIQUE (a, b))', 'UNIQUE (a, b), UNIQUE (code))')(script)),
  ],
  [
    'a key of one column behind the columns',
    swap('id BIGINT PRIMARY KEY, d TEXT', 'id BIGINT, d TEXT, PRIMARY KEY (id)'),
  ],
  [
    'constraints in another order',
    swap(
      "CONSTRAINT positive CHECK (price > 0 AND name <> 'a, (b)'),\n  CONSTRAINT xy UNIQUE (x, y)",
      "CONSTRAINT xy UNIQUE (x, y),\n  CONSTRAINT positive CHECK ((price > 0 AND name <> 'a, (b)'))",
    ),
  ],
  ['ASC', swap('(name, price DESC)', '(name ASC, price DESC)')],
  ['a column in parentheses in an index', swap('(made COLLATE RTRIM)', '((made) COLLATE rtrim)')],
  ['AS without GENERATED ALWAYS, VIRTUAL unsaid', swap('GENERATED ALWAYS AS (price * 2) VIRTUAL', 'AS (price * 2)')],
  ['an alias in quotes', swap('AS title', 'AS [title]')],
  ['options in another order', swap('STRICT, WITHOUT ROWID', 'without rowid, strict')],
];

/** What SQLite takes for the same beside `SCHEMA`, though a reflection says each as it is written. */
export const RESPELLED: readonly (readonly [string, Change])[] = [
  ['a trigger in other letters', swap('TRIGGER touch', 'TRIGGER Touch')],
  ['a view in other letters and quotes', swap('VIEW cheap', 'VIEW "CHEAP"')],
  ['an index in other letters', swap('INDEX by_name', 'INDEX BY_NAME')],
  ['a trigger that writes its table in other letters', swap('UPDATE item SET', 'UPDATE [ITEM] SET')],
];

/** What is not the same, though only letters differ. */
export const NOT_RESPELLED: readonly (readonly [string, Change])[] = [
  ['what a view calls a column', swap('AS title', 'AS Title')],
  ['a string', swap("'Now'", "'now'")],
];
