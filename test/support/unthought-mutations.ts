import { type Change, followedBy, swap } from './sqlite-mutations.ts';

/** Changes that stand in each other's way, on `EVERYTHING`: `[sql, name, first version]`. */
export const UNTHOUGHT: readonly (readonly [sql: string, named: string, since?: number])[] = [
  // a label that a column has as its default, under a view that reads the column
  [
    "CREATE VIEW colours AS SELECT colour FROM guest; ALTER TYPE color ADD VALUE 'black' BEFORE 'green'",
    'enum public.color',
  ],
  // a type that a view, a policy and a foreign key stand on
  ['DROP VIEW guests; DROP POLICY own ON guest; ALTER TABLE guest ALTER COLUMN name TYPE text', 'public.guest.name'],
  // both sides of a foreign key
  [
    'DROP MATERIALIZED VIEW prices; ALTER TABLE booking DROP CONSTRAINT booking_room; ALTER TABLE room ALTER COLUMN id DROP IDENTITY; ALTER TABLE room ALTER COLUMN id TYPE text; ALTER TABLE booking ALTER COLUMN room TYPE text; ALTER TABLE booking ADD CONSTRAINT booking_room FOREIGN KEY (room) REFERENCES room (id) DEFERRABLE',
    'public.room.id',
  ],
  // a key that another table points at, under another name
  [
    'ALTER TABLE booking DROP CONSTRAINT booking_guest; ALTER TABLE guest DROP CONSTRAINT guest_pkey; CREATE UNIQUE INDEX guest_pkey ON guest (id); ALTER TABLE booking ADD CONSTRAINT booking_guest FOREIGN KEY (guest) REFERENCES guest (id) ON DELETE CASCADE',
    'guest_pkey of public.guest',
  ],
  // tables in a circle
  [
    'CREATE TABLE egg (id integer PRIMARY KEY, hen integer); CREATE TABLE hen (id integer PRIMARY KEY, egg integer REFERENCES egg); ALTER TABLE egg ADD FOREIGN KEY (hen) REFERENCES hen',
    'table public.egg',
  ],
  // a function that a CHECK and an index call
  [
    'CREATE FUNCTION big(integer) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 > 5; ALTER TABLE room ADD CONSTRAINT room_big CHECK (big(floor)); CREATE INDEX room_big ON room (big(number))',
    'function public.big(integer)',
    140000,
  ],
  // a view on a view, with rights and a comment of its own
  [
    "CREATE VIEW names AS SELECT name FROM guests; GRANT SELECT ON names TO someone; COMMENT ON VIEW names IS 'all'; CREATE OR REPLACE VIEW guests AS SELECT id, name FROM guest WHERE code IS NULL",
    'view public.names',
  ],
  // a column's own type becomes a domain, and back
  ['ALTER TABLE room ALTER COLUMN note TYPE email', 'public.room.note'],
  // a table with the name of another's sequence, an index with another's name
  [
    'ALTER INDEX booking_state RENAME TO old_name; CREATE INDEX booking_state ON room (floor)',
    'booking_state of public.room',
  ],
  // rights of a column beside those of its table
  [
    'GRANT UPDATE ON room TO someone; GRANT INSERT (floor) ON room TO someone WITH GRANT OPTION',
    'grants on table public.room',
  ],
  // a policy that reads another table
  [
    'DROP POLICY own ON guest; CREATE POLICY own ON guest USING (EXISTS (SELECT FROM booking WHERE booking.guest = guest.id))',
    'policy public.own on public.guest',
  ],
  // a sequence that two columns count by, and that one of them owned
  [
    "ALTER SEQUENCE ticket OWNED BY room.number; ALTER TABLE room ALTER COLUMN floor SET DEFAULT nextval('ticket')",
    'sequence public.ticket',
  ],
];

/** The same for SQLite, on `SCHEMA`: a title, what must be named, the change. */
export const UNTHOUGHT_ON_SQLITE: readonly (readonly [string, readonly string[], Change])[] = [
  [
    'a table in a circle with another',
    ['table hen'],
    followedBy(
      'CREATE TABLE egg (id INTEGER PRIMARY KEY, hen INTEGER REFERENCES hen (id))',
      'CREATE TABLE hen (id INTEGER PRIMARY KEY, egg INTEGER REFERENCES egg (id))',
    ),
  ],
  ['a column that a view reads', ['column item.price'], swap('price DECIMAL(10,2)', 'price TEXT')],
  [
    'a trigger that fires on a view',
    ['trigger on_cheap'],
    followedBy('CREATE TRIGGER on_cheap INSTEAD OF DELETE ON cheap BEGIN SELECT 1; END'),
  ],
  [
    'a key of two columns that becomes one of one',
    ['primary key pair.k'],
    swap('PRIMARY KEY (k, v)', 'PRIMARY KEY (k)'),
  ],
  [
    'a column that is generated from another generated one',
    ['column item.twice'],
    swap('CONSTRAINT positive', 'twice REAL AS (total * 2),\n  CONSTRAINT positive'),
  ],
  [
    'a CHECK without a name beside one with a name',
    ['check item'],
    swap('CONSTRAINT xy', 'CHECK (x <> y),\n  CONSTRAINT xy'),
  ],
  [
    'a unique constraint without a name that was one with a name',
    ['unique item'],
    swap('CONSTRAINT xy UNIQUE', 'UNIQUE'),
  ],
  [
    'two foreign keys of one table that change places',
    ['foreign key item.far'],
    swap('REFERENCES parent (a, b)', 'REFERENCES item (y, x)'),
  ],
  ['an index and a column with the name of each other', ['index big.d'], followedBy('CREATE INDEX d ON big (id)')],
  [
    'STRICT and WITHOUT ROWID that change places',
    ['table big'],
    swap('BIGINT PRIMARY KEY, d TEXT)', 'INTEGER PRIMARY KEY, d TEXT) STRICT'),
  ],
];
