/** A change of what was made ready on `EVERYTHING`, and all that must be named: `[made ready, changed, names, first version]`. */
export type Prepared = readonly [before: string, change: string, named: readonly string[], since?: number];

/** What a partition, or a table that inherits, has of its own and of its parents. */
export const OF_PARTITIONS: readonly Prepared[] = [
  ['', "ALTER TABLE log_1 ALTER COLUMN text SET DEFAULT 'x'", ['public.log_1.text']],
  ['', 'ALTER TABLE log_1 ALTER COLUMN text SET NOT NULL', ['public.log_1.text']],
  [
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'p'",
    'ALTER TABLE log_1 ALTER COLUMN text DROP DEFAULT',
    ['public.log_1.text'],
  ],
  ['', 'ALTER TABLE child ALTER COLUMN a SET DEFAULT 3, ALTER COLUMN a SET NOT NULL', ['public.child.a']],
  [
    "ALTER TABLE log_1 ALTER COLUMN text SET DEFAULT 'x', ALTER COLUMN text SET NOT NULL",
    'ALTER TABLE log_1 ALTER COLUMN text DROP DEFAULT, ALTER COLUMN text DROP NOT NULL',
    ['public.log_1.text'],
  ],
  ['', "COMMENT ON COLUMN log_1.text IS 'own'", ['public.log_1.text']],
  [
    "ALTER TABLE log_1 ALTER COLUMN text SET DEFAULT 'x', ALTER COLUMN text SET NOT NULL; COMMENT ON COLUMN log_1.text IS 'own'",
    'DROP TABLE log_1',
    ['public.log_1'],
  ],
  ['ALTER TABLE child ALTER COLUMN a SET DEFAULT 3, ALTER COLUMN a SET NOT NULL', 'DROP TABLE child', ['public.child']],
  [
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'p';ALTER TABLE log_1 ALTER COLUMN text DROP DEFAULT",
    'DROP TABLE log_1',
    ['public.log_1'],
  ],
  [
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'p';ALTER TABLE log_1 ALTER COLUMN text SET DEFAULT 'c'",
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'q'",
    ['public.log.text', 'public.log_1.text'],
  ],
  [
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'p'",
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'q'",
    ['public.log.text', 'public.log_1.text'],
  ],
  [
    "ALTER TABLE log ALTER COLUMN text SET DEFAULT 'p'",
    "ALTER TABLE ONLY log ALTER COLUMN text SET DEFAULT 'q'",
    ['public.log.text'],
  ],
  ['', 'ALTER TABLE log ALTER COLUMN text SET NOT NULL', ['public.log.text', 'public.log_1.text']],
  [
    'ALTER TABLE log ALTER COLUMN text SET NOT NULL',
    'ALTER TABLE log ALTER COLUMN text DROP NOT NULL',
    ['public.log.text', 'public.log_1.text'],
  ],
  [
    'ALTER TABLE parent ALTER COLUMN a SET NOT NULL; ALTER TABLE child ALTER COLUMN a SET NOT NULL',
    'ALTER TABLE parent ALTER COLUMN a DROP NOT NULL',
    ['public.parent.a'],
    180000,
  ],
  [
    "CREATE TABLE p2 (at date, text text DEFAULT 'mine' NOT NULL); ALTER TABLE log ATTACH PARTITION p2 FOR VALUES FROM ('2031-01-01') TO ('2032-01-01')",
    'ALTER TABLE log DETACH PARTITION p2',
    ['public.p2'],
  ],
  [
    "ALTER TABLE log_1 ALTER COLUMN text SET DEFAULT 'c'",
    'ALTER TABLE log ALTER COLUMN text TYPE varchar(20)',
    ['public.log.text', 'public.log_1.text'],
  ],
  [
    "CREATE TABLE sub PARTITION OF log FOR VALUES FROM ('2041-01-01') TO ('2042-01-01') PARTITION BY RANGE (at); CREATE TABLE subsub PARTITION OF sub DEFAULT",
    "ALTER TABLE subsub ALTER COLUMN text SET DEFAULT 'z'; ALTER TABLE sub ALTER COLUMN text SET NOT NULL",
    ['public.sub.text', 'public.subsub.text'],
  ],
  ['', 'ALTER TABLE log ADD COLUMN x integer DEFAULT 3', ['public.log.x', 'public.log_1.x']],
  ['', 'ALTER TABLE log DROP COLUMN text', ['public.log.text', 'public.log_1.text']],
  ['', "ALTER TABLE log ADD CONSTRAINT lc CHECK (text <> 'a')", ['check lc of public.log', 'check lc of public.log_1']],
  [
    "ALTER TABLE log ADD CONSTRAINT lc CHECK (text <> 'a')",
    'ALTER TABLE log DROP CONSTRAINT lc',
    ['check lc of public.log', 'check lc of public.log_1'],
  ],
  [
    "ALTER TABLE log ADD CONSTRAINT lc CHECK (text <> 'a')",
    "ALTER TABLE log DROP CONSTRAINT lc; ALTER TABLE log ADD CONSTRAINT lc CHECK (text <> 'b')",
    ['check lc of public.log', 'check lc of public.log_1'],
  ],
  [
    '',
    'ALTER TABLE log ADD PRIMARY KEY (at)',
    [
      'public.log.at',
      'primary key log_pkey of public.log',
      'public.log_1.at',
      'primary key log_1_pkey of public.log_1',
    ],
  ],
  ['', 'CREATE INDEX li ON log (text)', ['index li of public.log', 'index log_1_text_idx of public.log_1']],
  [
    '',
    'ALTER TABLE log ADD COLUMN g integer REFERENCES guest (id)',
    ['public.log.g', 'public.log_1.g', 'foreign key log_g_fkey of public.log_1'],
  ],
  [
    'ALTER TABLE log ALTER COLUMN text SET NOT NULL; ALTER TABLE log ADD COLUMN n integer DEFAULT 4',
    'ALTER TABLE log DETACH PARTITION log_1; ALTER TABLE log_1 ALTER COLUMN text TYPE varchar(10), ALTER COLUMN text DROP NOT NULL, DROP COLUMN n',
    ['public.log_1', 'public.log_1.n', 'public.log_1.text'],
  ],
  [
    'CREATE TABLE p2 (at date, text text, z integer)',
    "ALTER TABLE p2 DROP COLUMN z; ALTER TABLE log ATTACH PARTITION p2 FOR VALUES FROM ('2031-01-01') TO ('2032-01-01')",
    ['public.p2', 'public.p2.z'],
  ],
  ['', 'ALTER TABLE log ALTER COLUMN text TYPE varchar(20)', ['public.log.text', 'public.log_1.text']],
  [
    '',
    'ALTER TABLE log RENAME COLUMN text TO body',
    ['public.log.body', 'public.log.text', 'public.log_1.body', 'public.log_1.text'],
  ],
  ['', 'ALTER TABLE parent RENAME COLUMN a TO aa', ['public.parent.aa']],
  [
    '',
    "ALTER TABLE child ADD CONSTRAINT own CHECK (a > 0); ALTER TABLE log_1 ADD CONSTRAINT own CHECK (text <> 'z')",
    ['check own of public.child', 'check own of public.log_1'],
  ],
  [
    'ALTER TABLE parent ADD CONSTRAINT pc CHECK (a > 0) NOT VALID',
    'ALTER TABLE parent VALIDATE CONSTRAINT pc',
    ['check pc of public.child', 'check pc of public.parent'],
  ],
  [
    'CREATE TABLE mother (a integer, m text)',
    'ALTER TABLE child ADD COLUMN m text; ALTER TABLE child INHERIT mother',
    ['public.child', 'public.child.m'],
  ],
];

