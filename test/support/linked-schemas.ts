import fc from 'fast-check';
import type { Column, Constraint, SchemaSnapshot, Table } from '../../src/model/schema.ts';

const NAMES = ['a', 'b', 'c', 'd', 'Order'] as const;
const qualified = (name: string) => ({ schema: null, name });

const column = (name: string, nullable: boolean): Column => ({
  name,
  type: 'integer',
  nullable,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  comment: null,
});

/** Random tables that point at each other and at themselves, in circles too; every foreign key has a name. */
export const linkedSchemas: fc.Arbitrary<SchemaSnapshot> = fc
  .uniqueArray(fc.constantFrom(...NAMES), { maxLength: 5 })
  .chain((names) => fc.tuple(fc.constant(names), fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 8 })))
  .map(([names, links]) => {
    const tables = names.map((name, at): Table => {
      const targets = [
        ...new Set(
          links.filter(([from]) => from % names.length === at).map(([, to]) => names[to % names.length] ?? name),
        ),
      ];
      const constraints: Constraint[] = [
        { kind: 'primary key', name: `${name}_pk`, columns: ['id'], deferrable: null },
        ...targets.map(
          (target): Constraint => ({
            kind: 'foreign key',
            name: `${name}_${target}_fk`,
            columns: [`to_${target}`],
            references: { table: qualified(target), columns: ['id'] },
            onDelete: null,
            onUpdate: null,
            match: null,
            deferrable: null,
            validated: true,
          }),
        ),
      ];
      const columns = [column('id', false), ...targets.map((target) => column(`to_${target}`, true))];
      return { name: qualified(name), columns, constraints, indexes: [], comment: null, options: [] };
    });
    return { tables, enums: [], objects: [] };
  });
