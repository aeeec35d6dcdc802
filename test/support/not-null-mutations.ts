import type { Prepared } from './prepared-mutations.ts';

/** What PostgreSQL 18 keeps of a NOT NULL. */
export const OF_NOT_NULL: readonly Prepared[] = [
  ['', 'ALTER TABLE guest RENAME CONSTRAINT guest_name_not_null TO must_have', ['public.guest.name'], 180000],
  ['', 'ALTER TABLE parent ADD CONSTRAINT pni NOT NULL a NO INHERIT', ['public.parent.a'], 180000],
  [
    'ALTER TABLE parent ADD CONSTRAINT pni NOT NULL a NO INHERIT',
    'ALTER TABLE parent ALTER CONSTRAINT pni INHERIT',
    ['public.child.a', 'public.parent.a'],
    180000,
  ],
  [
    'ALTER TABLE parent ADD CONSTRAINT pni NOT NULL a',
    'ALTER TABLE parent ALTER CONSTRAINT pni NO INHERIT',
    ['public.child.a', 'public.parent.a'],
    180000,
  ],
  ['', 'ALTER TABLE guest ADD CONSTRAINT gmn NOT NULL mail NOT VALID', ['public.guest.mail'], 180000],
  [
    'ALTER TABLE guest ADD CONSTRAINT gmn NOT NULL mail NOT VALID',
    'ALTER TABLE guest VALIDATE CONSTRAINT gmn',
    ['public.guest.mail'],
    180000,
  ],
  ['', "COMMENT ON CONSTRAINT guest_name_not_null ON guest IS 'must'", ['public.guest.name'], 180000],
  [
    "COMMENT ON CONSTRAINT guest_name_not_null ON guest IS 'must'",
    'COMMENT ON CONSTRAINT guest_name_not_null ON guest IS NULL',
    ['public.guest.name'],
    180000,
  ],
  [
    "ALTER TABLE room ADD CONSTRAINT rn_x NOT NULL note NO INHERIT; COMMENT ON CONSTRAINT rn_x ON room IS 'must'; CREATE TABLE nnp (a int CONSTRAINT nnpa NOT NULL, b int CONSTRAINT zz NOT NULL NO INHERIT, c int CONSTRAINT cc NOT NULL, PRIMARY KEY (c)); COMMENT ON CONSTRAINT zz ON nnp IS 'yes'",
    'DROP TABLE nnp; ALTER TABLE room DROP COLUMN note',
    ['public.nnp', 'public.room.note', 'grants on column public.room.note'],
    180000,
  ],
  [
    "ALTER TABLE log ADD CONSTRAINT must NOT NULL text; COMMENT ON CONSTRAINT must ON log IS 'p'; COMMENT ON CONSTRAINT must ON log_1 IS 'c'",
    'DROP TABLE log_1; ALTER TABLE log ALTER COLUMN text DROP NOT NULL',
    ['public.log_1', 'public.log.text'],
    180000,
  ],
  [
    '',
    "ALTER TABLE guest RENAME CONSTRAINT guest_id_not_null TO gid; COMMENT ON CONSTRAINT gid ON guest IS 'x'",
    ['public.guest.id'],
    180000,
  ],
  [
    'CREATE TABLE tn1 (a integer NOT NULL); ALTER TABLE tn1 RENAME TO tn2',
    'ALTER TABLE tn2 RENAME CONSTRAINT tn1_a_not_null TO aa',
    ['public.tn2.a'],
    180000,
  ],
  [
    "CREATE TABLE tn1 (a integer CONSTRAINT aa NOT NULL, b integer CONSTRAINT bb NOT NULL NO INHERIT); COMMENT ON CONSTRAINT aa ON tn1 IS 'x'",
    'ALTER TABLE tn1 RENAME CONSTRAINT aa TO tn1_a_not_null; ALTER TABLE tn1 ALTER COLUMN b DROP NOT NULL',
    ['public.tn1.a', 'public.tn1.b'],
    180000,
  ],
  [
    "CREATE TABLE tn1 (a integer); ALTER TABLE tn1 ADD CONSTRAINT aa NOT NULL a NOT VALID; COMMENT ON CONSTRAINT aa ON tn1 IS 'x'",
    'ALTER TABLE tn1 VALIDATE CONSTRAINT aa',
    ['public.tn1.a'],
    180000,
  ],
  [
    "CREATE TABLE tn1 (a integer, b text); ALTER TABLE tn1 ADD CONSTRAINT aa NOT NULL a NOT VALID; COMMENT ON CONSTRAINT aa ON tn1 IS 'x'; ALTER TABLE tn1 ADD CONSTRAINT bb NOT NULL b NO INHERIT",
    'DROP TABLE tn1',
    ['public.tn1'],
    180000,
  ],
  ['', 'ALTER TABLE log_1 ADD CONSTRAINT mine NOT NULL text', ['public.log_1.text'], 180000],
  [
    'ALTER TABLE log_1 ADD CONSTRAINT mine NOT NULL text',
    'ALTER TABLE log_1 DROP CONSTRAINT mine',
    ['public.log_1.text'],
    180000,
  ],
  [
    'ALTER TABLE log ADD CONSTRAINT must NOT NULL text',
    'ALTER TABLE log RENAME CONSTRAINT must TO should',
    ['public.log.text'],
    180000,
  ],
  [
    'ALTER TABLE log ADD CONSTRAINT must NOT NULL text',
    "COMMENT ON CONSTRAINT must ON log_1 IS 'x'",
    ['public.log_1.text'],
    180000,
  ],
  [
    "ALTER TABLE log ADD CONSTRAINT must NOT NULL text; COMMENT ON CONSTRAINT must ON log_1 IS 'x'",
    'COMMENT ON CONSTRAINT must ON log_1 IS NULL',
    ['public.log_1.text'],
    180000,
  ],
];