/** Tables OF a type, composite types, labels, identities. */
export const OF_TYPES: readonly Prepared[] = [
  ['CREATE TYPE lt AS (at date, text text)', 'ALTER TABLE log_2 OF lt', ['public.log_2']],
  [
    "CREATE TYPE lt AS (at date, text text); CREATE TABLE typed OF lt (at NOT NULL DEFAULT '2020-01-01')",
    'ALTER TABLE typed NOT OF',
    ['public.typed'],
  ],
  [
    'CREATE TYPE lt AS (at date, text text); CREATE TYPE lt2 AS (at date, text text); CREATE TABLE typed OF lt',
    'ALTER TABLE typed OF lt2',
    ['public.typed'],
  ],
  [
    "CREATE TABLE idt (id integer GENERATED BY DEFAULT AS IDENTITY (START 100 INCREMENT 10 MINVALUE 5 MAXVALUE 90000 CACHE 7 CYCLE) PRIMARY KEY); SELECT nextval('idt_id_seq'), nextval('idt_id_seq'); INSERT INTO idt DEFAULT VALUES",
    'ALTER TABLE idt ALTER COLUMN id DROP IDENTITY',
    ['public.idt.id'],
  ],
  [
    'CREATE TABLE idt (id integer PRIMARY KEY)',
    'ALTER TABLE idt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 10 MINVALUE 5 MAXVALUE 90000 CACHE 7 CYCLE)',
    ['public.idt.id'],
  ],
  [
    'CREATE TABLE idt (id integer GENERATED BY DEFAULT AS IDENTITY (INCREMENT -10 START -5) PRIMARY KEY); INSERT INTO idt DEFAULT VALUES; INSERT INTO idt DEFAULT VALUES; INSERT INTO idt DEFAULT VALUES',
    'ALTER TABLE idt ALTER COLUMN id DROP IDENTITY',
    ['public.idt.id'],
  ],
  [
    "CREATE TABLE idt (id integer GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME myseq START 50) PRIMARY KEY); COMMENT ON SEQUENCE myseq IS 'sq'; GRANT SELECT ON SEQUENCE myseq TO someone",
    'ALTER TABLE idt ALTER COLUMN id DROP IDENTITY',
    ['public.idt.id', 'sequence public.myseq', 'grants on sequence public.myseq'],
  ],
  [
    'CREATE TABLE "Id T" ("The Id" bigint GENERATED BY DEFAULT AS IDENTITY (START 50 CACHE 3) PRIMARY KEY)',
    'ALTER TABLE "Id T" ALTER COLUMN "The Id" DROP IDENTITY',
    ['public.Id T.The Id'],
  ],
  [
    "CREATE TYPE ct AS (a integer, b text); CREATE TABLE tt OF ct; INSERT INTO tt VALUES (1,'x')",
    'ALTER TYPE ct ADD ATTRIBUTE c date CASCADE',
    ['public.tt.c', 'type public.ct'],
  ],
  [
    "CREATE TYPE ct AS (a integer, b text); CREATE TABLE tt OF ct; INSERT INTO tt VALUES (1,'x')",
    'ALTER TYPE ct DROP ATTRIBUTE b CASCADE',
    ['public.tt.b', 'type public.ct'],
  ],
  [
    "CREATE TYPE ct AS (a integer, b text); CREATE TABLE tt OF ct; INSERT INTO tt VALUES (1,'x')",
    'ALTER TYPE ct ALTER ATTRIBUTE b TYPE varchar(30) CASCADE',
    ['public.tt.b', 'type public.ct'],
  ],
  [
    "CREATE TYPE ct AS (a integer, b text); CREATE TABLE tt OF ct; INSERT INTO tt VALUES (1,'x')",
    'ALTER TYPE ct RENAME ATTRIBUTE b TO bb CASCADE',
    ['public.tt.bb', 'public.tt', 'type public.ct'],
  ],
  ['CREATE TABLE cc (p pair)', 'ALTER TYPE pair ADD ATTRIBUTE three date', ['type public.pair']],
  ['CREATE TABLE cc (p pair)', 'ALTER TYPE pair RENAME ATTRIBUTE two TO three', ['type public.pair']],
  ['', "ALTER TYPE color RENAME VALUE 'red' TO 'crimson'", ['public.color.crimson']],
  ['', "ALTER TYPE color RENAME VALUE 'green' TO 'xyzzyx'", ['public.color.xyzzyx']],
  [
    '',
    "ALTER TYPE color RENAME VALUE 'green' TO 'xyzzyx';ALTER TYPE color RENAME VALUE 'blue' TO 'qqq'",
    ['public.color.xyzzyx', 'public.color.qqq'],
  ],
  [
    '',
    "ALTER TYPE color RENAME VALUE 'green' TO 'xyzzyx';ALTER TYPE color ADD VALUE 'qqq'",
    ['public.color.xyzzyx', 'enum public.color'],
  ],
  [
    "CREATE TABLE ec (c color CHECK (c <> 'red'), d color[] DEFAULT '{red}'); CREATE INDEX eci ON ec (c) WHERE c = 'red'; CREATE VIEW ev AS SELECT * FROM ec WHERE c = 'red'",
    "ALTER TYPE color RENAME VALUE 'red' TO 'ro''t'",
    ["public.color.ro't"],
  ],
  [
    '',
    "ALTER TYPE color RENAME VALUE 'red' TO 'tmp';ALTER TYPE color RENAME VALUE 'green' TO 'red';ALTER TYPE color RENAME VALUE 'tmp' TO 'green'",
    ['other.thing.colour', 'public.guest.colour', 'enum public.color'],
  ],
];

