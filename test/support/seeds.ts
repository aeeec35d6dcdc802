import { revisionFile } from './history.ts';

/** The files of a project whose only revision makes the tables that tests of seeds fill. */
export const SEEDED: Readonly<Record<string, string>> = {
  'migrations/a.js': revisionFile('a0000000', null, {
    up: `await op.createTable('rooms', {
        id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
        name: { type: Sequelize.STRING(40), allowNull: false },
        price: Sequelize.DECIMAL(10, 2), active: Sequelize.BOOLEAN, note: Sequelize.TEXT });
      await op.addIndex('rooms', ['name'], { unique: true, name: 'rooms_name' });
      await op.createTable('plain', { name: Sequelize.TEXT, n: Sequelize.INTEGER });
      await op.createTable('bookings', { room: { type: Sequelize.INTEGER, references: { model: 'rooms', key: 'id' } }, n: Sequelize.INTEGER });`,
    down: `for (const name of ['bookings', 'plain', 'rooms']) await op.dropTable(name);`,
  }),
};

/** What `--json` prints of a run of seeds. */
export interface SeedDocument {
  readonly environment: string | null;
  readonly seeds: readonly { readonly seed: string; readonly outcome: string; readonly state?: string }[];
  readonly pending?: readonly string[];
  readonly code?: string;
  readonly warnings: readonly string[];
}

/** `<seed> <outcome or state>` of each. */
export function outcomes({ seeds }: SeedDocument): readonly string[] {
  return seeds.map(({ seed, outcome, state }) => `${seed} ${outcome ?? state}`);
}
