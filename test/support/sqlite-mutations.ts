/** A schema with a bit of everything that SQLite's DDL can say; each change of it starts here. */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, a INTEGER, b INTEGER, CONSTRAINT ab UNIQUE (a, b))`,
  `CREATE TABLE item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(20) NOT NULL DEFAULT 'it''s' COLLATE NOCASE,
  price DECIMAL(10,2) DEFAULT 1.5,
  made TEXT DEFAULT (lower('A') || 'b'),
  parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE,
  x INTEGER,
  y INTEGER,
  total REAL GENERATED ALWAYS AS (price * 2) VIRTUAL,
  CONSTRAINT positive CHECK (price > 0 AND name <> 'a, (b)'),
  CONSTRAINT xy UNIQUE (x, y),
  CONSTRAINT far FOREIGN KEY (x, y) REFERENCES parent (a, b) MATCH FULL ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED
)`,
  `CREATE TABLE pair (k TEXT, v TEXT, n INTEGER, w ANY, PRIMARY KEY (k, v)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE big (id BIGINT PRIMARY KEY, d TEXT)`,
  `CREATE INDEX by_name ON item (name, price DESC)`,
  `CREATE UNIQUE INDEX by_lower ON item (lower(name)) WHERE price > 10`,
  `CREATE INDEX by_made ON item (made COLLATE RTRIM)`,
  `CREATE VIEW cheap AS SELECT id, name AS title FROM item WHERE price < 5 AND name <> 'X y'`,
  `CREATE TRIGGER touch AFTER UPDATE OF name ON item FOR EACH ROW WHEN NEW.name IS NOT NULL BEGIN UPDATE item SET made = 'Now' WHERE id = NEW.id; END`,
  `CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = 'porter ascii')`,
];

type Change = (script: readonly string[]) => readonly string[];

const swap =
  (before: string, after: string): Change =>
  (script) => {
    const changed = script.map((sql) => sql.replace(before, () => after));
    if (changed.every((sql, at) => sql === script[at])) throw new Error(`there is no ${before}`);
    return changed.filter((sql) => sql !== '');
  };
const then =
  (...more: readonly string[]): Change =>
  (script) => [...script, ...more];
const column = (name: string) => `column item.${name}`;
const sql = (start: string): string => SCHEMA.find((text) => text.startsWith(start)) ?? '';

/** A title, what must be named, and the change: one for each thing that DDL can change. */
export const MUTATIONS: readonly (readonly [string, readonly string[], Change])[] = [
  ['a table is added', ['column new.a', 'table new'], then('CREATE TABLE new (a)')],
  ['a table is dropped', ['column big.d', 'column big.id', 'primary key big.id', 'table big'], then('DROP TABLE big')],
  [
    'a table is renamed',
    [
      'column big.d',
      'column big.id',
      'column huge.d',
      'column huge.id',
      'primary key big.id',
      'primary key huge.id',
      'table big',
      'table huge',
    ],
    then('ALTER TABLE big RENAME TO huge'),
  ],
  [
    'a table is renamed in its case',
    [
      'column Big.d',
      'column Big.id',
      'column big.d',
      'column big.id',
      'primary key Big.id',
      'primary key big.id',
      'table Big',
      'table big',
    ],
    swap('TABLE big', 'TABLE Big'),
  ],
  ['a column is added', ['column big.e', 'table big'], then('ALTER TABLE big ADD COLUMN e TEXT')],
  ['a column is dropped', ['column big.d', 'table big'], then('ALTER TABLE big DROP COLUMN d')],
  ['a column is renamed', ['column big.d', 'column big.e', 'table big'], then('ALTER TABLE big RENAME COLUMN d TO e')],
  ['columns change places', ['table big'], swap('(id BIGINT PRIMARY KEY, d TEXT)', '(d TEXT, id BIGINT PRIMARY KEY)')],
  ['a type', [column('price')], swap('DECIMAL(10,2)', 'REAL')],
  ['the length of a type', [column('name')], swap('VARCHAR(20)', 'VARCHAR(21)')],
  ['the scale of a type', [column('price')], swap('DECIMAL(10,2)', 'DECIMAL(10,3)')],
  ['a type that goes', [column('made')], swap('made TEXT', 'made')],
  ['a NOT NULL that goes', [column('name')], swap(' NOT NULL DEFAULT', ' DEFAULT')],
  ['a NOT NULL that comes', [column('price')], swap('(10,2)', '(10,2) NOT NULL')],
  ['ON CONFLICT of a NOT NULL', [column('name')], swap('NOT NULL DEFAULT', 'NOT NULL ON CONFLICT IGNORE DEFAULT')],
  ['the name of a NOT NULL', [column('name')], swap('NOT NULL DEFAULT', 'CONSTRAINT named NOT NULL DEFAULT')],
  ['a default that comes', ['column big.d'], swap('d TEXT', "d TEXT DEFAULT ''")],
  ['a default that goes', [column('price')], swap(' DEFAULT 1.5', '')],
  ['a default of a number', [column('price')], swap('DEFAULT 1.5', 'DEFAULT -1.5')],
  ['a default that becomes a string', [column('price')], swap('DEFAULT 1.5', "DEFAULT '1.5'")],
  ['the case of a default in quotes', [column('name')], swap("'it''s'", "'It''s'")],
  ['white space of a default in quotes', [column('name')], swap("'it''s'", "'it''s '")],
  ['a default that is an expression', [column('made')], swap("lower('A')", "upper('A')")],
  [
    'a default that becomes the time',
    [column('made')],
    swap("DEFAULT (lower('A') || 'b')", 'DEFAULT CURRENT_TIMESTAMP'),
  ],
  ['a collation', [column('name')], swap('COLLATE NOCASE', 'COLLATE RTRIM')],
  ['a collation that goes', [column('name')], swap(' COLLATE NOCASE', '')],
  ['a collation that comes', ['column big.d'], swap('d TEXT', 'd TEXT COLLATE NOCASE')],
  ['AUTOINCREMENT that goes', [column('id')], swap(' AUTOINCREMENT', '')],
  [
    'AUTOINCREMENT that comes',
    ['column parent.id'],
    swap('parent (id INTEGER PRIMARY KEY', 'parent (id INTEGER PRIMARY KEY AUTOINCREMENT'),
  ],
  ['a generated expression', [column('total')], swap('price * 2', 'price * 3')],
  ['a generated column that is stored', [column('total')], swap('VIRTUAL,', 'STORED,')],
  ['a generated column that is plain', [column('total')], swap(' GENERATED ALWAYS AS (price * 2) VIRTUAL', '')],
  ['a primary key that goes', ['primary key big.id'], swap('BIGINT PRIMARY KEY', 'BIGINT')],
  [
    'a primary key on another column',
    ['primary key big.d', 'primary key big.id'],
    swap('id BIGINT PRIMARY KEY, d TEXT', 'id BIGINT, d TEXT PRIMARY KEY'),
  ],
  [
    'the order of the columns of a primary key',
    ['primary key pair.k,v', 'primary key pair.v,k'],
    swap('PRIMARY KEY (k, v)', 'PRIMARY KEY (v, k)'),
  ],
  [
    'a column more in a primary key',
    ['column pair.n', 'primary key pair.k,v', 'primary key pair.k,v,n'],
    swap('PRIMARY KEY (k, v)', 'PRIMARY KEY (k, v, n)'),
  ],
  ['a primary key in falling order', ['primary key pair.k,v'], swap('PRIMARY KEY (k, v)', 'PRIMARY KEY (k DESC, v)')],
  [
    'the collation of a primary key',
    ['primary key pair.k,v'],
    swap('PRIMARY KEY (k, v)', 'PRIMARY KEY (k COLLATE NOCASE, v)'),
  ],
  [
    'the name of a primary key',
    ['primary key pair.k,v', 'primary key pair.pk'],
    swap('PRIMARY KEY (k, v)', 'CONSTRAINT pk PRIMARY KEY (k, v)'),
  ],
  [
    'ON CONFLICT of a primary key',
    ['primary key pair.k,v'],
    swap('PRIMARY KEY (k, v)', 'PRIMARY KEY (k, v) ON CONFLICT REPLACE'),
  ],
  [
    'a key that is the rowid no more',
    ['column parent.id', 'primary key parent.id'],
    swap('parent (id INTEGER PRIMARY KEY', 'parent (id INTEGER PRIMARY KEY DESC'),
  ],
  ['a key that becomes the rowid', ['column big.id', 'primary key big.id'], swap('BIGINT', 'INTEGER')],
  ['a unique constraint that comes', ['unique big.d'], swap('d TEXT', 'd TEXT UNIQUE')],
  ['a unique constraint that goes', ['unique parent.ab'], swap(', CONSTRAINT ab UNIQUE (a, b)', '')],
  ['a unique constraint with another column', ['unique parent.ab'], swap('UNIQUE (a, b)', 'UNIQUE (a, code)')],
  ['the name of a unique constraint', ['unique parent.ab', 'unique parent.ba'], swap('CONSTRAINT ab', 'CONSTRAINT ba')],
  ['the collation in a unique constraint', ['unique item.xy'], swap('UNIQUE (x, y)', 'UNIQUE (x COLLATE NOCASE, y)')],
  [
    'ON CONFLICT of a unique constraint',
    ['unique item.xy'],
    swap('UNIQUE (x, y)', 'UNIQUE (x, y) ON CONFLICT REPLACE'),
  ],
  [
    'a unique constraint that becomes an index',
    ['index parent.ab', 'unique parent.ab'],
    (script) => [...swap(', CONSTRAINT ab UNIQUE (a, b)', '')(script), 'CREATE UNIQUE INDEX ab ON parent (a, b)'],
  ],
  ['the text of a CHECK', ['check item.positive'], swap('price > 0 AND', 'price >= 0 AND')],
  ['a string in a CHECK', ['check item.positive'], swap("'a, (b)'", "'a, (B)'")],
  ['white space in a string of a CHECK', ['check item.positive'], swap("'a, (b)'", "'a,  (b)'")],
  ['a comment that is none, in a string of a CHECK', ['check item.positive'], swap("'a, (b)'", "'a, /*x*/(b)'")],
  [
    'the name of a CHECK',
    ['check item.negative', 'check item.positive'],
    swap('CONSTRAINT positive', 'CONSTRAINT negative'),
  ],
  [
    'a CHECK that goes',
    ['check item.positive'],
    swap("  CONSTRAINT positive CHECK (price > 0 AND name <> 'a, (b)'),\n", ''),
  ],
  ['a CHECK that comes behind a column', ['check big.d > 0'], swap('d TEXT', 'd TEXT CHECK (d > 0)')],
  ['a foreign key that comes', ['foreign key big.d'], swap('d TEXT', 'd TEXT REFERENCES parent (code)')],
  ['a foreign key that goes', ['foreign key item.parent_id'], swap(' REFERENCES parent (id) ON DELETE CASCADE', '')],
  [
    'a foreign key to another table',
    ['foreign key item.parent_id'],
    swap('REFERENCES parent (id)', 'REFERENCES big (id)'),
  ],
  [
    'a foreign key to another column',
    ['foreign key item.parent_id'],
    swap('REFERENCES parent (id)', 'REFERENCES parent (code)'),
  ],
  [
    'the pairs of a foreign key',
    ['foreign key item.far'],
    swap('REFERENCES parent (a, b)', 'REFERENCES parent (b, a)'),
  ],
  [
    'a foreign key on fewer columns',
    ['foreign key item.far'],
    swap('(x, y) REFERENCES parent (a, b)', '(x) REFERENCES parent (a)'),
  ],
  ['ON DELETE', ['foreign key item.parent_id'], swap('ON DELETE CASCADE', 'ON DELETE RESTRICT')],
  ['ON DELETE that goes', ['foreign key item.parent_id'], swap(' ON DELETE CASCADE', '')],
  ['ON UPDATE', ['foreign key item.far'], swap('ON UPDATE SET NULL', 'ON UPDATE SET DEFAULT')],
  ['MATCH', ['foreign key item.far'], swap(' MATCH FULL', '')],
  ['DEFERRABLE that goes', ['foreign key item.far'], swap(' DEFERRABLE INITIALLY DEFERRED', '')],
  ['DEFERRED that becomes IMMEDIATE', ['foreign key item.far'], swap('INITIALLY DEFERRED', 'INITIALLY IMMEDIATE')],
  ['NOT DEFERRABLE', ['foreign key item.far'], swap('DEFERRABLE INITIALLY', 'NOT DEFERRABLE INITIALLY')],
  [
    'the name of a foreign key',
    ['foreign key item.far', 'foreign key item.near'],
    swap('CONSTRAINT far', 'CONSTRAINT near'),
  ],
  ['STRICT that goes', ['table pair'], swap('STRICT, ', '')],
  ['STRICT that comes', ['table parent'], swap('UNIQUE (a, b))', 'UNIQUE (a, b)) STRICT')],
  ['WITHOUT ROWID that goes', ['table pair'], swap(', WITHOUT ROWID', '')],
  ['an index that comes', ['index big.by_d'], then('CREATE INDEX by_d ON big (d)')],
  ['an index that goes', ['index item.by_name'], then('DROP INDEX by_name')],
  ['the name of an index', ['index item.by_made', 'index item.by_maker'], swap('INDEX by_made', 'INDEX by_maker')],
  ['an index that becomes unique', ['index item.by_name'], swap('INDEX by_name', 'UNIQUE INDEX by_name')],
  ['the columns of an index', ['index item.by_name'], swap('(name, price DESC)', '(name, made, price DESC)')],
  ['the order of the columns of an index', ['index item.by_name'], swap('(name, price DESC)', '(price DESC, name)')],
  ['the order in an index', ['index item.by_name'], swap('price DESC', 'price')],
  ['the collation in an index', ['index item.by_made'], swap('COLLATE RTRIM', 'COLLATE NOCASE')],
  ['the expression of an index', ['index item.by_lower'], swap('(lower(name))', '(upper(name))')],
  [
    'a column of an index that becomes an expression',
    ['index item.by_made'],
    swap('(made COLLATE', '(trim(made) COLLATE'),
  ],
  ['the condition of an index', ['index item.by_lower'], swap('WHERE price > 10', 'WHERE price > 11')],
  ['the condition of an index that goes', ['index item.by_lower'], swap(' WHERE price > 10', '')],
  [
    'an index on another table',
    ['index big.by_made', 'index item.by_made'],
    swap('by_made ON item (made', 'by_made ON big (d'),
  ],
  ['a view that comes', ['view all_of_it'], then('CREATE VIEW all_of_it AS SELECT * FROM item')],
  ['a view that goes', ['view cheap'], then('DROP VIEW cheap')],
  ['the condition of a view', ['view cheap'], swap('price < 5', 'price < 6')],
  ['a string in a view', ['view cheap'], swap("'X y'", "'x y'")],
  ['the names of the columns of a view', ['view cheap'], swap('AS title', 'AS "Title"')],
  ['the list of the columns of a view', ['view cheap'], swap('VIEW cheap AS', 'VIEW cheap (i, t) AS')],
  ['a trigger that goes', ['trigger touch'], then('DROP TRIGGER touch')],
  ['the moment of a trigger', ['trigger touch'], swap('AFTER UPDATE', 'BEFORE UPDATE')],
  ['the event of a trigger', ['trigger touch'], swap('UPDATE OF name', 'UPDATE OF price')],
  ['the condition of a trigger', ['trigger touch'], swap('NEW.name IS NOT NULL', 'OLD.name IS NOT NULL')],
  ['the body of a trigger', ['trigger touch'], swap("'Now'", "'now'")],
  ['a trigger on another table', ['trigger touch'], swap('UPDATE OF name ON item', 'UPDATE OF code ON parent')],
  ['the columns of a virtual table', ['virtual table docs'], swap('title, body', 'title, body, more')],
  ['the arguments of a virtual table', ['virtual table docs'], swap("'porter ascii'", "'porter unicode61'")],
  ['a virtual table that goes', ['virtual table docs'], then('DROP TABLE docs')],
];

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
  ['VACUUM', then('VACUUM')],
  ['REINDEX', then('REINDEX')],
  ['ANALYZE', then("INSERT INTO item (name) VALUES ('a')", 'ANALYZE')],
  ['PRAGMA optimize', then('PRAGMA optimize')],
  ['PRAGMA user_version', then('PRAGMA user_version = 7')],
  ['PRAGMA application_id', then('PRAGMA application_id = 7')],
  ['PRAGMA foreign_keys', then('PRAGMA foreign_keys = ON')],
  ['PRAGMA auto_vacuum', then('PRAGMA auto_vacuum = FULL', 'VACUUM')],
  ['rows that come', then("INSERT INTO parent (code) VALUES ('a'), ('b')", "INSERT INTO item (name) VALUES ('a')")],
  [
    'rows that change and go',
    then(
      "INSERT INTO parent (code) VALUES ('a'), ('b')",
      "UPDATE parent SET code = 'c' WHERE id = 1",
      'DELETE FROM parent WHERE id = 2',
    ),
  ],
  ['a counter that goes on', then("INSERT INTO item (id, name) VALUES (500, 'a')", 'DELETE FROM item')],
  [
    'documents in a virtual table',
    then("INSERT INTO docs (title, body) VALUES ('a', 'b')", "INSERT INTO docs (docs) VALUES ('optimize')"),
  ],
  ['a temporary table', then('CREATE TEMP TABLE item2 (a)', 'CREATE TEMP VIEW v AS SELECT 1')],
  ['a temporary table that hides one', then('CREATE TEMP TABLE item (other TEXT)')],
  ['a rolled-back change', then('BEGIN', 'ALTER TABLE big ADD COLUMN e', 'DROP VIEW cheap', 'ROLLBACK')],
  ['a table renamed and renamed back', then('ALTER TABLE item RENAME TO other', 'ALTER TABLE other RENAME TO item')],
  [
    'a column renamed and renamed back',
    then('ALTER TABLE item RENAME COLUMN price TO cost', 'ALTER TABLE item RENAME COLUMN cost TO price'),
  ],
  ['a column added and dropped', then('ALTER TABLE item ADD COLUMN e', 'ALTER TABLE item DROP COLUMN e')],
  ['an index made again', then('DROP INDEX by_name', sql('CREATE INDEX by_name'))],
  ['a view made again', then('DROP VIEW cheap', sql('CREATE VIEW'))],
  ['a trigger made again', then('DROP TRIGGER touch', sql('CREATE TRIGGER'))],
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
  ['options in another order', swap('STRICT, WITHOUT ROWID', 'without rowid, strict')],
];
