import type { SchemaChange } from '../changes/index.ts';
import { diff } from '../diff/diff.ts';
import { orphansOf } from '../diff/orphans.ts';
import { flagOf, type Rename } from '../diff/rename.ts';
import { type RenameHint, renamesOf, renamesOfHints } from '../diff/rename-words.ts';
import { proposedRenames, withRenames } from '../diff/renames.ts';
import { display } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';

/** How it is found out what was renamed. */
export interface RenameSources {
  /** In the words of `--rename`. */
  readonly flags: readonly string[];
  /** What the models declare. */
  readonly hints: readonly RenameHint[];
  /** Asks a person; null: nobody is there, and what may have been renamed is dropped and made, with a warning. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly warn: (message: string) => void;
}

/**
 * The changes that make the database what the models say, in order, renames first. `desired`: what the models say, completed from a schema by what no
 * model can say. Throws USAGE for a `--rename` that means nothing.
 */
export async function derivedChanges(
  live: SchemaSnapshot,
  desired: (live: SchemaSnapshot) => SchemaSnapshot,
  sources: RenameSources,
): Promise<readonly SchemaChange[]> {
  const target = desired(live);
  const accepted = [...renamesOf(sources.flags, live, target), ...renamesOfHints(sources.hints, live)];
  const renamed = await agreed(live, desired, { ...sources, accepted });
  const changes = [...renamed.changes, ...diff(renamed.schema, desired(renamed.schema))];
  for (const [object, named] of orphansOf(changes))
    sources.warn(
      `the ${object} goes, because it names ${named}, which goes: make it again without, where it is still wanted`,
    );
  return changes;
}

// One proposal after the other: a table that is renamed makes its columns comparable.
async function agreed(
  live: SchemaSnapshot,
  desired: (live: SchemaSnapshot) => SchemaSnapshot,
  { accepted, confirm, warn }: RenameSources & { readonly accepted: readonly Rename[] },
) {
  const taken = [...accepted];
  const declined = new Set<string>();
  for (;;) {
    const now = withRenames(live, desired(live), taken);
    const target = desired(now.schema);
    const [first, ...more] = proposedRenames(now.schema, target, declined);
    if (first === undefined) return now;
    if (confirm === null) {
      for (const rename of [first, ...more]) warn(dropped(rename));
      return now;
    }
    if (await confirm(question(first))) taken.push(first);
    else declined.add(flagOf(first));
  }
}

function question(rename: Rename): string {
  const [from, to] = sidesOf(rename);
  return `Is the ${rename.kind.replace('rename ', '')} ${from} now called ${to}?`;
}

function dropped(rename: Rename): string {
  const [from, to] = sidesOf(rename);
  return `the ${rename.kind.replace('rename ', '')} ${from} goes and ${to} is new: if it is the same under another name, add --rename ${flagOf(rename)}`;
}

// Both with their table.
function sidesOf(rename: Rename): readonly [string, string] {
  const [from = '', to = ''] = flagOf(rename).split(':');
  const table = 'table' in rename ? `${display(rename.table)}.` : '';
  return [from, table + to];
}
