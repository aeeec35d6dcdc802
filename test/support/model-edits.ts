/** One edit of the models below: texts that are replaced. */
export interface ModelEdit {
  readonly title: string;
  readonly replace: readonly (readonly [text: string, by: string])[];
  /** What a person answers to `--rename`. */
  readonly renames?: readonly string[];
  /** The models say themselves what was renamed. */
  readonly hinted?: true;
  /** Where the edit changes nothing: the other database has no such thing. */
  readonly silentOn?: 'postgres' | 'sqlite';
  /** What rows have there is lost on the way: tables, and columns as `table.column`. */
  readonly loses?: readonly string[];
  /** Up or down finds no value for what rows are there: it is made on empty tables. */
  readonly empty?: true;
}

/** A model file as a project has it: six models with what Sequelize knows. */
export const BASE_MODELS = `
export default (sequelize, DataTypes) => {
  const pg = sequelize.getDialect() === 'postgres';
  const User = sequelize.define('User', {
    name: { type: DataTypes.STRING(80), allowNull: false },
    email: { type: DataTypes.STRING, unique: true },
    age: { type: DataTypes.INTEGER },
    bio: { type: DataTypes.TEXT },
    active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
    role: { type: DataTypes.ENUM('guest', 'staff', 'admin'), allowNull: false, defaultValue: 'guest' },
    balance: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 },
    settings: { type: pg ? DataTypes.JSONB : DataTypes.JSON },
    tags: { type: pg ? DataTypes.ARRAY(DataTypes.STRING) : DataTypes.JSON },
    born: { type: DataTypes.DATEONLY },
  }, { tableName: 'users', indexes: [{ name: 'users_age', fields: ['age'] }] });
  const Room = sequelize.define('Room', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    number: { type: DataTypes.STRING(10), allowNull: false },
    floor: { type: DataTypes.INTEGER, defaultValue: 0 },
    notes: { type: DataTypes.TEXT, allowNull: true },
    code: { type: DataTypes.UUID },
  }, { tableName: 'rooms', timestamps: false, indexes: [{ name: 'rooms_number', unique: true, fields: ['number'] }] });
  const Booking = sequelize.define('Booking', {
    startsAt: { type: DataTypes.DATE, allowNull: false, field: 'starts_at' },
    endsAt: { type: DataTypes.DATE, field: 'ends_at' },
    state: { type: DataTypes.ENUM('open', 'paid', 'canceled'), allowNull: false, defaultValue: 'open' },
    priority: { type: DataTypes.SMALLINT },
    price: { type: DataTypes.DOUBLE },
    note: { type: DataTypes.STRING(20), defaultValue: 'none' },
  }, {
    tableName: 'bookings',
    underscored: true,
    indexes: [
      { name: 'bookings_room_start', fields: ['room_id', 'starts_at'] },
      { name: 'bookings_open', fields: ['starts_at'], where: { state: 'open' } },
    ],
  });
  const Label = sequelize.define('Label', {
    id: { type: DataTypes.STRING(30), primaryKey: true },
    colour: { type: DataTypes.STRING(6) },
  }, { tableName: 'labels', timestamps: false });
  const Category = sequelize.define('Category', {
    title: { type: DataTypes.STRING, allowNull: false },
  }, { tableName: 'categories', timestamps: false });
  const Log = sequelize.define('Log', {
    id: { type: DataTypes.BIGINT, primaryKey: true },
    text: { type: DataTypes.TEXT },
  }, { tableName: 'logs', timestamps: false });
  Booking.belongsTo(User, { foreignKey: { name: 'userId', field: 'user_id', allowNull: false }, onDelete: 'CASCADE' });
  Booking.belongsTo(Room, { foreignKey: { name: 'roomId', field: 'room_id' } });
  // associations
};
`;

const TABLES_IN_ORDER = ['bookings', 'users', 'rooms', 'labels', 'categories', 'logs'] as const;
const AT = "'2026-11-20 09:00:00+00:00'";

