/** Tables with constraints of all kinds that rows can fulfil, on PostgreSQL. */
export const CONSTRAINED_POSTGRES = `
CREATE TYPE mood AS ENUM ('calm', 'glad', 'wild', 'sad', 'shy');
CREATE TYPE place AS (street text, number integer);
CREATE TYPE span AS RANGE (SUBTYPE = bigint);
CREATE DOMAIN account AS text CHECK (VALUE ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$');
CREATE DOMAIN share AS numeric(5,2) NOT NULL CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE kinds (a smallint, b integer, c bigint, d numeric(10,2), e numeric(3,3), f real, g double precision, h money, i boolean, j char, k varchar(80), l text,
  m name, n uuid, o json, p jsonb, q date, r timestamp(0), s timestamptz, t time, u timetz, v interval, w inet, x cidr, y macaddr, z macaddr8, aa bit(5), ab varbit(9),
  ac bytea, ad tsvector, ae tsquery, af xml, ag point, ah lseg, ai box, aj path, ak polygon, al circle, am line, an int4range, ao numrange, ap tstzrange, aq daterange,
  ar mood, av place, aw span, ax integer[], ay mood[], az varchar(5)[], ba account, bb pg_lsn, bc oid, bd regclass, be jsonpath, bf place[], bg "char");
CREATE TABLE firm (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(80) NOT NULL UNIQUE);
CREATE TABLE person (id bigserial PRIMARY KEY, firm_id integer NOT NULL REFERENCES firm, boss_id bigint REFERENCES person, feels mood NOT NULL,
  UNIQUE (firm_id, id), CHECK (boss_id <> id));
CREATE UNIQUE INDEX ON person (firm_id) WHERE feels = 'calm';
CREATE TABLE task (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), firm_id integer NOT NULL REFERENCES firm, person_id bigint, double integer GENERATED ALWAYS AS (effort * 2) STORED,
  effort integer, FOREIGN KEY (firm_id, person_id) REFERENCES person (firm_id, id) MATCH SIMPLE);
CREATE TABLE checked (id serial PRIMARY KEY, state text NOT NULL CHECK (state IN ('draft', 'sent', 'paid')), amount integer CHECK (amount > 1000 AND amount < 1010),
  low integer, high integer, CHECK (low < high), code char(3) NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{3}$'), mail text NOT NULL CHECK (mail LIKE '%_@_%.__%'),
  slug text CHECK (slug = lower(slug) AND length(slug) >= 5), iban account NOT NULL, part share, starts date NOT NULL, ends date CHECK (ends >= starts), paid_at timestamptz,
  CHECK ((state = 'paid') = (paid_at IS NOT NULL)), tags text[] NOT NULL CHECK (cardinality(tags) BETWEEN 1 AND 2), body jsonb NOT NULL CHECK (jsonb_typeof(body) = 'array'),
  digest bytea NOT NULL CHECK (octet_length(digest) = 32), level smallint NOT NULL CHECK (level BETWEEN 1 AND 5), "Quoted" text CHECK (length("Quoted") = 12));
CREATE TABLE note (id serial PRIMARY KEY, firm_id integer REFERENCES firm, person_id bigint REFERENCES person, CHECK (num_nonnulls(firm_id, person_id) = 1));
CREATE TABLE friendship (one bigint REFERENCES person, other bigint REFERENCES person, PRIMARY KEY (one, other), CHECK (one <> other));
CREATE TABLE stay (id serial PRIMARY KEY, room integer NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, during daterange,
  EXCLUDE USING gist (int4range(room, room, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&), EXCLUDE USING gist (during WITH &&));
CREATE TABLE event (at timestamptz NOT NULL, region text NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE event_2020 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY LIST (region);
CREATE TABLE event_2020_north PARTITION OF event_2020 FOR VALUES IN ('north', 'east');
CREATE TABLE hashed (id integer PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE hen (id integer PRIMARY KEY, egg_id integer NOT NULL);
CREATE TABLE egg (id integer PRIMARY KEY, hen_id integer NOT NULL REFERENCES hen DEFERRABLE);
ALTER TABLE hen ADD FOREIGN KEY (egg_id) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE lock (id serial PRIMARY KEY, key_id integer);
CREATE TABLE key (id serial PRIMARY KEY, lock_id integer NOT NULL REFERENCES lock);
ALTER TABLE lock ADD FOREIGN KEY (key_id) REFERENCES key;
CREATE TABLE ring (id serial PRIMARY KEY, next_id integer NOT NULL REFERENCES ring);
CREATE TABLE base (id integer PRIMARY KEY, name text); CREATE TABLE derived (more text) INHERITS (base);
CREATE TABLE counted (id serial PRIMARY KEY); CREATE TABLE plain (a text, b integer);
`;

