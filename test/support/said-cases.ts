/** One live schema beside the models of a project that has it. */
export interface SaidCase {
  readonly title: string;
  /** The body of a migration: `op` is a QueryInterface, `Sequelize` and `sql(text)` are there. */
  readonly live: string;
  /** The body of a model file: `sequelize` and `DataTypes` are there; `plain` is `{ timestamps: false, freezeTableName: true }`. */
  readonly models: string;
  readonly only?: 'postgres' | 'sqlite';
  /** What differs, by name. */
  readonly differences?: readonly string[];
  /** The same on SQLite, where its names are others. */
  readonly onSqlite?: readonly string[];
}

const ID = 'id: { allowNull: false, autoIncrement: true, primaryKey: true, type: Sequelize.INTEGER }';

/** What real projects write in migrations and in models for one and the same: nothing is to be said. */
export const SILENT: readonly SaidCase[] = [
  {
    title: 'what sequelize model:generate writes',
    live: `await op.createTable('Users', { ${ID}, firstName: { type: Sequelize.STRING }, createdAt: { allowNull: false, type: Sequelize.DATE }, updatedAt: { allowNull: false, type: Sequelize.DATE } });`,
    models: `sequelize.define('User', { firstName: DataTypes.STRING });`,
  },
  {
    title: 'keys and times that the database fills, too',
    live: `await op.createTable('a', { id: { type: Sequelize.UUID, allowNull: false, primaryKey: true, defaultValue: Sequelize.literal(op.sequelize.getDialect() === 'postgres' ? 'gen_random_uuid()' : "'x'") },
      createdAt: { allowNull: false, type: Sequelize.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') }, updatedAt: { allowNull: false, type: Sequelize.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') },
      seenAt: { type: Sequelize.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') } });`,
    models: `sequelize.define('a', { id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 }, seenAt: { type: DataTypes.DATE, defaultValue: DataTypes.NOW } }, { freezeTableName: true });`,
  },
  {
    title: 'a model that writes the schema which others leave out',
    only: 'postgres',
    live: `await op.createTable('a', { ${ID}, kind: Sequelize.ENUM('x'), createdAt: { allowNull: false, type: Sequelize.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') }, updatedAt: { allowNull: false, type: Sequelize.DATE } });`,
    models: `sequelize.define('a', { kind: DataTypes.ENUM('x') }, { freezeTableName: true, schema: 'public' });`,
  },
  {
    title: 'other words for the same default',
    live: `await op.createTable('a', { ${ID}, at: { type: Sequelize.DATE, defaultValue: Sequelize.literal('CURRENT_TIMESTAMP') }, on: { type: Sequelize.BOOLEAN, allowNull: false, defaultValue: false },
      n: { type: Sequelize.INTEGER, defaultValue: '-1' }, price: { type: Sequelize.DECIMAL(10, 2), defaultValue: '0' }, note: { type: Sequelize.STRING, defaultValue: null }, quote: { type: Sequelize.TEXT, defaultValue: "it's" } });`,
    models: `sequelize.define('a', { at: { type: DataTypes.DATE, defaultValue: sequelize.literal(sequelize.getDialect() === 'postgres' ? 'now()' : "(datetime('now'))") }, on: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      n: { type: DataTypes.INTEGER, defaultValue: -1 }, price: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 }, note: DataTypes.STRING, quote: { type: DataTypes.TEXT, defaultValue: "it's" } }, plain);`,
  },
  {
    title: 'a unique index where the model says unique, and the other way round',
    live: `await op.createTable('a', { ${ID}, email: Sequelize.STRING, name: { type: Sequelize.STRING, unique: true }, x: Sequelize.INTEGER, y: Sequelize.INTEGER });
      await op.addIndex('a', ['email'], { unique: true, name: 'my_email' }); await op.addIndex('a', ['y', 'x'], { unique: true });`,
    models: `sequelize.define('a', { email: { type: DataTypes.STRING, unique: true }, name: DataTypes.STRING, x: { type: DataTypes.INTEGER, unique: 'xy' }, y: { type: DataTypes.INTEGER, unique: 'xy' } }, { ...plain, indexes: [{ unique: true, fields: ['name'] }] });`,
  },
  {
    title: 'foreign keys and uniques by other names',
    live: `await op.createTable('a', { ${ID}, email: Sequelize.STRING }); await op.createTable('b', { ${ID}, a_id: { type: Sequelize.INTEGER } });
      await op.addConstraint('b', { type: 'foreign key', fields: ['a_id'], name: 'mine', references: { table: 'a', field: 'id' }, onDelete: 'SET NULL', onUpdate: 'CASCADE' });
      await op.addConstraint('a', { type: 'unique', fields: ['email'], name: 'mine_too' });`,
    models: `const A = sequelize.define('a', { email: { type: DataTypes.STRING, unique: true } }, plain); const B = sequelize.define('b', {}, plain); B.belongsTo(A, { foreignKey: 'a_id' });`,
  },
  {
    title: 'virtual attributes, other field names, underscored, paranoid and versions',
    live: `await op.createTable('big_users', { ${ID}, first_name: Sequelize.STRING, EMAIL: Sequelize.STRING, created_at: { type: Sequelize.DATE, allowNull: false }, updated_at: { type: Sequelize.DATE, allowNull: false }, deleted_at: Sequelize.DATE, version: { type: Sequelize.INTEGER, allowNull: false, defaultValue: 0 } });`,
    models: `sequelize.define('BigUser', { firstName: DataTypes.STRING, mail: { type: DataTypes.STRING, field: 'EMAIL' }, full: { type: DataTypes.VIRTUAL, get() { return ''; } } }, { underscored: true, paranoid: true, version: true });`,
  },
  {
    title: 'the join table of belongsToMany, its key the other way round',
    live: `await op.createTable('a', { ${ID} }); await op.createTable('b', { ${ID} });
      await op.createTable('a_b', { bId: { type: Sequelize.INTEGER, primaryKey: true, references: { model: 'b', key: 'id' }, onDelete: 'CASCADE', onUpdate: 'CASCADE' }, aId: { type: Sequelize.INTEGER, primaryKey: true, references: { model: 'a', key: 'id' }, onDelete: 'CASCADE', onUpdate: 'CASCADE' } });`,
    models: `const A = sequelize.define('a', {}, plain); const B = sequelize.define('b', {}, plain); A.belongsToMany(B, { through: 'a_b', timestamps: false }); B.belongsToMany(A, { through: 'a_b', timestamps: false });`,
  },
  {
    title: 'an association without constraints, and indexes that back a foreign key',
    live: `await op.createTable('a', { ${ID} }); await op.createTable('b', { ${ID}, aId: Sequelize.INTEGER }); await op.addIndex('b', ['aId']);`,
    models: `const A = sequelize.define('a', {}, plain); const B = sequelize.define('b', {}, { ...plain, indexes: [{ fields: ['aId'] }] }); B.belongsTo(A, { constraints: false });`,
  },
  {
    title: 'columns in another order',
    live: `await op.createTable('a', { z: Sequelize.TEXT, ${ID}, y: Sequelize.DOUBLE, x: Sequelize.FLOAT });`,
    models: `sequelize.define('a', { x: DataTypes.FLOAT, y: DataTypes.DOUBLE, z: DataTypes.TEXT }, plain);`,
  },
  {
    title: 'indexes with all that a model can say',
    live: `await op.createTable('a', { ${ID}, n: Sequelize.STRING, m: Sequelize.STRING });
      await op.addIndex('a', [{ name: 'n', order: 'DESC' }, 'm'], { name: 'one', where: { m: 'x' } }); await op.addIndex('a', [Sequelize.fn('lower', Sequelize.col('n'))], { name: 'two', unique: true });`,
    models: `sequelize.define('a', { n: DataTypes.STRING, m: DataTypes.STRING }, { ...plain, indexes: [{ name: 'one', concurrently: true, fields: [{ name: 'n', order: 'DESC' }, 'm'], where: { m: 'x' } }, { name: 'two', unique: true, fields: [sequelize.fn('lower', sequelize.col('n'))] }] });`,
  },
  {
    title: 'every type there is',
    live: `await op.createTable('a', { ${ID}, a: Sequelize.BIGINT, b: Sequelize.SMALLINT, c: Sequelize.DATEONLY, d: Sequelize.TIME, e: Sequelize.JSON, f: Sequelize.BLOB, g: Sequelize.CHAR(3), h: Sequelize.STRING(40), i: Sequelize.REAL, j: Sequelize.UUID, k: Sequelize.DECIMAL, l: Sequelize.DATE(3), m: Sequelize.TEXT('long'), n: Sequelize.JSONB });`,
    models: `sequelize.define('a', { a: DataTypes.BIGINT, b: DataTypes.SMALLINT, c: DataTypes.DATEONLY, d: DataTypes.TIME, e: DataTypes.JSON, f: DataTypes.BLOB, g: DataTypes.CHAR(3), h: DataTypes.STRING(40), i: DataTypes.REAL, j: DataTypes.UUID, k: DataTypes.DECIMAL, l: DataTypes.DATE(3), m: DataTypes.TEXT('long'), n: DataTypes.JSONB }, plain);`,
  },
  {
    title: 'an enum as createTable makes it',
    live: `await op.createTable('leads', { ${ID}, status: { type: Sequelize.ENUM('new', 'won'), allowNull: false, defaultValue: 'new' } });`,
    models: `sequelize.define('leads', { status: { type: DataTypes.ENUM('new', 'won'), allowNull: false, defaultValue: 'new' } }, plain);`,
  },
  {
    title: 'names in another case, which SQLite does not tell apart',
    only: 'sqlite',
    live: `await sql('CREATE TABLE Users (ID INTEGER PRIMARY KEY AUTOINCREMENT, eMail VARCHAR(255))'); await sql('CREATE INDEX By_Mail ON Users (EMAIL)'); await sql('CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, userId INTEGER REFERENCES users (id))');`,
    models: `sequelize.define('users', { email: DataTypes.STRING }, { ...plain, indexes: [{ name: 'by_mail', fields: ['email'] }] }); sequelize.define('Posts', { userid: { type: DataTypes.INTEGER, references: { model: 'Users', key: 'Id' } } }, plain);`,
  },
  {
    title: 'what only SQL says, on SQLite',
    only: 'sqlite',
    live: `await sql("CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(255) COLLATE NOCASE CONSTRAINT named NOT NULL CHECK (name <> ''), big INTEGER GENERATED ALWAYS AS (id + 1) VIRTUAL, CHECK (id > 0))");
      await sql("CREATE TABLE q (code VARCHAR(8) PRIMARY KEY, p_id INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED) STRICT".replace(' STRICT', ' WITHOUT ROWID'));
      await sql("CREATE VIEW v AS SELECT * FROM p"); await sql("CREATE TRIGGER t AFTER INSERT ON p BEGIN SELECT 1; END");`,
    models: `sequelize.define('p', { name: { type: DataTypes.STRING, allowNull: false } }, plain); sequelize.define('q', { code: { type: DataTypes.STRING(8), primaryKey: true }, p_id: { type: DataTypes.INTEGER, references: { model: 'p', key: 'id' } } }, plain);`,
  },
  {
    title: 'what only SQL says, on PostgreSQL',
    only: 'postgres',
    live: `await sql(\`CREATE EXTENSION btree_gist; CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE SEQUENCE loose; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TABLE p (id serial PRIMARY KEY, name varchar(255) COLLATE "C" NOT NULL CHECK (name <> ''), big int GENERATED ALWAYS AS (length(name)) STORED, at timestamptz, EXCLUDE USING gist (id WITH =), extra int);
      ALTER TABLE p DROP COLUMN extra; COMMENT ON TABLE p IS 'people'; COMMENT ON COLUMN p.name IS 'full'; CREATE INDEX p_cover ON p (id) INCLUDE (name); ALTER TABLE p ENABLE ROW LEVEL SECURITY; CREATE POLICY pol ON p USING (true);
      CREATE TRIGGER t BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f(); CREATE VIEW v AS SELECT * FROM p; GRANT SELECT ON p TO PUBLIC; CREATE RULE r AS ON DELETE TO p DO ALSO NOTHING; CREATE INDEX p_at ON p (at NULLS FIRST);
      CREATE UNLOGGED TABLE q (id int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5) PRIMARY KEY); CREATE TABLE m (n int NOT NULL, at date) PARTITION BY RANGE (at); CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
      CREATE SCHEMA other; CREATE TABLE other.theirs (id int); CREATE TYPE mood AS ENUM ('a'); ALTER SEQUENCE p_id_seq CACHE 7; CREATE TABLE r (id int PRIMARY KEY DEFAULT nextval('loose'))\`);`,
    models: `sequelize.define('p', { name: { type: DataTypes.STRING, allowNull: false }, at: DataTypes.DATE }, { ...plain, indexes: [{ name: 'p_at', fields: ['at'] }] }); sequelize.define('q', {}, plain); sequelize.define('r', {}, plain);
      const M = sequelize.define('m', { n: { type: DataTypes.INTEGER, allowNull: false }, at: DataTypes.DATEONLY }, plain); M.removeAttribute('id');`,
  },
  {
    title: 'enum types by other names, and one that two columns share',
    only: 'postgres',
    live: `await sql("CREATE TYPE status AS ENUM ('new', 'won'); COMMENT ON TYPE status IS 'ours'; CREATE TABLE a (id serial PRIMARY KEY, status status NOT NULL DEFAULT 'new', olds status[])"); await sql('CREATE TYPE "Odd Name" AS ENUM (\\'x\\'); CREATE TABLE b (id serial PRIMARY KEY, kind "Odd Name" DEFAULT \\'x\\')');`,
    models: `sequelize.define('a', { status: { type: DataTypes.ENUM('new', 'won'), allowNull: false, defaultValue: 'new' }, olds: DataTypes.ARRAY(DataTypes.ENUM('new', 'won')) }, plain); sequelize.define('b', { kind: { type: DataTypes.ENUM('x'), defaultValue: 'x' } }, plain);`,
  },
];