/** Takes all rows of the base models away and puts two into each table. */
export const emptying: readonly string[] = TABLES_IN_ORDER.map((table) => `DELETE FROM ${table}`);

/** Puts two rows into each table of the base models. */
export function filling(database: 'postgres' | 'sqlite'): readonly string[] {
  const tags = database === 'postgres' ? `'{a,"b c"}'` : `'["a","b c"]'`;
  return [
    `INSERT INTO users (id, name, email, age, bio, active, role, balance, settings, tags, born, "createdAt", "updatedAt") VALUES
      (1, 'Ada', 'ada@quay.test', 36, 'it''s "she"', true, 'admin', 10.50, '{"a":1}', ${tags}, '1990-12-10', ${AT}, ${AT}),
      (2, 'Ben', NULL, NULL, NULL, false, 'guest', NULL, NULL, NULL, NULL, ${AT}, ${AT})`,
    `INSERT INTO rooms (id, number, floor, notes, code) VALUES (1, '101', 1, 'warm', '11111111-1111-4111-8111-111111111111'), (2, '102', 1, '', NULL)`,
    `INSERT INTO bookings (id, starts_at, ends_at, state, priority, price, note, created_at, updated_at, user_id, room_id) VALUES
      (1, ${AT}, ${AT}, 'paid', 2, 12.5, 'some', ${AT}, ${AT}, 1, 1), (2, ${AT}, NULL, 'open', NULL, NULL, 'none', ${AT}, ${AT}, 2, NULL)`,
    "INSERT INTO labels (id, colour) VALUES ('red', 'ff0000'), ('none', NULL)",
    "INSERT INTO categories (id, title) VALUES (1, 'suite'), (2, 'attic')",
    "INSERT INTO logs (id, text) VALUES (1, 'red'), (2, NULL)",
  ];
}

/** What stands in the tables of the base models, without what that edit loses. */
export async function rowsOf(
  query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
  { loses = [] }: ModelEdit,
): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const table of TABLES_IN_ORDER.filter((name) => !loses.includes(name))) {
    const rows = await query(`SELECT * FROM ${table} ORDER BY id`);
    const kept = (row: Readonly<Record<string, unknown>>) =>
      Object.entries(row).filter(([column]) => !loses.includes(`${table}.${column}`));
    found[table] = rows.map((row) => Object.fromEntries(kept(row)));
  }
  return found;
}

const attribute = (title: string, from: string, to: string, more: Partial<ModelEdit> = {}): ModelEdit => ({
  title,
  replace: [[from, to]],
  ...more,
});

const USER = "born: { type: DataTypes.DATEONLY },\n  }, { tableName: 'users'";
const ROLE = "DataTypes.ENUM('guest', 'staff', 'admin')";
const STATE = "DataTypes.ENUM('open', 'paid', 'canceled')";
const adding = (title: string, text: string, more: Partial<ModelEdit> = {}): ModelEdit =>
  attribute(title, USER, `born: { type: DataTypes.DATEONLY },\n    ${text}\n  }, { tableName: 'users'`, more);
const associating = (title: string, text: string, more: Partial<ModelEdit> = {}): ModelEdit =>
  attribute(title, '// associations', text, more);

