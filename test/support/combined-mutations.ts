import type { Prepared } from './prepared-mutations.ts';

/** Renames, partitions of partitions, counters, what stands on views, names with quotes. */
export const COMBINED: readonly Prepared[] = [
  ['', 'ALTER TABLE log RENAME TO logbook', ['public.logbook']],
  ['', 'ALTER TABLE parent RENAME TO father', ['public.father']],
  ['', 'ALTER TABLE log_1 RENAME TO log_old', ['public.log_old']],
  ['', 'ALTER TABLE log_1 SET SCHEMA other', ['other.log_1', 'public.log_1']],
  [
    "CREATE TABLE sub PARTITION OF log FOR VALUES FROM ('2041-01-01') TO ('2042-01-01') PARTITION BY RANGE (at); CREATE TABLE subsub PARTITION OF sub DEFAULT; ALTER TABLE log ADD PRIMARY KEY (at); CREATE INDEX li ON log (text); ALTER TABLE log ADD COLUMN g integer REFERENCES guest (id); ALTER TABLE subsub ALTER COLUMN text SET DEFAULT 'q'",
    'DROP TABLE sub',
    ['public.sub', 'public.subsub'],
  ],
  [
    'CREATE TRIGGER lt AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION stamp()',
    'DROP TRIGGER lt ON log',
    ['trigger public.lt on public.log'],
  ],
  [
    "CREATE TABLE sub PARTITION OF log FOR VALUES FROM ('2041-01-01') TO ('2042-01-01') PARTITION BY RANGE (at); CREATE TABLE subsub PARTITION OF sub DEFAULT; ALTER TABLE subsub ALTER COLUMN text SET DEFAULT 'q', ALTER COLUMN text SET NOT NULL; GRANT SELECT ON subsub TO someone; COMMENT ON TABLE subsub IS 'x'",
    'DROP TABLE log',
    ['public.log', 'public.log_1', 'public.sub', 'public.subsub', 'grants on table public.subsub'],
  ],
  [
    "CREATE TYPE ct AS (a integer, b text COLLATE \"C\"); CREATE TABLE tt OF ct (PRIMARY KEY (a), b DEFAULT 'x' CHECK (b <> '')); CREATE INDEX ON tt (b)",
    'DROP TABLE tt; DROP TYPE ct',
    ['public.tt', 'type public.ct'],
  ],
  [
    'CREATE TYPE ct AS (a integer, b text); CREATE TABLE tt OF ct PARTITION BY RANGE (a); CREATE TABLE tt1 PARTITION OF tt DEFAULT',
    'ALTER TYPE ct ADD ATTRIBUTE c date CASCADE',
    ['public.tt.c', 'public.tt1.c', 'type public.ct'],
  ],
  [
    '',
    'ALTER TABLE log_1 ENABLE ROW LEVEL SECURITY; CREATE POLICY lp ON log_1 USING (true); GRANT SELECT ON log_1 TO someone',
    ['public.log_1', 'policy public.lp on public.log_1', 'grants on table public.log_1'],
  ],
  [
    'CREATE TABLE sw (id serial PRIMARY KEY); INSERT INTO sw DEFAULT VALUES; INSERT INTO sw DEFAULT VALUES',
    'ALTER TABLE sw ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE sw_id_seq; ALTER TABLE sw ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START 10)',
    ['public.sw.id', 'sequence public.sw_id_seq'],
  ],
  [
    'CREATE TABLE sw (id serial PRIMARY KEY); INSERT INTO sw DEFAULT VALUES; INSERT INTO sw DEFAULT VALUES',
    'ALTER TABLE sw ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE sw_id_seq',
    ['public.sw.id', 'sequence public.sw_id_seq'],
  ],
  [
    'CREATE TABLE sw (id integer GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 2))',
    'ALTER TABLE sw ALTER COLUMN id TYPE bigint',
    ['public.sw.id', 'sequence public.sw_id_seq'],
  ],
  [
    'CREATE TABLE sw (id smallint GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 2))',
    'ALTER TABLE sw ALTER COLUMN id DROP IDENTITY, ALTER COLUMN id TYPE bigint',
    ['public.sw.id'],
  ],
  [
    "CREATE DOMAIN d1 AS text CHECK (VALUE <> ''); CREATE DOMAIN d2 AS d1 DEFAULT 'x' NOT NULL; CREATE TABLE dd (a d2)",
    'ALTER DOMAIN d2 DROP NOT NULL; ALTER DOMAIN d1 ADD CONSTRAINT more CHECK (length(VALUE) < 9)',
    ['domain public.d1', 'domain public.d2'],
  ],
  [
    "CREATE FUNCTION fa(a integer, b text DEFAULT 'x') RETURNS text LANGUAGE sql AS 'SELECT b'",
    "DROP FUNCTION fa; CREATE FUNCTION fa(a integer, c text DEFAULT 'y') RETURNS text LANGUAGE sql AS 'SELECT c'",
    ['function public.fa(a integer, c text)', 'function public.fa(a integer, b text)'],
  ],
  [
    "CREATE FUNCTION ft(VARIADIC a integer[]) RETURNS TABLE (x integer, y text) LANGUAGE sql AS 'SELECT 1, NULL::text'",
    'DROP FUNCTION ft',
    ['function public.ft(VARIADIC a integer[])'],
  ],
  [
    "CREATE FUNCTION og(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION og(text) RETURNS integer LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION og(text) TO someone; REVOKE EXECUTE ON FUNCTION og(integer) FROM PUBLIC",
    'REVOKE EXECUTE ON FUNCTION og(text) FROM someone; GRANT EXECUTE ON FUNCTION og(integer) TO PUBLIC',
    ['grants on function public.og(integer)', 'grants on function public.og(text)'],
  ],
  [
    'ALTER SEQUENCE ticket OWNED BY room.number; GRANT USAGE ON SEQUENCE ticket TO someone',
    'ALTER SEQUENCE ticket OWNED BY NONE; DROP SEQUENCE ticket; CREATE SEQUENCE ticket',
    ['sequence public.ticket', 'grants on sequence public.ticket'],
  ],
  [
    'CREATE VIEW v2 AS SELECT * FROM guests; GRANT SELECT (name) ON v2 TO someone; GRANT SELECT ON guests TO another',
    'DROP VIEW guests CASCADE',
    ['view public.guests', 'view public.v2', 'grants on column public.v2.name', 'grants on table public.guests'],
  ],
  [
    "CREATE MATERIALIZED VIEW mv AS SELECT * FROM guests; CREATE UNIQUE INDEX mvi ON mv (id); GRANT SELECT ON mv TO someone; COMMENT ON COLUMN mv.id IS 'i'",
    'DROP VIEW guests CASCADE',
    ['index public.mvi on public.mv', 'materialized view public.mv', 'view public.guests', 'grants on table public.mv'],
  ],
  [
    'CREATE FUNCTION iot() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$; CREATE TRIGGER vt INSTEAD OF INSERT ON guests FOR EACH ROW EXECUTE FUNCTION iot(); CREATE RULE vr AS ON DELETE TO guests DO INSTEAD NOTHING',
    'DROP VIEW guests',
    ['rule public.vr on public.guests', 'trigger public.vt on public.guests', 'view public.guests'],
  ],
  [
    'GRANT SELECT ON room TO someone; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO someone',
    'DROP OWNED BY someone',
    [
      'default privileges windlass_test on tables',
      'grants on column public.room.note',
      'grants on table public.guest',
      'grants on table public.room',
    ],
  ],
  [
    'CREATE UNIQUE INDEX ui ON room (note)',
    'ALTER TABLE room ADD CONSTRAINT uic UNIQUE USING INDEX ui',
    ['unique uic of public.room', 'index ui of public.room'],
  ],
  [
    'ALTER TABLE room ALTER COLUMN number SET NOT NULL',
    'ALTER TABLE room REPLICA IDENTITY USING INDEX room_number',
    ['public.room'],
  ],
  [
    'ALTER TABLE room ALTER COLUMN number SET NOT NULL; ALTER TABLE room REPLICA IDENTITY USING INDEX room_number',
    'ALTER TABLE room REPLICA IDENTITY NOTHING; ALTER TABLE room DROP CONSTRAINT room_number',
    ['public.room', 'unique room_number of public.room'],
  ],
  [
    '',
    'ALTER TABLE booking DROP CONSTRAINT booking_days; ALTER TABLE booking ADD CONSTRAINT booking_days EXCLUDE USING gist (days WITH &&) DEFERRABLE INITIALLY DEFERRED',
    ['exclusion booking_days of public.booking'],
  ],
  [
    '',
    'ALTER TABLE room ADD COLUMN x integer NOT NULL DEFAULT 1 CHECK (x > 0), ALTER COLUMN note TYPE varchar(9), DROP CONSTRAINT room_number, ADD UNIQUE (note, x), DISABLE RULE no_delete',
    [
      'public.room.x',
      'public.room.note',
      'unique room_note_x_key of public.room',
      'check room_x_check of public.room',
      'unique room_number of public.room',
      'rule public.no_delete on public.room',
    ],
  ],
  [
    'CREATE SCHEMA "My Schema"; CREATE TABLE "My Schema"."My ""Table" ("a b" integer, "select" text NOT NULL); CREATE TYPE "My Schema"."My Type" AS ("x y" integer, "B" text)',
    'ALTER TABLE "My Schema"."My ""Table" ALTER COLUMN "a b" SET NOT NULL, ALTER COLUMN "select" SET DEFAULT \'x\'; ALTER TYPE "My Schema"."My Type" RENAME ATTRIBUTE "x y" TO "z ""q"; ALTER TYPE "My Schema"."My Type" ADD ATTRIBUTE "numeric, x" numeric(10,2)',
    ['My Schema.My "Table.a b', 'My Schema.My "Table.select', 'type My Schema.My Type'],
  ],
  ['', 'DROP TABLE parent CASCADE', ['public.child', 'public.parent']],
  ['', 'ALTER EVENT TRIGGER watched ENABLE ALWAYS', ['event trigger watched']],
  [
    '',
    'CREATE OPERATOR ==== (FUNCTION = int4ne, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = ====, NEGATOR = ===)',
    ['operator public.====(integer, integer)', 'operator public.===(integer, integer)'],
  ],
  ['', 'ALTER TABLE guest RENAME COLUMN name TO full_name', ['public.guest.full_name', 'view public.guests']],
  ['', 'ALTER TABLE guest RENAME TO visitor', ['public.visitor']],
  [
    'GRANT SELECT ON log TO someone WITH GRANT OPTION; SET ROLE someone; GRANT SELECT ON log TO another; RESET ROLE',
    'REVOKE SELECT ON log FROM someone CASCADE',
    ['grants on table public.log'],
  ],
  ['', 'ALTER TABLE room RENAME COLUMN note TO notes', ['public.room.notes']],
  [
    '',
    'ALTER TABLE room RENAME TO rooms; GRANT SELECT ON rooms TO another',
    ['public.rooms', 'grants on table public.room'],
  ],
  [
    '',
    "DROP TABLE log_1; CREATE TABLE log_a PARTITION OF log FOR VALUES FROM ('2020-01-01') TO ('2020-07-01'); CREATE TABLE log_b PARTITION OF log FOR VALUES FROM ('2020-07-01') TO ('2021-01-01')",
    ['public.log_a', 'public.log_b', 'public.log_1'],
  ],
  [
    "CREATE FUNCTION dflt() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE fd (a integer DEFAULT dflt(), b integer GENERATED ALWAYS AS (1) STORED)",
    "ALTER TABLE fd ALTER COLUMN a DROP DEFAULT; DROP FUNCTION dflt; CREATE FUNCTION dflt() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint'; ALTER TABLE fd ALTER COLUMN a SET DEFAULT dflt()",
    ['function public.dflt()'],
  ],
  [
    "CREATE FUNCTION ok(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0'; CREATE TABLE fd (a integer CHECK (ok(a)), b boolean DEFAULT ok(1)); CREATE INDEX fdi ON fd (ok(a)); CREATE INDEX fdj ON fd (a) WHERE ok(a); INSERT INTO fd VALUES (4)",
    "DROP FUNCTION ok CASCADE; CREATE FUNCTION ok(j integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT j > 0'; ALTER TABLE fd ADD CHECK (ok(a)), ALTER COLUMN b SET DEFAULT ok(1); CREATE INDEX fdi ON fd (ok(a)); CREATE INDEX fdj ON fd (a) WHERE ok(a)",
    ['function public.ok(j integer)', 'function public.ok(i integer)'],
  ],
  [
    'CREATE SCHEMA "My Schema"; CREATE TYPE "My Schema"."My Type" AS ("x y" integer, "B" text); CREATE TABLE tq OF "My Schema"."My Type"',
    'ALTER TYPE "My Schema"."My Type" RENAME ATTRIBUTE "x y" TO "z ""q" CASCADE; ALTER TYPE "My Schema"."My Type" ADD ATTRIBUTE "numeric, x" numeric(10,2) CASCADE',
    ['public.tq.z "q', 'public.tq', 'public.tq.numeric, x', 'type My Schema.My Type'],
  ],
];
