import assert from 'node:assert/strict';
import { type ComparedObject, type Filter, filtered } from '../../src/diff/filter.ts';
import type { Column, SchemaSnapshot, Table } from '../../src/model/schema.ts';
import { resolveSettings } from '../../src/settings/settings.ts';

const column = (name: string): Column => ({
  ...{ name, type: 'text', nullable: true, default: null, identity: null, generated: null, collation: null },
  comment: null,
});
const table = (schema: string | null, name: string): Table => ({
  name: { schema, name },
  columns: [column('id'), column('internal_note')],
  constraints: [
    { kind: 'unique', name: null, columns: ['id', 'internal_note'], nullsNotDistinct: false, deferrable: null },
  ],
  indexes: [
    { name: `${name}_idx`, unique: false, method: null, parts: [], include: [], where: null, nullsNotDistinct: false },
  ],
  comment: null,
  options: [],
});
const object = (type: 'trigger' | 'view', name: string, on: string | null) => ({
  ...{ type, name: { schema: null, name }, table: on === null ? null : { schema: null, name: on } },
  ...{ signature: null, definition: '' },
});
const SCHEMA: SchemaSnapshot = {
  tables: [table(null, 'users'), table(null, 'legacy_users'), table('audit', 'events')],
  enums: [{ name: { schema: null, name: 'mood' }, labels: [] }],
  objects: [object('trigger', 'touch', 'legacy_users'), object('view', 'report', null)],
  grants: [
    { on: 'table', name: { schema: null, name: 'legacy_users' }, column: null, signature: null, to: [] },
    { on: 'table', name: { schema: null, name: 'users' }, column: null, signature: null, to: [] },
  ],
};

const NONE: Filter = { include: null, exclude: [] };
const names = (schema: SchemaSnapshot) => schema.tables.map(({ name }) => name.name);

describe('what a comparison may see', () => {
  it('is everything where nothing is said', () => assert.equal(filtered(SCHEMA, NONE), SCHEMA));

  it('leaves out tables by their names, with all that is theirs', () => {
    const left = filtered(SCHEMA, { ...NONE, exclude: ['legacy_*'] });
    assert.deepEqual(names(left), ['users', 'events']);
    assert.deepEqual(
      left.objects.map(({ name }) => name.name),
      ['report'],
    );
    assert.deepEqual(
      left.grants?.map(({ name }) => name.name),
      ['users'],
    );
  });

  it('leaves out a whole schema, an enum type, a view', () => {
    const left = filtered(SCHEMA, { ...NONE, exclude: ['audit.*', 'mood', 'rep?rt'] });
    assert.deepEqual([names(left), left.enums, left.objects.length], [['users', 'legacy_users'], [], 1]);
  });

  it('leaves out a column or a constraint by its table, and none by its own name alone', () => {
    const left = filtered(SCHEMA, { ...NONE, exclude: ['id', 'users.internal_*', 'users.id_internal_note'] });
    assert.deepEqual(
      left.tables.map(({ columns, constraints }) => [columns.map(({ name }) => name), constraints.length]),
      [
        [['id'], 0],
        [['id', 'internal_note'], 1],
        [['id', 'internal_note'], 1],
      ],
    );
  });

  it('asks the functions of the configuration about each thing', () => {
    const asked: ComparedObject[] = [];
    const include = (about: ComparedObject) => {
      asked.push(about);
      return about.type !== 'index';
    };
    const { settings } = resolveSettings({
      ...{ flags: {}, env: {}, configFile: null, directory: '/', cwd: '/' },
      config: { include, exclude: 'audit.*' },
    });
    const left = filtered(SCHEMA, settings.filter);
    assert.deepEqual(names(left), ['users', 'legacy_users']);
    assert.ok(left.tables.every(({ indexes }) => indexes.length === 0));
    assert.deepEqual(asked[0], { type: 'table', schema: null, name: 'users', table: null });
    assert.ok(asked.some(({ type, table: of }) => type === 'column' && of === 'users'));
    const inverse = filtered(SCHEMA, { include: null, exclude: (about) => about.name === 'users' });
    assert.deepEqual(names(inverse), ['legacy_users', 'events']);
  });
});
