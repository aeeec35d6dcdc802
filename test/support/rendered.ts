import { DataTypes, fn, literal, Sequelize } from 'sequelize';
import { type SchemaChange, toSql } from '../../src/changes/index.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { sqlWriter as postgres } from '../../src/dialects/postgres/sql.ts';
import { sqlWriter as sqlite } from '../../src/dialects/sqlite/sql.ts';
import type { OperationContext } from '../../src/operations/context.ts';
import { wordsOf } from '../../src/sequelize/attributes.ts';
import { corrected } from '../../src/sequelize/corrected.ts';
import type { MemoryDatabase } from './sqlite.ts';
import { perform } from './sqlite-changes.ts';

/** Runs the body of a function of a revision, as text, against a real `op`. */
export type RunBody = (body: string) => Promise<void>;

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

function running(sequelize: Sequelize, context: Omit<OperationContext, 'words' | 'settle'>): RunBody {
  const queryInterface = sequelize.getQueryInterface();
  const op = corrected(queryInterface, { ...context, words: wordsOf(queryInterface), settle: async () => undefined });
  Object.assign(op, { execute: (sql: string) => context.ask(sql) });
  return (body) => new AsyncFunction('op', 'DataTypes', 'fn', 'literal', body)(op, DataTypes, fn, literal);
}

/** On a session of PostgreSQL. */
export function runsOnPostgres(db: Connection): RunBody {
  const sequelize = new Sequelize('postgres://nobody@nowhere/nothing', { logging: false });
  return running(sequelize, {
    write: postgres,
    ask: (sql) => db.query(sql),
    make: async (changes) => {
      for (const statement of statements(changes)) await db.query(statement);
    },
  });
}

function statements(changes: readonly SchemaChange[]): readonly string[] {
  return changes.flatMap((change) => toSql(change, postgres)).flatMap((each) => ('sql' in each ? [each.sql] : []));
}

/** On a SQLite database in memory: each edit of a table is a rebuild. */
export function runsOnSqlite(db: MemoryDatabase): RunBody {
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
  return running(sequelize, { write: sqlite, ask: (sql) => db.ask(sql), make: (changes) => perform(db, changes) });
}