/** New owners with rights of their own, types that an extension brings, what goes with an extension. */
export const OF_OWNERS: readonly Prepared[] = [
  [
    'CREATE TABLE og (a int); GRANT SELECT ON og TO someone',
    'ALTER TABLE og OWNER TO someone; GRANT INSERT ON og TO another',
    ['grants on table public.og'],
  ],
  [
    'CREATE TABLE og (a int); GRANT SELECT ON og TO someone WITH GRANT OPTION; GRANT UPDATE ON og TO another',
    'ALTER TABLE og OWNER TO someone; REVOKE UPDATE ON og FROM another',
    ['grants on table public.og'],
  ],
  [
    'CREATE TABLE og (a int); GRANT SELECT ON og TO someone',
    'ALTER TABLE og OWNER TO someone; REVOKE DELETE ON og FROM someone',
    ['grants on table public.og'],
  ],
  [
    'CREATE TABLE ci (a text)',
    'CREATE EXTENSION citext; ALTER TABLE ci ALTER COLUMN a TYPE citext; CREATE INDEX ci_a ON ci (a)',
    ['public.ci.a', 'index ci_a of public.ci', 'extension citext'],
  ],
  [
    "CREATE EXTENSION citext; CREATE TABLE ci (a citext DEFAULT 'x', b citext[])",
    'DROP EXTENSION citext CASCADE',
    ['public.ci.a', 'public.ci.b', 'extension citext'],
  ],
  [
    'CREATE TABLE ci (a text)',
    'CREATE EXTENSION citext SCHEMA other; ALTER TABLE ci ADD COLUMN b other.citext; CREATE VIEW cv AS SELECT b FROM ci',
    ['public.ci.b', 'extension citext', 'view public.cv'],
  ],
  [
    '',
    "CREATE EXTENSION hstore; CREATE TABLE hs (a hstore); CREATE INDEX hsi ON hs USING gin (a); CREATE FUNCTION hf(x hstore) RETURNS hstore LANGUAGE sql AS 'SELECT x'; CREATE DOMAIN hd AS hstore",
    ['public.hs', 'domain public.hd', 'extension hstore', 'function public.hf(x public.hstore)'],
  ],
  [
    'CREATE EXTENSION hstore',
    'ALTER FUNCTION twice DEPENDS ON EXTENSION hstore',
    ['function public.twice(value integer)'],
  ],
  [
    'CREATE EXTENSION hstore',
    'ALTER INDEX booking_state DEPENDS ON EXTENSION hstore',
    ['index booking_state of public.booking'],
  ],
  [
    'CREATE EXTENSION hstore',
    'ALTER TRIGGER stamped ON booking DEPENDS ON EXTENSION hstore',
    ['trigger public.stamped on public.booking'],
  ],
  [
    'CREATE EXTENSION hstore',
    'ALTER MATERIALIZED VIEW prices DEPENDS ON EXTENSION hstore',
    ['materialized view public.prices'],
  ],
  [
    'CREATE EXTENSION hstore; ALTER PROCEDURE nothing DEPENDS ON EXTENSION hstore; ALTER FUNCTION twice DEPENDS ON EXTENSION hstore',
    'ALTER PROCEDURE nothing NO DEPENDS ON EXTENSION hstore',
    ['procedure public.nothing()'],
  ],
  [
    'CREATE EXTENSION hstore; CREATE EXTENSION citext; ALTER FUNCTION twice DEPENDS ON EXTENSION hstore; ALTER FUNCTION twice DEPENDS ON EXTENSION citext; ALTER INDEX booking_state DEPENDS ON EXTENSION hstore; ALTER INDEX prices_room DEPENDS ON EXTENSION hstore; ALTER INDEX room_number DEPENDS ON EXTENSION hstore',
    'DROP FUNCTION twice; DROP INDEX booking_state; DROP INDEX prices_room; ALTER TABLE room DROP CONSTRAINT room_number',
    [
      'index booking_state of public.booking',
      'unique room_number of public.room',
      'function public.twice(value integer)',
      'index public.prices_room on public.prices',
    ],
  ],
];
