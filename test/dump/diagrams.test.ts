import assert from 'node:assert/strict';
import { dbml } from '../../src/dump/dbml.ts';
import { mermaid } from '../../src/dump/mermaid.ts';
import type { Column, ForeignKey, Index, SchemaSnapshot, Table } from '../../src/model/schema.ts';

const at = (name: string, schema: string | null = null) => ({ schema, name });
const column = (name: string, more: Partial<Column> = {}): Column => ({
  ...{ name, type: 'integer', nullable: true, default: null, identity: null, generated: null, collation: null },
  ...{ comment: null, ...more },
});
const table = (name: string, more: Partial<Table>): Table => ({
  ...{ name: at(name), columns: [], constraints: [], indexes: [], comment: null, options: [], ...more },
});
const index = (name: string, more: Partial<Index>): Index => ({
  ...{ name, unique: false, method: 'btree', parts: [], include: [], where: null, nullsNotDistinct: false, ...more },
});
const part = { column: null, expression: null, collation: null, opclass: null, order: null, nulls: null };
const primary = (...columns: string[]) => ({ kind: 'primary key', name: null, columns, deferrable: null }) as const;
const foreign = (more: Partial<ForeignKey>): ForeignKey => ({
  ...{ kind: 'foreign key', name: null, columns: ['user_id'], onDelete: null, onUpdate: null, match: null },
  ...{ references: { table: at('users'), columns: ['id'] }, deferrable: null, validated: true, ...more },
});

const SCHEMA: SchemaSnapshot = {
  enums: [{ name: at('mood'), labels: ['glad', 'so "so"'] }],
  objects: [],
  tables: [
    table('users', {
      comment: "it's ours",
      columns: [
        column('id', { nullable: false, identity: 'serial' }),
        column('name', { type: 'character varying(20)', default: "'x`y'::character varying" }),
        column('mood', { type: 'mood', comment: 'of "today"' }),
      ],
      constraints: [
        primary('id'),
        { kind: 'check', name: 'named', expression: "name <> ''", validated: true },
        { kind: 'unique', name: 'both', columns: ['name', 'mood'], nullsNotDistinct: false, deferrable: null },
      ],
      indexes: [
        index('lowered', {
          unique: true,
          parts: [{ ...part, expression: 'lower(name)' }],
          where: 'mood IS NOT NULL',
        }),
      ],
    }),
    table('book"ings', {
      name: at('book"ings', 'shop'),
      columns: [column('1st', { nullable: false, type: 'timestamp with time zone' }), column('user_id')],
      constraints: [primary('1st', 'user_id'), foreign({ name: 'of_user', onDelete: 'SET NULL' })],
    }),
  ],
};

describe('a schema as a diagram', () => {
  it('is entities with keys and crow’s feet in Mermaid, whatever the names', () =>
    assert.equal(
      mermaid(SCHEMA),
      `erDiagram
  "users" {
    integer id PK "NOT NULL"
    character_varying(20) name UK "character varying(20)"
    mood mood UK "of 'today'"
  }
  "shop.book_ings" {
    timestamp_with_time_zone _1st PK "1st, timestamp with time zone, NOT NULL"
    integer user_id PK, FK
  }
  "users" |o--o{ "shop.book_ings" : "of_user"
`,
    ));

  it('is enums, tables, indexes and references in DBML, whatever the names', () =>
    assert.equal(dbml(SCHEMA), DBML.replaceAll('‵', '`')));
});

// ‵ stands for a backtick
const DBML = String.raw`Enum "mood" {
  "glad"
  "so \"so\""
}

Table "users" {
  "id" integer [pk, increment, not null]
  "name" "character varying(20)" [default: ‵'x\‵y'::character varying‵]
  "mood" "mood" [note: 'of "today"']

  indexes {
    ("name", "mood") [unique, name: "both"]
    (‵lower(name)‵) [unique, type: btree, name: "lowered", note: 'WHERE mood IS NOT NULL']
  }

  Note: 'it\'s ours; named: CHECK (name <> \'\')'
}

Table "shop"."book\"ings" {
  "1st" "timestamp with time zone" [not null]
  "user_id" integer

  indexes {
    ("1st", "user_id") [pk]
  }
}

Ref "of_user": "shop"."book\"ings"."user_id" > "users"."id" [delete: set null]
`;
