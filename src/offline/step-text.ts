import type { ScriptSession, ScriptStart } from '../dialects/script.ts';
import type { Direction } from '../events.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Revision } from '../graph/revision.ts';
import type { RunContext } from '../runner/context.ts';
import { reading } from './reads.ts';
import type { RecordedStatement, RecordedStep } from './recording.ts';

/** What the steps of one script share. */
export interface StepTexts {
  readonly context: RunContext;
  readonly graph: RevisionGraph;
  readonly direction: Direction;
  readonly start: ScriptStart;
  readonly session: ScriptSession;
  /** The functions that a plain read may call; null: all. */
  readonly harmless: ReadonlySet<string> | null;
}

/** Whoever runs a script is not known when it is made. */
const ACTOR = 'windlass --sql';

/** The lines of one step: a comment that names it, and all that an online run would do to the database. */
export function stepText(texts: StepTexts, revision: Revision, { scope, statements }: RecordedStep): readonly string[] {
  const { context, graph, direction, start, session } = texts;
  const { id, message, parents, dependsOn } = revision;
  const followers = [...(graph.children.get(id) ?? []), ...(graph.dependents.get(id) ?? [])];
  const strayed = session.restore !== null && statements.some(({ sql }) => /search_path/i.test(sql));
  const lines = changes(texts, revision, scope.transactional ? statements.filter(outsideOnly) : statements);
  const step = context.dialect.script.step({
    revision: id,
    start,
    transaction: scope.transactional,
    foreignKeys: scope.foreignKeys || !session.foreignKeys,
    needs: direction === 'up' ? [...parents, ...dependsOn] : [id],
    absent: direction === 'up' ? [id] : followers,
    lines: strayed ? [...lines, `${session.restore};`] : lines,
    rows: rows(texts, revision),
  });
  return [`-- ${direction} ${id}${message === '' ? '' : `: ${message.replace(/\s+/g, ' ')}`}`, ...step];
}

// The pragma does nothing inside a transaction: the step says it before.
function outsideOnly({ sql }: RecordedStatement): boolean {
  return !/^PRAGMA\s+foreign_keys\b/i.test(sql);
}

function changes(
  { context, harmless }: StepTexts,
  { id }: Revision,
  statements: readonly RecordedStatement[],
): readonly string[] {
  const { name, script } = context.dialect;
  const lines: string[] = [];
  const read = new Set<string>();
  for (const { sql, own } of statements) {
    const { changes: stays, shows } = reading(sql, name, harmless);
    if (stays && read.size > 0) {
      const tables = [...read].join(', ').replace(/\s+/g, ' ');
      lines.push(`-- reads ${tables}: what follows was made from an empty database`);
      context.report({ kind: 'warning', message: `${id} reads ${tables}: its script was made from an empty database` });
      read.clear();
    }
    if (stays) lines.push(`${script.shielded(sql)};`);
    if (!own) for (const table of shows) read.add(table);
  }
  return lines;
}

function rows({ context, direction, start: { tables } }: StepTexts, { id, checksum }: Revision): readonly string[] {
  const row = { revision: id, checksum, durationMs: 0 };
  const { toolVersion } = context;
  return [
    direction === 'up' ? tables.insert({ ...row, kind: 'applied' }) : tables.remove(id),
    tables.append({ ...row, event: direction, startedAt: null, actor: ACTOR, toolVersion, outcome: 'done' }),
  ];
}
