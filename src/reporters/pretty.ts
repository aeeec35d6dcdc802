import { styleText } from 'node:util';
import type { LockHolder, MigratorEvent, Reporter, StepOutcome } from '../events.ts';
import { seldom } from './seldom.ts';

const SYMBOL: Readonly<Record<StepOutcome, string>> = { applied: '✓', reverted: '↩', elsewhere: '=', tried: '·' };
const MANNER = { each: '', all: ' in one transaction', 'dry run': ', dry run: nothing is kept' } as const;

/** One line for each fact, for a person. Colour only where `colour` says so. */
export function prettyReporter(
  write: (text: string) => void,
  options: { colour: boolean; verbose: boolean },
): Reporter {
  const paint = (style: 'green' | 'red' | 'yellow' | 'dim', text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const ran = new Set<string>();
  const due = seldom();
  return {
    report(event) {
      if (!due(event)) return;
      if (event.kind === 'step-ran') ran.add(event.revision);
      const shown = event.kind === 'step-finished' && ran.has(event.revision);
      const line = shown ? committed(event, paint) : lineOf(event, paint, options.verbose);
      if (line !== null) write(`${line}\n`);
    },
  };
}

type Paint = (style: 'green' | 'red' | 'yellow' | 'dim', text: string) => string;

function lineOf(event: MigratorEvent, paint: Paint, verbose: boolean): string | null {
  switch (event.kind) {
    case 'run-planned':
      return `${event.direction === 'up' ? 'upgrade' : 'downgrade'}: ${event.revisions.length} step${event.revisions.length === 1 ? '' : 's'}${MANNER[event.manner]}`;
    case 'seeds-planned':
      return `${event.direction === 'up' ? 'seed' : 'undo'}: ${event.seeds.length} seed${event.seeds.length === 1 ? '' : 's'}${MANNER[event.manner]}`;
    case 'step-started':
      return verbose ? paint('dim', `  ${counter(event)} ${event.revision} ${event.message} …`) : null;
    case 'step-ran':
      return paint('dim', `  ${counter(event)} · ${event.revision} ${event.message} ${event.durationMs} ms`);
    case 'step-finished': {
      const where =
        event.outcome === 'elsewhere' ? ' (done by another process)' : ` ${paint('dim', `${event.durationMs} ms`)}`;
      return `  ${counter(event)} ${paint('green', SYMBOL[event.outcome])} ${event.revision} ${event.message}${where}`;
    }
    case 'step-failed':
      return `  ${paint('red', '✗')} ${event.revision} after ${event.durationMs} ms`;
    case 'statement':
      return verbose ? paint('dim', `      ${event.sql}`) : null;
    case 'waiting-for-database':
      return paint('yellow', `waiting for the database (${Math.round(event.elapsedMs / 1000)}s): ${event.reason}`);
    case 'waiting-for-lock':
      return paint(
        'yellow',
        `waiting for the migration lock (${Math.round(event.elapsedMs / 1000)}s)${event.holder === null ? '' : `, held by ${holder(event.holder)}`}`,
      );
    case 'blocked': {
      const by = event.holder === null ? 'another session' : holder(event.holder);
      return paint('yellow', `  ${event.revision} waits (${Math.round(event.elapsedMs / 1000)}s) for ${by}`);
    }
    case 'progress':
      return paint('dim', `  ${event.revision} ${event.table}: ${progress(event)}`);
    case 'verified': {
      const good = event.result === 'ok' || event.result === 'irreversible';
      const what = `${paint(good ? 'green' : 'red', good ? '✓' : '✗')} ${event.revision} ${event.message}`;
      return `  ${counter(event)} ${what} ${event.result === 'ok' ? '' : `${event.result} `}${paint('dim', `${event.durationMs} ms`)}`;
    }
    case 'warning':
      return paint('yellow', `warning: ${event.message}`);
    case 'notice':
      return event.message;
    case 'result':
      return null; // the steps have said it
  }
}

function progress({ done, total }: { done: number; total: number | null }): string {
  const count = (rows: number) => rows.toLocaleString('en');
  if (total === null || total === 0) return `${count(done)} rows`;
  return `${count(done)} of about ${count(total)} rows (${Math.floor((done / total) * 100)} %)`;
}

// The steps of one transaction were shown while they ran: what is left to say is that they stay.
function committed({ index, total }: { index: number; total: number }, paint: Paint): string | null {
  if (index + 1 < total) return null;
  return `  ${paint('green', '✓')} committed: ${total} step${total === 1 ? '' : 's'} in one transaction`;
}

function counter({ index, total }: { index: number; total: number }): string {
  return `[${String(index + 1).padStart(String(total).length)}/${total}]`;
}

function holder({ pid, application, query, ageMs }: LockHolder): string {
  const age = ageMs === null ? '' : ` for ${Math.round(ageMs / 1000)}s`;
  return `pid ${pid ?? 'unknown'} ${application ?? ''}${age}${query === null ? '' : `: ${query.replace(/\s+/g, ' ').slice(0, 120)}`}`;
}
