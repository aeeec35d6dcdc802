import type { QueryInterface } from 'sequelize';
import { parseColumn, parseCreateTable } from '../dialects/sqlite/ddl/create-table.ts';
import type { TableEdit } from '../dialects/sqlite/ddl/edit-table.ts';
import { rebuildTable } from '../dialects/sqlite/ddl/rebuild.ts';
import { sameName } from '../dialects/sqlite/ddl/tokens.ts';
import { quote } from '../dialects/sqlite/state.ts';
import { Unsupported } from '../errors.ts';
import { type ColumnOptions, columnSql } from './column-sql.ts';
import type { Gate } from './gate.ts';
import { tableName } from './table-name.ts';

interface ConstraintOptions {
  readonly type?: string;
  readonly fields: readonly unknown[];
}

/** The changes of one table that Sequelize does wrong on SQLite, made on the text of its CREATE TABLE: see ddl/rebuild.ts. */
export class SqliteTable {
  readonly #queryInterface: QueryInterface;
  readonly #gate: Gate;
  readonly #table: string;
  #edits: TableEdit[] = [];

  constructor(queryInterface: QueryInterface, gate: Gate, table: unknown) {
    this.#queryInterface = queryInterface;
    this.#gate = gate;
    this.#table = tableName(table);
  }

  /** In place where SQLite can; else with the table's next rebuild. */
  async addColumn(column: string, options: ColumnOptions): Promise<void> {
    const { whole } = columnSql(this.#queryInterface, this.#table, column, options);
    const definition = `${quote(column)} ${whole}`;
    if (this.#edits.length > 0 || !addsInPlace(definition)) this.#edits.push({ kind: 'add column', definition });
    else await this.#gate.ask(`ALTER TABLE ${quote(this.#table)} ADD COLUMN ${definition}`);
  }

  async removeColumn(column: string): Promise<void> {
    this.#edits.push({ kind: 'drop column', column });
  }

  /** Only what is named changes: type, nullability, default, foreign key, a further UNIQUE. */
  async changeColumn(column: string, options: ColumnOptions): Promise<void> {
    if (options.primaryKey === true || options.autoIncrement === true)
      throw new Unsupported(
        `changeColumn("${this.#table}", "${column}") cannot make a primary key on SQLite`,
        'create a table with that key, copy the rows by op.execute, and rename it',
      );
    const { type, nullable, expression, references } = columnSql(this.#queryInterface, this.#table, column, options);
    if (type !== null) this.#edits.push({ kind: 'set type', column, type });
    if (nullable !== null) this.#edits.push({ kind: 'set nullable', column, nullable });
    if (expression !== undefined) this.#edits.push({ kind: 'set default', column, expression });
    if (references !== null) this.#edits.push({ kind: 'set references', column, references });
    if (options.unique === true && !(await this.#isUnique(column)))
      this.#edits.push({ kind: 'add constraint', text: `UNIQUE (${quote(column)})` });
  }

  /** Always in place: SQLite itself follows the name through indexes, triggers, views and foreign keys (3.25). */
  async renameColumn(before: string, after: string): Promise<void> {
    await this.flush();
    await this.#gate.ask(`ALTER TABLE ${quote(this.#table)} RENAME COLUMN ${quote(before)} TO ${quote(after)}`);
  }

  async addConstraint(options: ConstraintOptions): Promise<void> {
    const generator = this.#queryInterface.queryGenerator as unknown as {
      getConstraintSnippet(table: string, options: object): string;
    };
    const text = generator.getConstraintSnippet(this.#table, { ...options, fields: [...options.fields] });
    this.#edits.push({ kind: 'add constraint', text });
  }

  async removeConstraint(name: string): Promise<void> {
    this.#edits.push({ kind: 'drop constraint', name });
  }

  /** Makes all changes so far, in one rebuild. */
  async flush(): Promise<void> {
    const edits = this.#edits;
    this.#edits = [];
    if (edits.length === 0) return;
    const rebuild = (transaction: object) =>
      rebuildTable((sql) => this.#gate.ask(sql, transaction), this.#table, edits);
    await this.#gate.rebuild(this.#queryInterface.sequelize, rebuild);
  }

  async #isUnique(column: string): Promise<boolean> {
    const [row] = await this.#gate.ask(
      `SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '${this.#table.replaceAll("'", "''")}' COLLATE NOCASE`,
    );
    if (row === undefined) return false;
    const { columns, constraints } = parseCreateTable(String(row.sql));
    const own = columns.find(({ name }) => sameName(name, column))?.constraints ?? [];
    const alone = constraints.filter((known) => known.columns.length === 1 && sameName(known.columns[0] ?? '', column));
    return [...own, ...alone].some(({ kind }) => kind === 'unique');
  }
}

// lang_altertable.html, "ALTER TABLE ADD COLUMN": what it refuses, or refuses only when there are rows.
function addsInPlace(definition: string): boolean {
  const { constraints } = parseColumn(definition);
  const find = (kind: string) => constraints.find((constraint) => constraint.kind === kind);
  const given = find('default')?.tokens[1]?.text.toUpperCase();
  const constant = given === undefined || !(given === '(' || given.startsWith('CURRENT_'));
  if (find('primary key') !== undefined || find('unique') !== undefined || !constant) return false;
  if (find('not null') !== undefined && (given === undefined || given === 'NULL')) return false;
  return find('references') === undefined || given === undefined || given === 'NULL';
}