const COLUMNS: readonly ModelEdit[] = [
  adding('a column', 'phone: DataTypes.STRING(20),'),
  adding('a column with a default', 'points: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 7 },'),
  adding('a required column without a default', 'phone: { type: DataTypes.STRING(20), allowNull: false },', {
    empty: true,
  }),
  adding('a column with a string for a default', "motto: { type: DataTypes.STRING, defaultValue: 'it\\'s \"so\"' },"),
  adding('a unique column', 'login: { type: DataTypes.STRING(40), unique: true },'),
  adding('an enum column', "mood: { type: DataTypes.ENUM('good', 'b\\'ad'), defaultValue: 'good' },"),
  adding('a JSON column', 'extra: { type: DataTypes.JSON, defaultValue: { a: [1] } },'),
  adding('an array column', 'scores: pg ? DataTypes.ARRAY(DataTypes.INTEGER) : DataTypes.JSON,'),
  adding('an array of an enum', "days: pg ? DataTypes.ARRAY(DataTypes.ENUM('mon', 'tue')) : DataTypes.JSON,"),
  adding('a decimal column', 'fee: { type: DataTypes.DECIMAL(5, 1), defaultValue: 1.5 },'),
  adding(
    'a column with a function for a default',
    "seen: { type: DataTypes.DATE, defaultValue: sequelize.literal('CURRENT_TIMESTAMP') },",
  ),
  adding('a column that JavaScript fills', 'token: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },'),
  adding('a blob', 'photo: DataTypes.BLOB,'),
  adding('a column of a fraction', 'ratio: { type: DataTypes.FLOAT, defaultValue: 0.5 },'),
  adding('a column whose name is a keyword', "order: DataTypes.INTEGER, 'a b': DataTypes.TEXT,"),
  adding('a time and a big integer', 'at: DataTypes.TIME, size: { type: DataTypes.BIGINT, defaultValue: 0 },'),
  adding(
    'a range and an address',
    'span: pg ? DataTypes.RANGE(DataTypes.DATE) : DataTypes.TEXT, ip: pg ? DataTypes.INET : DataTypes.TEXT,',
  ),
  attribute('no such column any more', '    bio: { type: DataTypes.TEXT },\n', '', { loses: ['users.bio'] }),
  attribute(
    'no such enum column any more',
    `    role: { type: ${ROLE}, allowNull: false, defaultValue: 'guest' },\n`,
    '',
    { loses: ['users.role'] },
  ),
  attribute('no such unique column any more', '    email: { type: DataTypes.STRING, unique: true },\n', '', {
    loses: ['users.email'],
  }),
  attribute('a column of an index gone with the index', '    age: { type: DataTypes.INTEGER },\n', '', {
    replace: [
      ['    age: { type: DataTypes.INTEGER },\n', ''],
      ["indexes: [{ name: 'users_age', fields: ['age'] }]", 'indexes: []'],
    ],
    loses: ['users.age'],
  }),
  attribute('a column renamed', 'bio: {', 'biography: {', { renames: ['users.bio:biography'] }),
  attribute('a column renamed by its field', "field: 'starts_at'", "field: 'begins_at'", {
    replace: [
      ["field: 'starts_at'", "field: 'begins_at'"],
      ["fields: ['room_id', 'starts_at']", "fields: ['room_id', 'begins_at']"],
      ["fields: ['starts_at'], where", "fields: ['begins_at'], where"],
    ],
    renames: ['bookings.starts_at:begins_at'],
  }),
  attribute('an enum column renamed', 'role: {', 'rank: {', { renames: ['users.role:rank'] }),
  attribute('a column that says what it was called', 'bio: {', "biography: { renamedFrom: 'bio',", { hinted: true }),
  attribute('a column renamed without saying so', 'bio: {', 'biography: {', { loses: ['users.bio'] }),
];