const TWO = `await op.createTable('a', { ${ID}, n: Sequelize.STRING, m: Sequelize.STRING }); await op.createTable('b', { ${ID}, aId: { type: Sequelize.INTEGER, references: { model: 'a', key: 'id' }, onDelete: 'CASCADE' } }); await op.addIndex('a', ['n', 'm'], { name: 'nm', where: { m: 'x' } });`;
const B = `sequelize.define('b', { aId: { type: DataTypes.INTEGER, references: { model: 'a', key: 'id' }, onDelete: 'CASCADE' } }, plain);`;
const NM = `indexes: [{ name: 'nm', fields: ['n', 'm'], where: { m: 'x' } }]`;
const a = (columns: string, indexes = NM) => `sequelize.define('a', { ${columns} }, { ...plain, ${indexes} });`;

/** What is not the same: each is named, and nothing else. */
export const SAID: readonly SaidCase[] = [
  {
    title: 'nothing of two tables',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING') + B,
    differences: [],
  },
  {
    title: 'a column that is not there',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING, o: DataTypes.TEXT') + B,
    differences: ['table a', 'column a.o'],
  },
  {
    title: 'a column without an attribute',
    live: TWO.replace('n: S', 'old: Sequelize.TEXT, n: S'),
    models: a('n: DataTypes.STRING, m: DataTypes.STRING') + B,
    differences: ['table a', 'column a.old'],
  },
  { title: 'a type', live: TWO, models: a('n: DataTypes.TEXT, m: DataTypes.STRING') + B, differences: ['column a.n'] },
  {
    title: 'a length',
    live: TWO,
    models: a('n: DataTypes.STRING(99), m: DataTypes.STRING') + B,
    differences: ['column a.n'],
  },
  {
    title: 'NOT NULL',
    live: TWO,
    models: a('n: { type: DataTypes.STRING, allowNull: false }, m: DataTypes.STRING') + B,
    differences: ['column a.n'],
  },
  {
    title: 'a default that only the model has',
    live: TWO,
    models: a('n: { type: DataTypes.STRING, defaultValue: "x" }, m: DataTypes.STRING') + B,
    differences: ['column a.n'],
  },
  {
    title: 'a default that only the database has',
    live: TWO.replace('n: Sequelize.STRING', 'n: { type: Sequelize.STRING, defaultValue: "x" }'),
    models: a('n: DataTypes.STRING, m: DataTypes.STRING') + B,
    differences: ['column a.n'],
  },
  {
    title: 'a unique that only the model has',
    live: TWO,
    models: a('n: { type: DataTypes.STRING, unique: true }, m: DataTypes.STRING') + B,
    differences: ['constraint a.a_n_key'],
    onSqlite: ['constraint a.unique n'],
  },
  {
    title: 'a unique that only the database has',
    live: TWO.replace('n: Sequelize.STRING', 'n: { type: Sequelize.STRING, unique: true }'),
    models: a('n: DataTypes.STRING, m: DataTypes.STRING') + B,
    differences: ['constraint a.a_n_key'],
    onSqlite: ['constraint a.unique n'],
  },
  {
    title: 'the action of a foreign key',
    live: TWO.replace('CASCADE', 'SET NULL'),
    models: a('n: DataTypes.STRING, m: DataTypes.STRING') + B,
    differences: ['constraint b.b_aId_fkey'],
    onSqlite: ['constraint b.foreign key aId'],
  },
  {
    title: 'a foreign key that only the database has',
    live: TWO,
    models: `${a('n: DataTypes.STRING, m: DataTypes.STRING')}sequelize.define('b', { aId: DataTypes.INTEGER }, plain);`,
    differences: ['constraint b.b_aId_fkey'],
    onSqlite: ['constraint b.foreign key aId'],
  },
  {
    title: 'the condition of an index',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING', NM.replace("m: 'x'", "m: 'y'")) + B,
    differences: ['index a.nm'],
  },
  {
    title: 'the columns of an index',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING', NM.replace("['n', 'm']", "['m', 'n']")) + B,
    differences: ['index a.nm'],
  },
  {
    title: 'the order of an index',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING', NM.replace("'m']", "{ name: 'm', order: 'DESC' }]")) + B,
    differences: ['index a.nm'],
  },
  {
    title: 'a unique index',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING', NM.replace("'nm',", "'nm', unique: true,")) + B,
    differences: ['index a.nm'],
  },
  {
    title: 'the name of an index',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING', NM.replace("'nm'", "'mn'")) + B,
    differences: ['index a.nm', 'index a.mn'],
  },
  {
    title: 'a table without a model',
    live: TWO,
    models: a('n: DataTypes.STRING, m: DataTypes.STRING'),
    differences: [
      'table b',
      'column b.id',
      'column b.aId',
      'constraint b.b_aId_fkey',
      'constraint b.b_pkey',
      'sequence b_id_seq on b',
    ],
    onSqlite: ['table b', 'column b.id', 'column b.aId', 'constraint b.primary key id', 'constraint b.foreign key aId'],
  },
  {
    title: 'a model without a table',
    live: TWO,
    models: `${a('n: DataTypes.STRING, m: DataTypes.STRING') + B} sequelize.define('c', {}, plain);`,
    differences: ['table c', 'column c.id', 'constraint c.c_pkey', 'sequence c_id_seq on c'],
    onSqlite: ['table c', 'column c.id', 'constraint c.primary key id'],
  },
  {
    title: 'another primary key',
    live: TWO,
    models: `${a('n: { type: DataTypes.STRING, primaryKey: true }, m: DataTypes.STRING')}sequelize.define("b", {}, plain);`,
    differences: [
      'table a',
      'column a.id',
      'column a.n',
      'constraint a.a_pkey',
      'table b',
      'column b.aId',
      'constraint b.b_aId_fkey',
      'sequence a_id_seq on a',
    ],
    onSqlite: [
      'table a',
      'column a.id',
      'constraint a.primary key id',
      'constraint a.primary key n',
      'table b',
      'column b.aId',
      'constraint b.foreign key aId',
    ],
  },
  {
    title: 'JSON and JSONB',
    live: `await op.createTable('a', { ${ID}, n: Sequelize.JSON });`,
    models: a('n: DataTypes.JSONB', ''),
    differences: ['column a.n'],
  },
  {
    title: 'labels of an enum',
    only: 'postgres',
    live: `await sql("CREATE TYPE s AS ENUM ('x', 'y'); CREATE TABLE a (id serial PRIMARY KEY, n s)");`,
    models: a("n: DataTypes.ENUM('x', 'z')", ''),
    differences: ['enum s'],
  },
  {
    title: 'an enum that is a text',
    only: 'postgres',
    live: `await op.createTable('a', { ${ID}, n: Sequelize.STRING });`,
    models: a("n: DataTypes.ENUM('x', 'z')", ''),
    differences: ['column a.n', 'enum enum_a_n'],
  },
  {
    title: 'an enum type that goes with its column',
    only: 'postgres',
    live: `await op.createTable('a', { ${ID}, n: Sequelize.ENUM('x') });`,
    models: a('', ''),
    differences: ['table a', 'column a.n', 'enum enum_a_n'],
  },
  {
    title: 'the method of an index',
    only: 'postgres',
    live: `await op.createTable('a', { ${ID}, n: Sequelize.JSONB }); await op.addIndex('a', ['n'], { name: 'nm', using: 'gin' });`,
    models: a('n: DataTypes.JSONB', "indexes: [{ name: 'nm', fields: ['n'] }]"),
    differences: ['index a.nm'],
  },
  {
    title: 'deferrable keys',
    only: 'postgres',
    live: TWO,
    models:
      a('n: DataTypes.STRING, m: DataTypes.STRING') +
      B.replace("key: 'id'", "key: 'id', deferrable: sequelize.constructor.Deferrable.INITIALLY_DEFERRED"),
    differences: ['constraint b.b_aId_fkey'],
  },
  {
    title: 'comments that the model gives',
    only: 'postgres',
    live: TWO,
    models: a("n: { type: DataTypes.STRING, comment: 'hi' }, m: DataTypes.STRING", `${NM}, comment: 'ho'`) + B,
    differences: ['table a', 'column a.n'],
  },
];
