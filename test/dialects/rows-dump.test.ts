import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DumpTarget, loadDump } from '../../src/rows/dump.ts';
import { databaseKind } from '../support/databases.ts';
import { openSession, type Session } from '../support/session.ts';

const POSTGRES = String.raw`--
-- PostgreSQL database dump
--
\restrict abc
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE FUNCTION public.twice(value integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  RETURN 2 * value; -- not the end;
END;
$$;
CREATE TABLE public.t (
    id integer NOT NULL,
    note text DEFAULT 'a;
b'::text
);
-- Data for Name: t
COPY public.t (id, note) FROM stdin;
1	tab\there
2	\N
3	a;
\.
INSERT INTO public.t VALUES (4, 'it''s;
-- no comment'); INSERT INTO public.t VALUES (5, '\.');
\unrestrict abc
`;
const SQLITE = `PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT);
INSERT INTO t VALUES(1,'one;
two');
CREATE TRIGGER tr AFTER INSERT ON t BEGIN
  UPDATE t SET note = 'x' WHERE id = 99;
  SELECT 1;
END;
INSERT INTO t VALUES(2,NULL);
COMMIT;
`;

describe('a dump', () => {
  let session: Session;
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'windlass-dump-'));
    file = join(folder, 'dump.sql');
  });
  afterEach(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of pg_dump is executed, COPY blocks included', async () => {
    session = await openSession(databaseKind('postgres'));
    const copied: string[] = [];
    const target: DumpTarget = {
      query: session.db.query,
      feed: async (sql, chunks) => {
        for await (const chunk of chunks) copied.push(sql, Buffer.from(chunk).toString());
      },
    };
    writeFileSync(file, POSTGRES);
    await loadDump(target, 'postgres', file);
    assert.deepEqual(copied, ['COPY public.t (id, note) FROM stdin', '1\ttab\\there\n2\t\\N\n3\ta;\n']);
    const rows = await session.db.query('SELECT id, note, public.twice(id) AS twice FROM public.t ORDER BY id');
    assert.deepEqual(rows, [
      { id: 4, note: "it's;\n-- no comment", twice: 8 },
      { id: 5, note: '\\.', twice: 10 },
    ]);
  });

  it('of the sqlite3 shell is executed', async () => {
    session = await openSession(databaseKind('sqlite'));
    writeFileSync(file, SQLITE);
    const target = { query: session.db.query, feed: () => assert.fail('SQLite has no COPY') };
    await loadDump(target, 'sqlite', file);
    assert.deepEqual(await session.db.query('SELECT id, note FROM t'), [
      { id: 1, note: 'one;\ntwo' },
      { id: 2, note: null },
    ]);
    assert.equal((await session.db.query("SELECT 1 FROM sqlite_master WHERE type = 'trigger'")).length, 1);
  });

  it('that fails says on which line', async () => {
    session = await openSession(databaseKind('sqlite'));
    writeFileSync(file, 'CREATE TABLE t (id);\n\n-- more\nINSERT INTO nowhere\nVALUES (1);\n');
    const target = { query: session.db.query, feed: () => assert.fail('SQLite has no COPY') };
    await assert.rejects(loadDump(target, 'sqlite', file), { message: /nowhere/, line: 4 });
  });
});