/** The same for SQLite. */
export const CONSTRAINED_SQLITE = [
  'CREATE TABLE firm (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(80) NOT NULL UNIQUE)',
  `CREATE TABLE person (id INTEGER PRIMARY KEY, firm_id INTEGER NOT NULL REFERENCES firm, boss_id INTEGER REFERENCES person (id), feels TEXT NOT NULL CHECK (feels IN ('calm', 'glad')),
    UNIQUE (firm_id, id), CHECK (boss_id <> id))`,
  "CREATE UNIQUE INDEX calm ON person (feels) WHERE feels = 'calm'",
  `CREATE TABLE task (id UUID PRIMARY KEY, firm_id INTEGER NOT NULL REFERENCES firm (id), person_id INTEGER, double INTEGER AS (effort * 2) STORED, effort INTEGER,
    FOREIGN KEY (firm_id, person_id) REFERENCES person (firm_id, id)) WITHOUT ROWID`,
  `CREATE TABLE checked (id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK ("state" IN ('draft', 'sent', 'paid')), amount INTEGER CHECK (amount > 1000 AND amount < 1010),
    low INTEGER, high INTEGER CHECK ([low] < high), code CHAR(3) NOT NULL UNIQUE CHECK (code GLOB '[A-Z][A-Z][A-Z]'), mail TEXT NOT NULL CHECK (mail LIKE '%_@_%.__%'),
    Slug TEXT CHECK (SLUG = lower(slug) AND length(slug) >= 5), starts DATE NOT NULL, ends DATE CHECK (ends >= starts), paid_at DATETIME
    CHECK ((state = 'paid') = (paid_at IS NOT NULL)), body JSON NOT NULL CHECK (json_type(body) = 'array'), level TINYINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    yes BOOLEAN CHECK (yes IN (0, 1)), size DECIMAL(5, 2) CHECK (size >= 0.5 AND size < 1), typed BLOB CHECK (typeof(typed) = 'blob'), place CHECK (typeof(place) = 'text'))`,
  'CREATE TABLE strict (a INT, b INTEGER, c REAL, d TEXT, e BLOB, f ANY) STRICT',
  'CREATE TABLE friendship (one INTEGER REFERENCES person, other INTEGER REFERENCES person, PRIMARY KEY (one, other), CHECK (one <> other)) WITHOUT ROWID',
  'CREATE TABLE hen (id INTEGER PRIMARY KEY, egg_id INTEGER NOT NULL REFERENCES egg)',
  'CREATE TABLE egg (id INTEGER PRIMARY KEY, hen_id INTEGER NOT NULL REFERENCES hen)',
  'CREATE TABLE lock (id INTEGER PRIMARY KEY, key_id INTEGER REFERENCES key)',
  'CREATE TABLE key (id INTEGER PRIMARY KEY, lock_id INTEGER NOT NULL REFERENCES lock)',
  'CREATE TABLE ring (id INTEGER PRIMARY KEY, next_id INTEGER NOT NULL REFERENCES ring)',
  'CREATE TABLE rolled (a TEXT UNIQUE ON CONFLICT ROLLBACK)',
  'CREATE TABLE counted (id INTEGER PRIMARY KEY)',
  'CREATE TABLE plain (a, b VARCHAR(5), c BIGINT, d REAL, e BLOB, f TIME, rowid TEXT)',
] as const;

/** Tables that no row, or fewer than three, can be put in: name, SQL, and what the reason says. */
export const IMPOSSIBLE: Readonly<
  Record<'postgres' | 'sqlite', readonly (readonly [table: string, sql: string, reason: RegExp])[]>
> = {
  postgres: [
    ['never', 'CREATE TABLE never (a integer NOT NULL CHECK (a > 5 AND a < 5))', /violates check/],
    ['twice', 'CREATE TABLE twice (a boolean NOT NULL UNIQUE)', /^only 2 of 3 rows: duplicate key/],
    ['alone', 'CREATE TABLE alone (at date NOT NULL) PARTITION BY RANGE (at)', /it has no partitions/],
    [
      'odd',
      "CREATE TYPE odd_type; CREATE FUNCTION odd_in(cstring) RETURNS odd_type LANGUAGE internal STRICT IMMUTABLE AS 'textin'; CREATE FUNCTION odd_out(odd_type) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout'; CREATE TYPE odd_type (INPUT = odd_in, OUTPUT = odd_out, LIKE = text); CREATE TABLE odd (a odd_type NOT NULL)",
      /no values are known of the type odd_type of its column a/,
    ],
    [
      'refused',
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not today'; END$$; CREATE TABLE refused (a integer); CREATE TRIGGER refuse BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION refuse()",
      /not today/,
    ],
    [
      'ignored',
      'CREATE FUNCTION ignore() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$; CREATE TABLE ignored (a integer); CREATE TRIGGER ignore BEFORE INSERT ON ignored FOR EACH ROW EXECUTE FUNCTION ignore()',
      /a trigger or a rule leaves some out/,
    ],
  ],
  sqlite: [
    ['never', 'CREATE TABLE never (a INTEGER NOT NULL CHECK (a > 5 AND a < 5))', /CHECK constraint failed/],
    ['twice', "CREATE TABLE twice (a TEXT NOT NULL UNIQUE CHECK (a IN ('x', 'y')))", /^only 2 of 3 rows: .*UNIQUE/],
    [
      'refused',
      "CREATE TABLE refused (a INTEGER); CREATE TRIGGER refuse BEFORE INSERT ON refused BEGIN SELECT RAISE(ABORT, 'not today'); END",
      /not today/,
    ],
    [
      'ignored',
      'CREATE TABLE ignored (a INTEGER); CREATE TRIGGER ignore BEFORE INSERT ON ignored BEGIN SELECT RAISE(IGNORE); END',
      /a trigger (?:or a rule )?leaves/,
    ],
  ],
};
