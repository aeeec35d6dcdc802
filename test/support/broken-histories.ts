import type { DatabaseKind } from './databases.ts';

/** A history that is broken in one way, and how it would be right. Its parts are JavaScript of `up(op, Sequelize)` and `down(op, Sequelize)`. */
export interface BrokenHistory {
  readonly name: string;
  readonly on: readonly DatabaseKind['name'][];
  /** What stands before it, made by a revision of its own and taken back by dropping the tables, beside `parents` and `children`. */
  readonly before?: string;
  readonly up: string;
  /** The broken function. */
  readonly down: string;
  /** How it would be right. */
  readonly mended: string;
  /** Where it is `up` that is broken: how that would be right. */
  readonly mendedUp?: string;
  /** Whether the revisions after it are tried although its `up` fails. */
  readonly goesOn?: true;
  /** What is found of it, and nothing else of that sort. */
  readonly finds: { readonly result: string; readonly kind: string; readonly object: RegExp };
}

const BOTH = ['postgres', 'sqlite'] as const;
const POSTGRES = ['postgres'] as const;
const SQLITE = ['sqlite'] as const;

const sql = (...statements: readonly string[]) =>
  statements.map((statement) => `await op.execute(${JSON.stringify(statement)});`).join('\n');

/** What every history begins with; `down` of it. */
export const START = {
  up: `await op.createTable('parents', {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: Sequelize.STRING(40), allowNull: false, defaultValue: 'nobody' },
    code: { type: Sequelize.STRING(20) },
    amount: { type: Sequelize.DECIMAL(10, 2), allowNull: false, defaultValue: 0 },
    note: Sequelize.TEXT,
  });
  await op.addIndex('parents', ['code'], { name: 'parents_code', unique: true });
  await op.createTable('children', {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
    parent_id: { type: Sequelize.INTEGER, references: { model: 'parents', key: 'id' }, onDelete: 'CASCADE' },
    title: Sequelize.STRING(30),
  });`,
  down: "await op.dropTable('children'); await op.dropTable('parents');",
};

const SEEN = 'CREATE VIEW seen AS SELECT id, name FROM parents';
const TRIGGER =
  "CREATE TRIGGER noted AFTER INSERT ON children BEGIN UPDATE parents SET note = 'child' WHERE id = NEW.parent_id; END";
const addPriority = "await op.addColumn('parents', 'priority', { type: Sequelize.INTEGER });";
const removePriority = "await op.removeColumn('parents', 'priority');";