const TYPES: readonly ModelEdit[] = [
  attribute('a wider string', 'DataTypes.STRING(80)', 'DataTypes.STRING(120)'),
  attribute('a narrower string', 'DataTypes.STRING(80)', 'DataTypes.STRING(40)'),
  attribute('a text for a string', 'DataTypes.STRING(80)', 'DataTypes.TEXT'),
  attribute('a bigint for an integer', 'age: { type: DataTypes.INTEGER }', 'age: { type: DataTypes.BIGINT }'),
  attribute('a string for an integer', 'age: { type: DataTypes.INTEGER }', 'age: { type: DataTypes.STRING(5) }'),
  attribute('another precision', 'DataTypes.DECIMAL(10, 2)', 'DataTypes.DECIMAL(12, 4)'),
  attribute('JSON for JSONB', 'pg ? DataTypes.JSONB : DataTypes.JSON', 'pg ? DataTypes.JSON : DataTypes.TEXT'),
  attribute(
    'an array of texts',
    'DataTypes.ARRAY(DataTypes.STRING) : DataTypes.JSON',
    'DataTypes.ARRAY(DataTypes.TEXT) : DataTypes.TEXT',
  ),
  attribute('a timestamp for a date', 'born: { type: DataTypes.DATEONLY }', 'born: { type: DataTypes.DATE }'),
  attribute('a string for an enum', ROLE, 'DataTypes.STRING(10)'),
  attribute(
    'an enum for a string',
    "note: { type: DataTypes.STRING(20), defaultValue: 'none' }",
    "note: { type: DataTypes.ENUM('none', 'some'), defaultValue: 'none' }",
  ),
  attribute('a float for a double', 'price: { type: DataTypes.DOUBLE }', 'price: { type: DataTypes.DECIMAL(8, 2) }'),
  attribute(
    'type, default and nullability at once',
    "note: { type: DataTypes.STRING(20), defaultValue: 'none' }",
    "note: { type: DataTypes.TEXT, allowNull: false, defaultValue: '-' }",
  ),
  attribute(
    'a uuid for a key that counts',
    'id: { type: DataTypes.BIGINT, primaryKey: true },\n    text',
    'id: { type: DataTypes.UUID, primaryKey: true },\n    text',
    { empty: true },
  ),
  attribute(
    'a key that begins to count',
    'id: { type: DataTypes.BIGINT, primaryKey: true }',
    'id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true }',
  ),
  attribute(
    'a key that ceases to count',
    'id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }',
    'id: { type: DataTypes.INTEGER, primaryKey: true }',
  ),
  attribute('a key of a longer string', 'DataTypes.STRING(30), primaryKey', 'DataTypes.STRING(60), primaryKey'),
];

const PROPERTIES: readonly ModelEdit[] = [
  attribute(
    'required',
    'notes: { type: DataTypes.TEXT, allowNull: true }',
    'notes: { type: DataTypes.TEXT, allowNull: false }',
  ),
  attribute('no longer required', 'DataTypes.STRING(80), allowNull: false', 'DataTypes.STRING(80)'),
  attribute(
    'a default',
    'priority: { type: DataTypes.SMALLINT }',
    'priority: { type: DataTypes.SMALLINT, defaultValue: 3 }',
  ),
  attribute('no default', "DataTypes.STRING(20), defaultValue: 'none'", 'DataTypes.STRING(20)'),
  attribute('another default', 'defaultValue: true', 'defaultValue: false'),
  attribute('another default of an enum', "defaultValue: 'guest'", "defaultValue: 'staff'"),
  attribute(
    'a function for a default',
    'born: { type: DataTypes.DATEONLY }',
    "born: { type: DataTypes.DATEONLY, defaultValue: sequelize.literal('CURRENT_DATE') }",
  ),
  attribute(
    'a comment',
    'notes: { type: DataTypes.TEXT, allowNull: true }',
    "notes: { type: DataTypes.TEXT, comment: 'what the maid should know; it\\'s short' }",
    { silentOn: 'sqlite' },
  ),
  attribute('a comment of a table', "tableName: 'rooms',", "tableName: 'rooms', comment: 'where guests sleep',", {
    silentOn: 'sqlite',
  }),
  attribute('unique', 'code: { type: DataTypes.UUID }', 'code: { type: DataTypes.UUID, unique: true }'),
  attribute('no longer unique', 'email: { type: DataTypes.STRING, unique: true }', 'email: { type: DataTypes.STRING }'),
  attribute(
    'unique together',
    'floor: { type: DataTypes.INTEGER, defaultValue: 0 },\n    notes: { type: DataTypes.TEXT, allowNull: true },\n    code: { type: DataTypes.UUID }',
    "floor: { type: DataTypes.INTEGER, defaultValue: 0, unique: 'place' },\n    notes: { type: DataTypes.TEXT, allowNull: true },\n    code: { type: DataTypes.UUID, unique: 'place' }",
  ),
  attribute('one more value of an enum', ROLE, "DataTypes.ENUM('guest', 'staff', 'admin', 'owner')", {
    silentOn: 'sqlite',
  }),
  attribute('a value of an enum in the middle', ROLE, "DataTypes.ENUM('guest', 'cook', 'staff', 'admin')", {
    silentOn: 'sqlite',
  }),
  attribute('one value less', ROLE, "DataTypes.ENUM('guest', 'admin')", { silentOn: 'sqlite' }),
  attribute('values in another order', ROLE, "DataTypes.ENUM('admin', 'staff', 'guest')", { silentOn: 'sqlite' }),
  attribute('a value renamed', STATE, "DataTypes.ENUM('open', 'paid', 'cancelled')", {
    renames: ['enum_bookings_state.canceled:cancelled'],
    silentOn: 'sqlite',
  }),
  attribute(
    'a new value as the default',
    `${ROLE}, allowNull: false, defaultValue: 'guest'`,
    "DataTypes.ENUM('none', 'guest', 'staff', 'admin'), allowNull: false, defaultValue: 'none'",
  ),
];

