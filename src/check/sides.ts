import { readFile } from 'node:fs/promises';
import type { Connection } from '../dialects/connection.ts';
import { lexemes, splitStatements } from '../dialects/sql-text.ts';
import type { DatabaseTarget, DialectName } from '../dialects/target.ts';
import { readDump, type SchemaDump } from '../dump/json.ts';
import { sentenceOf, Usage } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import { planUpgrade } from '../graph/plan.ts';
import { EMPTY, type SchemaSnapshot } from '../model/schema.ts';
import { withScratch } from '../offline/scratch.ts';
import type { RunContext } from '../runner/context.ts';
import { named } from '../runner/names.ts';
import { reach, refused } from '../runner/reach.ts';
import { reflectTarget } from '../runner/snapshot.ts';

/** Where a schema is taken from. */
export type Side =
  | { readonly kind: 'database'; readonly target: DatabaseTarget }
  | { readonly kind: 'models' }
  /** Replayed on a scratch database; none: the empty one. */
  | { readonly kind: 'revisions'; readonly revisions: readonly string[] }
  /** Written by `schema dump --format json`. */
  | { readonly kind: 'dump'; readonly file: string }
  /** Executed on a scratch database. */
  | { readonly kind: 'sql'; readonly file: string };

/** What some of the sides need. */
export interface SideSources {
  readonly graph: () => Promise<RevisionGraph>;
  readonly models: () => Promise<{ readonly schema: SchemaSnapshot }>;
}

/** The schema of a side, with the kind of database it is of. Throws USAGE for a file that cannot be read or executed. */
export async function schemaOf(context: RunContext, side: Side, sources: SideSources): Promise<SchemaDump> {
  const { dialect } = context;
  switch (side.kind) {
    case 'database':
      return { dialect: side.target.dialect, ...(await reflected({ ...context, target: side.target })) };
    case 'models':
      return { dialect: dialect.name, schema: (await sources.models()).schema };
    case 'revisions':
      if (side.revisions.length === 0) return { dialect: dialect.name, schema: EMPTY };
      return { dialect: dialect.name, ...(await replayed(context, await sources.graph(), side.revisions)) };
    case 'dump':
      return readDump(await text(side.file), side.file);
    case 'sql':
      return { dialect: dialect.name, ...(await executed(context, side.file)) };
  }
}

type Reflected = Omit<SchemaDump, 'dialect'>;

async function reflected(context: RunContext): Promise<Reflected> {
  const db = await reach(context, { create: false });
  try {
    const schema = await reflectTarget(db, await named(db, context));
    const home = context.dialect.name === 'postgres' ? await homeOf(db) : null;
    return { schema, ...(home !== null && { home }) };
  } catch (error) {
    throw refused(context, error);
  } finally {
    await db.close();
  }
}

async function homeOf(db: Connection): Promise<string | null> {
  const [row] = await db.query('SELECT current_schema()::text AS home');
  return row?.home === 'public' ? null : ((row?.home ?? null) as string | null);
}

async function replayed(context: RunContext, graph: RevisionGraph, revisions: readonly string[]): Promise<Reflected> {
  const { run } = await import('../runner/run.ts'); // with Sequelize and Umzug behind it
  const plan = planUpgrade(graph, new Set(), revisions);
  return withScratch(context, async (scratch) => {
    const quiet: RunContext = { ...scratch, transaction: 'each', report: quietly(context) };
    await run(quiet, graph, plan);
    return reflected(scratch);
  });
}

// What happens on a scratch database is no news; what a person waits for is.
function quietly({ report }: RunContext): RunContext['report'] {
  return (event) => {
    if (event.kind === 'waiting-for-database' || event.kind === 'blocked') report(event);
  };
}

async function executed(context: RunContext, file: string): Promise<Reflected> {
  const sql = await text(file);
  return withScratch(context, async (scratch) => {
    const db = await reach(scratch, { create: true });
    try {
      for (const statement of splitStatements(withoutShell(sql, context.dialect.name), context.dialect.name)) {
        if (SETS_PATH.test(statement.sql)) continue;
        await db.query(statement.sql).catch((error: unknown) => {
          throw new Usage(
            `${file} cannot be executed: ${sentenceOf(error)} in "${statement.sql.slice(0, 120)}"`,
            'mend it, or write it with windlass schema dump --format sql',
            { cause: error },
          );
        });
      }
    } finally {
      await db.close();
    }
    return reflected(scratch);
  });
}

// pg_dump writes `\restrict` and `\connect` for psql, which is no SQL; in a string or a function's body the same characters are its text.
function withoutShell(sql: string, dialect: DialectName): string {
  let [kept, rest] = ['', sql];
  for (let found = true; found; ) {
    found = false;
    let begins = kept === '' || kept.endsWith('\n');
    for (const { kind, text: piece, end } of lexemes(rest, dialect)) {
      if (begins && kind === 'symbol' && piece === '\\') {
        kept += rest.slice(0, end - 1);
        rest = rest.slice(end).replace(/^.*/, ''); // what follows is no SQL either: its quotes do not count
        found = true;
        break;
      }
      begins = piece.endsWith('\n') || (begins && kind === 'space');
    }
  }
  return kept + rest;
}

// Names are given with their schemas behind it, as they are in the reflection.
const SETS_PATH = /(?:^|\n)SELECT pg_catalog\.set_config\('search_path', '', false\)$/;

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Usage(`${file} cannot be read: ${sentenceOf(error)}`, 'name a file that is there', { cause: error });
  }
}