/** Each broken in one way. */
export const BROKEN: readonly BrokenHistory[] = [
  {
    name: 'an index is left',
    on: BOTH,
    up: `${addPriority} await op.addIndex('parents', ['name'], { name: 'parents_name' });`,
    down: removePriority,
    mended: `await op.removeIndex('parents', 'parents_name'); ${removePriority}`,
    finds: { result: 'residue', kind: 'index', object: /parents_name/ },
  },
  {
    name: 'the name of the index differs in down',
    on: BOTH,
    up: "await op.removeIndex('parents', 'parents_code');",
    down: "await op.addIndex('parents', ['code'], { name: 'parents_codes', unique: true });",
    mended: "await op.addIndex('parents', ['code'], { name: 'parents_code', unique: true });",
    finds: { result: 'residue', kind: 'index', object: /parents_code\b/ },
  },
  {
    name: 'an enum type is left',
    on: POSTGRES,
    up: sql("CREATE TYPE mood AS ENUM ('good', 'bad')", 'CREATE TABLE moods (id int PRIMARY KEY, mood mood)'),
    down: sql('DROP TABLE moods'),
    mended: sql('DROP TABLE moods', 'DROP TYPE mood'),
    finds: { result: 'residue', kind: 'enum', object: /mood/ },
  },
  {
    name: 'a label of an enum is left',
    on: POSTGRES,
    before: sql("CREATE TYPE mood AS ENUM ('good', 'bad')"),
    up: `${addPriority} ${sql("ALTER TYPE mood ADD VALUE 'fair'")}`,
    down: removePriority,
    mended: `${sql('DROP TYPE mood', "CREATE TYPE mood AS ENUM ('good', 'bad')")} ${removePriority}`,
    finds: { result: 'residue', kind: 'enum', object: /mood/ },
  },
  {
    name: 'a default is lost',
    on: BOTH,
    up: "await op.alterColumn('parents', 'name', { default: 'somebody' });",
    down: "await op.alterColumn('parents', 'name', { default: null });",
    mended: "await op.alterColumn('parents', 'name', { default: 'nobody' });",
    finds: { result: 'residue', kind: 'column', object: /parents\.name/ },
  },
  {
    name: 'a trigger is lost',
    on: SQLITE,
    before: sql(TRIGGER),
    up: `await op.execute('DROP TRIGGER noted'); ${addPriority}`,
    down: removePriority,
    mended: `${removePriority} ${sql(TRIGGER)}`,
    finds: { result: 'residue', kind: 'trigger', object: /noted/ },
  },
  {
    name: 'a trigger is lost with its table',
    on: POSTGRES,
    before: sql(
      'CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
      'CREATE TRIGGER noted BEFORE INSERT ON children FOR EACH ROW EXECUTE FUNCTION note()',
    ),
    up: `${sql('DROP TRIGGER noted ON children')} ${addPriority}`,
    down: removePriority,
    mended: `${removePriority} ${sql('CREATE TRIGGER noted BEFORE INSERT ON children FOR EACH ROW EXECUTE FUNCTION note()')}`,
    finds: { result: 'residue', kind: 'trigger', object: /noted/ },
  },
  {
    name: 'a trigger is left',
    on: SQLITE,
    up: `${addPriority} ${sql(TRIGGER)}`,
    down: removePriority,
    mended: `${sql('DROP TRIGGER noted')} ${removePriority}`,
    finds: { result: 'residue', kind: 'trigger', object: /noted/ },
  },
  {
    name: 'the action of a foreign key is lost',
    on: POSTGRES,
    up: sql(
      'ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey',
      'ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents ON DELETE RESTRICT',
    ),
    down: sql(
      'ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey',
      'ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents',
    ),
    mended: sql(
      'ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey',
      'ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents ON DELETE CASCADE',
    ),
    finds: { result: 'residue', kind: 'foreign key', object: /children/ },
  },
  {
    name: 'the action of a foreign key is lost with its table',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, parent_id int REFERENCES parents (id) ON DELETE SET NULL)'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id int PRIMARY KEY, parent_id int REFERENCES parents (id))'),
    mended: sql('CREATE TABLE visits (id int PRIMARY KEY, parent_id int REFERENCES parents (id) ON DELETE SET NULL)'),
    finds: { result: 'residue', kind: 'foreign key', object: /visits/ },
  },
  {
    name: 'a sequence is left',
    on: POSTGRES,
    up: `${addPriority} ${sql('CREATE SEQUENCE numbers')}`,
    down: removePriority,
    mended: `${sql('DROP SEQUENCE numbers')} ${removePriority}`,
    finds: { result: 'residue', kind: 'sequence', object: /numbers/ },
  },
  {
    name: 'a comment is left',
    on: POSTGRES,
    up: `${addPriority} await op.setComment('parents', 'who pays');`,
    down: removePriority,
    mended: `${sql('COMMENT ON TABLE parents IS NULL')} ${removePriority}`,
    finds: { result: 'residue', kind: 'table', object: /^parents$/ },
  },
  {
    name: 'a grant is left',
    on: POSTGRES,
    up: `${addPriority} ${sql('GRANT SELECT ON parents TO PUBLIC')}`,
    down: removePriority,
    mended: `${sql('REVOKE SELECT ON parents FROM PUBLIC')} ${removePriority}`,
    finds: { result: 'residue', kind: 'grants', object: /parents/ },
  },
  {
    name: 'a policy is left',
    on: POSTGRES,
    up: `${addPriority} ${sql('CREATE POLICY own ON parents USING (id > 0)')}`,
    down: removePriority,
    mended: `${sql('DROP POLICY own ON parents')} ${removePriority}`,
    finds: { result: 'residue', kind: 'policy', object: /own/ },
  },
  {
    name: 'row-level security stays on',
    on: POSTGRES,
    up: `${addPriority} ${sql('ALTER TABLE parents ENABLE ROW LEVEL SECURITY')}`,
    down: removePriority,
    mended: `${sql('ALTER TABLE parents DISABLE ROW LEVEL SECURITY')} ${removePriority}`,
    finds: { result: 'residue', kind: 'table', object: /^parents$/ },
  },
  {
    name: 'the columns come back in another order',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a int, b int)'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id int PRIMARY KEY, b int, a int)'),
    mended: sql('CREATE TABLE visits (id int PRIMARY KEY, a int, b int)'),
    finds: { result: 'residue', kind: 'table', object: /visits/ },
  },
  {
    name: 'down is empty',
    on: BOTH,
    up: addPriority,
    down: '',
    mended: removePriority,
    finds: { result: 'residue', kind: 'column', object: /parents\.priority/ },
  },
  {
    name: 'down drops too much',
    on: BOTH,
    up: addPriority,
    down: `await op.removeIndex('parents', 'parents_code'); ${removePriority}`,
    mended: removePriority,
    finds: { result: 'residue', kind: 'index', object: /parents_code/ },
  },
  {
    name: 'a table is left',
    on: BOTH,
    up: `${addPriority} ${sql('CREATE TABLE visits (id int PRIMARY KEY)')}`,
    down: removePriority,
    mended: `${sql('DROP TABLE visits')} ${removePriority}`,
    finds: { result: 'residue', kind: 'table', object: /visits/ },
  },
  {
    name: 'the second up fails of a table that down leaves',
    on: BOTH,
    up: sql('CREATE TABLE visits (id int PRIMARY KEY)'),
    down: '',
    mended: sql('DROP TABLE visits'),
    finds: { result: 'residue', kind: 'table', object: /visits/ },
  },
  {
    name: 'down fails',
    on: BOTH,
    up: addPriority,
    down: "await op.execute('DROP TABLE nowhere');",
    mended: removePriority,
    finds: { result: 'down-failed', kind: 'down', object: /DROP TABLE nowhere/ },
  },
  {
    name: 'up fails',
    on: BOTH,
    up: "await op.execute('DROP TABLE nowhere');",
    down: '',
    mended: '',
    mendedUp: '',
    finds: { result: 'up-failed', kind: 'up', object: /DROP TABLE nowhere/ },
  },
  {
    name: 'a unique index comes back without UNIQUE',
    on: BOTH,
    up: "await op.removeIndex('parents', 'parents_code');",
    down: "await op.addIndex('parents', ['code'], { name: 'parents_code' });",
    mended: "await op.addIndex('parents', ['code'], { name: 'parents_code', unique: true });",
    finds: { result: 'residue', kind: 'index', object: /parents_code/ },
  },
  {
    name: 'a unique constraint is lost with its table',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a int UNIQUE)'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id int PRIMARY KEY, a int)'),
    mended: sql('CREATE TABLE visits (id int PRIMARY KEY, a int UNIQUE)'),
    finds: { result: 'residue', kind: 'unique', object: /visits/ },
  },
  {
    name: 'the text of a check has changed',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a int CONSTRAINT positive CHECK (a > 0))'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id int PRIMARY KEY, a int CONSTRAINT positive CHECK (a >= 0))'),
    mended: sql('CREATE TABLE visits (id int PRIMARY KEY, a int CONSTRAINT positive CHECK (a > 0))'),
    finds: { result: 'residue', kind: 'check', object: /positive/ },
  },
  {
    name: 'a view is lost',
    on: BOTH,
    before: sql(SEEN),
    up: `${sql('DROP VIEW seen')} ${addPriority}`,
    down: removePriority,
    mended: `${removePriority} ${sql(SEEN)}`,
    finds: { result: 'residue', kind: 'view', object: /seen/ },
  },
  {
    name: 'a view is left',
    on: BOTH,
    up: `${addPriority} ${sql(SEEN)}`,
    down: removePriority,
    mended: `${sql('DROP VIEW seen')} ${removePriority}`,
    finds: { result: 'residue', kind: 'view', object: /seen/ },
  },
  {
    name: 'a view comes back with another text',
    on: BOTH,
    before: sql(SEEN),
    up: sql('DROP VIEW seen'),
    down: sql('CREATE VIEW seen AS SELECT id, name FROM parents WHERE id > 0'),
    mended: sql(SEEN),
    finds: { result: 'residue', kind: 'view', object: /seen/ },
  },
  {
    name: 'a materialized view is left',
    on: POSTGRES,
    up: `${addPriority} ${sql('CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM parents')}`,
    down: removePriority,
    mended: `${sql('DROP MATERIALIZED VIEW counted')} ${removePriority}`,
    finds: { result: 'residue', kind: 'materialized view', object: /counted/ },
  },
  {
    name: 'a function is left',
    on: POSTGRES,
    up: `${addPriority} ${sql("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")}`,
    down: removePriority,
    mended: `${sql('DROP FUNCTION one()')} ${removePriority}`,
    finds: { result: 'residue', kind: 'function', object: /one/ },
  },
  {
    name: 'the body of a function is not put back',
    on: POSTGRES,
    before: sql("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    up: `${addPriority} ${sql("CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2'")}`,
    down: removePriority,
    mended: `${sql("CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")} ${removePriority}`,
    finds: { result: 'residue', kind: 'function', object: /one/ },
  },
  {
    name: 'NOT NULL is lost',
    on: BOTH,
    up: "await op.alterColumn('parents', 'name', { type: Sequelize.STRING(60), nullable: true });",
    down: "await op.alterColumn('parents', 'name', { type: Sequelize.STRING(40) });",
    mended: "await op.alterColumn('parents', 'name', { type: Sequelize.STRING(40), nullable: false });",
    finds: { result: 'residue', kind: 'column', object: /parents\.name/ },
  },
  {
    name: 'a collation is lost on PostgreSQL',
    on: POSTGRES,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a text COLLATE "C")'),
    up: sql('ALTER TABLE visits ALTER COLUMN a TYPE varchar(90) COLLATE "C"'),
    down: sql('ALTER TABLE visits ALTER COLUMN a TYPE text'),
    mended: sql('ALTER TABLE visits ALTER COLUMN a TYPE text COLLATE "C"'),
    finds: { result: 'residue', kind: 'column', object: /visits\.a/ },
  },
  {
    name: 'a collation is lost on SQLite',
    on: SQLITE,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a text COLLATE NOCASE)'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id int PRIMARY KEY, a text)'),
    mended: sql('CREATE TABLE visits (id int PRIMARY KEY, a text COLLATE NOCASE)'),
    finds: { result: 'residue', kind: 'column', object: /visits\.a/ },
  },
  {
    name: 'the precision of a type is lost',
    on: BOTH,
    up: "await op.alterColumn('parents', 'amount', { type: Sequelize.DECIMAL(14, 2) });",
    down: "await op.alterColumn('parents', 'amount', { type: Sequelize.DECIMAL });",
    mended: "await op.alterColumn('parents', 'amount', { type: Sequelize.DECIMAL(10, 2) });",
    finds: { result: 'residue', kind: 'column', object: /parents\.amount/ },
  },
  {
    name: 'the predicate of a partial index is lost',
    on: BOTH,
    before: sql('CREATE INDEX noted ON parents (name) WHERE note IS NOT NULL'),
    up: sql('DROP INDEX noted'),
    down: sql('CREATE INDEX noted ON parents (name)'),
    mended: sql('CREATE INDEX noted ON parents (name) WHERE note IS NOT NULL'),
    finds: { result: 'residue', kind: 'index', object: /noted/ },
  },
  {
    name: 'the order of an index is lost',
    on: BOTH,
    before: sql('CREATE INDEX latest ON parents (id DESC)'),
    up: sql('DROP INDEX latest'),
    down: sql('CREATE INDEX latest ON parents (id)'),
    mended: sql('CREATE INDEX latest ON parents (id DESC)'),
    finds: { result: 'residue', kind: 'index', object: /latest/ },
  },
  {
    name: 'a schema is left',
    on: POSTGRES,
    up: sql('CREATE SCHEMA archive', 'CREATE TABLE archive.old (id int PRIMARY KEY)'),
    down: sql('DROP TABLE archive.old'),
    mended: sql('DROP TABLE archive.old', 'DROP SCHEMA archive'),
    finds: { result: 'residue', kind: 'schema', object: /archive/ },
  },
  {
    name: 'a domain is left',
    on: POSTGRES,
    up: `${addPriority} ${sql('CREATE DOMAIN positive AS int CHECK (VALUE > 0)')}`,
    down: removePriority,
    mended: `${sql('DROP DOMAIN positive')} ${removePriority}`,
    finds: { result: 'residue', kind: 'domain', object: /positive/ },
  },
  {
    name: 'a foreign key is no longer deferrable',
    on: POSTGRES,
    before: sql(
      'CREATE TABLE visits (id int PRIMARY KEY, parent_id int CONSTRAINT visited REFERENCES parents DEFERRABLE INITIALLY DEFERRED)',
    ),
    up: sql('ALTER TABLE visits DROP CONSTRAINT visited'),
    down: sql('ALTER TABLE visits ADD CONSTRAINT visited FOREIGN KEY (parent_id) REFERENCES parents'),
    mended: sql(
      'ALTER TABLE visits ADD CONSTRAINT visited FOREIGN KEY (parent_id) REFERENCES parents DEFERRABLE INITIALLY DEFERRED',
    ),
    finds: { result: 'residue', kind: 'foreign key', object: /visited/ },
  },
  {
    name: 'the primary key comes back in another order',
    on: BOTH,
    before: sql('CREATE TABLE visits (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b))'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (a int NOT NULL, b int NOT NULL, PRIMARY KEY (b, a))'),
    mended: sql('CREATE TABLE visits (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b))'),
    finds: { result: 'residue', kind: 'primary key', object: /visits/ },
  },
  {
    name: 'a generated column computes something else',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED)'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 3) STORED)'),
    mended: sql('CREATE TABLE visits (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED)'),
    finds: { result: 'residue', kind: 'column', object: /visits\.b/ },
  },
  {
    name: 'STRICT is lost',
    on: SQLITE,
    before: sql('CREATE TABLE visits (id integer PRIMARY KEY, a int) STRICT'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id integer PRIMARY KEY, a int)'),
    mended: sql('CREATE TABLE visits (id integer PRIMARY KEY, a int) STRICT'),
    finds: { result: 'residue', kind: 'table', object: /visits/ },
  },
  {
    name: 'AUTOINCREMENT is lost',
    on: SQLITE,
    before: sql('CREATE TABLE visits (id integer PRIMARY KEY AUTOINCREMENT, a int)'),
    up: sql('DROP TABLE visits'),
    down: sql('CREATE TABLE visits (id integer PRIMARY KEY, a int)'),
    mended: sql('CREATE TABLE visits (id integer PRIMARY KEY AUTOINCREMENT, a int)'),
    finds: { result: 'residue', kind: 'column', object: /visits\.id/ },
  },
  {
    name: 'a counter goes back on PostgreSQL',
    on: POSTGRES,
    before: sql('CREATE SEQUENCE tickets', "SELECT nextval('tickets'), nextval('tickets')"),
    up: addPriority,
    down: `${removePriority} ${sql('ALTER SEQUENCE tickets RESTART')}`,
    mended: removePriority,
    finds: { result: 'residue', kind: 'counter', object: /tickets/ },
  },
  {
    name: 'a counter goes back on SQLite',
    on: SQLITE,
    before: sql("INSERT INTO parents (id, name) VALUES (7, 'x')", 'DELETE FROM parents WHERE id = 7'),
    up: addPriority,
    down: `${removePriority} ${sql("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'parents'")}`,
    mended: removePriority,
    finds: { result: 'residue', kind: 'counter', object: /parents/ },
  },
  {
    name: 'down empties the children',
    on: BOTH,
    up: addPriority,
    down: `${removePriority} ${sql('DELETE FROM children')}`,
    mended: removePriority,
    finds: { result: 'data-loss', kind: 'rows', object: /^children$/ },
  },
  {
    name: 'up takes rows away that down does not bring back',
    on: BOTH,
    up: `${sql('DELETE FROM children')} ${addPriority}`,
    down: removePriority,
    mended: removePriority,
    mendedUp: addPriority,
    finds: { result: 'data-loss', kind: 'rows', object: /^children$/ },
  },
  {
    name: 'the parents are made anew, and their children are gone',
    on: POSTGRES,
    up: addPriority,
    down: `${sql('CREATE TABLE aside AS SELECT * FROM children', 'TRUNCATE parents CASCADE', 'DROP TABLE aside')} ${removePriority}`,
    mended: removePriority,
    finds: { result: 'data-loss', kind: 'rows', object: /^children$/ },
  },
  {
    name: 'the values of a column are shuffled',
    on: BOTH,
    up: addPriority,
    down: `${removePriority} ${sql('UPDATE children SET title = (SELECT max(title) FROM children)')}`,
    mended: removePriority,
    finds: { result: 'data-loss', kind: 'rows', object: /^children\.title$/ },
  },
  {
    name: 'two columns are swapped',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a int, b int)'),
    up: sql('ALTER TABLE visits RENAME COLUMN a TO c'),
    down: sql('ALTER TABLE visits RENAME COLUMN c TO a', 'UPDATE visits SET a = b, b = a'),
    mended: sql('ALTER TABLE visits RENAME COLUMN c TO a'),
    finds: { result: 'data-loss', kind: 'rows', object: /^visits\.[ab]$/ },
  },
  {
    name: 'a column is renamed by dropping it and adding another',
    on: BOTH,
    up: sql('ALTER TABLE parents RENAME COLUMN note TO remark'),
    down: "await op.removeColumn('parents', 'remark'); await op.addColumn('parents', 'note', { type: Sequelize.TEXT });",
    mended: sql('ALTER TABLE parents RENAME COLUMN remark TO note'),
    finds: { result: 'data-loss', kind: 'rows', object: /^parents\.note$/ },
  },
  {
    name: 'rows that up adds are left',
    on: BOTH,
    up: sql("INSERT INTO children (id, title) VALUES (901, 'new')"),
    down: '',
    mended: sql('DELETE FROM children WHERE id = 901'),
    finds: { result: 'residue', kind: 'rows', object: /^children$/ },
  },
  {
    name: 'down works only on an empty table',
    on: BOTH,
    before: sql('CREATE TABLE visits (id int PRIMARY KEY, a integer NOT NULL)'),
    up: "await op.removeColumn('visits', 'a');",
    down: sql(
      'CREATE TABLE visits2 (id int PRIMARY KEY, a integer NOT NULL)',
      'INSERT INTO visits2 (id) SELECT id FROM visits',
      'DROP TABLE visits',
      'ALTER TABLE visits2 RENAME TO visits',
    ),
    mended:
      "await op.addColumn('visits', 'a', { type: Sequelize.INTEGER, allowNull: false, defaultValue: 0 }); await op.alterColumn('visits', 'a', { default: null });",
    finds: { result: 'down-failed', kind: 'down', object: /visits2/ },
  },
  {
    name: 'up works only on an empty table',
    on: BOTH,
    up: "await op.execute('CREATE UNIQUE INDEX only_one ON children ((1))');",
    down: sql('DROP INDEX only_one'),
    mended: sql('DROP INDEX only_one'),
    mendedUp: "await op.execute('CREATE UNIQUE INDEX only_one ON children (id)');",
    finds: { result: 'up-failed', kind: 'up', object: /only_one/ },
    goesOn: true,
  },
];