const INDEXES: readonly ModelEdit[] = [
  attribute(
    'an index',
    "indexes: [{ name: 'users_age', fields: ['age'] }]",
    "indexes: [{ name: 'users_age', fields: ['age'] }, { fields: ['name', 'age'] }]",
  ),
  attribute('no index', "indexes: [{ name: 'users_age', fields: ['age'] }]", 'indexes: []'),
  attribute('a unique index', "name: 'users_age', fields", "name: 'users_age', unique: true, fields"),
  attribute(
    'an index on more columns',
    "name: 'users_age', fields: ['age']",
    "name: 'users_age', fields: ['age', 'name']",
  ),
  attribute(
    'an index the other way round',
    "name: 'users_age', fields: ['age']",
    "name: 'users_age', fields: [{ name: 'age', order: 'DESC' }]",
  ),
  attribute('another condition of an index', "where: { state: 'open' }", "where: { state: 'paid' }"),
  attribute('an index without its condition', ", where: { state: 'open' }", ''),
  attribute(
    'an index on an expression',
    "indexes: [{ name: 'users_age', fields: ['age'] }]",
    "indexes: [{ name: 'users_age', fields: ['age'] }, { name: 'users_lower', unique: true, fields: [sequelize.fn('lower', sequelize.col('name'))] }]",
  ),
  attribute(
    'an index of another method',
    "name: 'users_age', fields: ['age']",
    "name: 'users_age', using: pg ? 'hash' : undefined, fields: ['age']",
    { silentOn: 'sqlite' },
  ),
  attribute(
    'an index of a JSON column',
    "indexes: [{ name: 'users_age', fields: ['age'] }]",
    "indexes: [{ name: 'users_age', fields: ['age'] }, { name: 'users_settings', using: pg ? 'gin' : undefined, fields: ['settings'] }]",
  ),
  attribute('an index renamed', "name: 'users_age'", "name: 'users_by_age'", {
    renames: ['users.users_age:users_by_age'],
  }),
];

const RELATIONS: readonly ModelEdit[] = [
  associating(
    'a foreign key',
    "Room.belongsTo(Category, { foreignKey: { name: 'categoryId', field: 'category_id' } });",
  ),
  associating(
    'a required foreign key',
    "Room.belongsTo(Category, { foreignKey: { name: 'categoryId', allowNull: false }, onDelete: 'RESTRICT' });",
    { empty: true },
  ),
  associating('a self reference', "Category.belongsTo(Category, { as: 'parent', foreignKey: 'parentId' });"),
  associating(
    'a join table',
    "Room.belongsToMany(Label, { through: 'room_labels', timestamps: false }); Label.belongsToMany(Room, { through: 'room_labels', timestamps: false });",
  ),
  associating(
    'two tables that point at each other',
    "Room.belongsTo(User, { as: 'keeper', foreignKey: 'keeperId', constraints: true }); User.belongsTo(Room, { as: 'home', foreignKey: 'homeId' });",
  ),
  associating('a foreign key in a column that is there', "Log.belongsTo(Label, { foreignKey: 'text' });"),
  attribute('another action', "}, onDelete: 'CASCADE' }", "}, onDelete: 'RESTRICT' }"),
  attribute(
    'no foreign key, the column stays',
    "Booking.belongsTo(Room, { foreignKey: { name: 'roomId', field: 'room_id' } });",
    "Booking.belongsTo(Room, { foreignKey: { name: 'roomId', field: 'room_id' }, constraints: false });",
  ),
  attribute(
    'neither foreign key nor column',
    "Booking.belongsTo(User, { foreignKey: { name: 'userId', field: 'user_id', allowNull: false }, onDelete: 'CASCADE' });",
    '',
    { empty: true },
  ),
  attribute(
    'a foreign key to another table',
    "Booking.belongsTo(Room, { foreignKey: { name: 'roomId', field: 'room_id' } });",
    "Booking.belongsTo(Category, { foreignKey: { name: 'roomId', field: 'room_id' } });",
  ),
];

const TABLES: readonly ModelEdit[] = [
  associating(
    'a table',
    "sequelize.define('Guest', { name: { type: DataTypes.STRING, allowNull: false }, kind: DataTypes.ENUM('a', 'b') }, { tableName: 'guests' });",
  ),
  associating(
    'a table that points at others, and one that points at it',
    "const Visit = sequelize.define('Visit', { at: DataTypes.DATE }, { tableName: 'visits' }); Visit.belongsTo(User); Room.belongsTo(Visit);",
  ),
  associating(
    'two new tables in a circle',
    "const A = sequelize.define('A', {}, { tableName: 'a' }); const B = sequelize.define('B', {}, { tableName: 'b' }); A.belongsTo(B); B.belongsTo(A, { constraints: true });",
  ),
  associating(
    'a table with a key of two columns',
    "sequelize.define('Seat', { row: { type: DataTypes.INTEGER, primaryKey: true }, place: { type: DataTypes.STRING(3), primaryKey: true } }, { tableName: 'seats', timestamps: false });",
  ),
  associating(
    'a table without a key',
    "sequelize.define('Fact', { what: DataTypes.TEXT }, { tableName: 'facts', timestamps: false }).removeAttribute('id');",
  ),
  attribute(
    'no such table',
    "  const Log = sequelize.define('Log', {\n    id: { type: DataTypes.BIGINT, primaryKey: true },\n    text: { type: DataTypes.TEXT },\n  }, { tableName: 'logs', timestamps: false });\n",
    '',
    { loses: ['logs'] },
  ),
  attribute('a table renamed', "tableName: 'labels'", "tableName: 'stickers'", { renames: ['labels:stickers'] }),
  attribute(
    'a table that says what it was called',
    "tableName: 'labels'",
    "tableName: 'stickers', renamedFrom: 'labels'",
    { hinted: true },
  ),
  attribute('a table that others point at renamed', "tableName: 'rooms'", "tableName: 'chambers'", {
    renames: ['rooms:chambers'],
  }),
  attribute('a table with an enum renamed', "tableName: 'users'", "tableName: 'people'", { renames: ['users:people'] }),
  attribute('timestamps', "tableName: 'logs', timestamps: false", "tableName: 'logs'", { empty: true }),
  attribute('no timestamps', "tableName: 'users',", "tableName: 'users', timestamps: false,", { empty: true }),
  attribute('rows that are only marked as deleted', "tableName: 'users',", "tableName: 'users', paranoid: true,"),
  attribute('names with underscores', "tableName: 'users',", "tableName: 'users', underscored: true,", {
    renames: ['users.createdAt:created_at', 'users.updatedAt:updated_at'],
  }),
];

/** Edits of the base models, each by itself. */
export const MODEL_EDITS: readonly ModelEdit[] = [
  ...COLUMNS,
  ...TYPES,
  ...PROPERTIES,
  ...INDEXES,
  ...RELATIONS,
  ...TABLES,
];

/** The model file after an edit. Throws an Error when the edit finds nothing to replace. */
export function edited({ title, replace }: ModelEdit): string {
  return replace.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`"${title}" finds nothing to replace: ${from}`);
    return text.replace(from, () => to);
  }, BASE_MODELS);
}
