import { historyGraph } from './graph.ts';
import type { ActionCommand } from './inputs.ts';
import { code, fitted, fold, html, plain, type Section, table, text } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import type { Story, ToldRevision } from './story.ts';

const MOST_BYTES = 1_000_000; // GitHub takes 1 MiB for a step, and drops a summary that is larger as a whole

/** What the summary tells beside the story. */
export interface Told {
  readonly command: ActionCommand;
  readonly outcome: Outcome;
  readonly story: Story;
  /** Which Windlass, on which Node. */
  readonly tool: string | null;
  readonly durationMs: number;
  readonly place: (path: string) => string | null;
}

/** What a reviewer reads, as Markdown: first what is wrong, then what was tried, then the details in folds; less than 1 MiB, cut between two rows. */
export function summaryOf(told: Told): string {
  const { outcome, story } = told;
  const shown = reviewed(outcome.revisions);
  const older = outcome.revisions.length - shown.length;
  const graph = historyGraph(story.history, shown);
  const mild = outcome.findings.filter(({ kind, fails }) => kind === 'warning' && !fails);
  const notes = [
    ...story.notes,
    ...(graph === null && shown.length > 0
      ? [`the graph of ${shown.length} revisions is left out: nobody could read it`]
      : []),
    ...mild.map(({ message }) => message),
  ];
  const sections = [
    text(`### ${title(told)}`),
    text(position(told)),
    ...found(told),
    ...revisions(shown),
    ...(older === 0
      ? []
      : [text(`${older} older ${older === 1 ? 'one' : 'ones'} ran, too: see the output \`report-file\`.`)]),
    ...(graph === null ? [] : [text(`\`\`\`mermaid\n${graph}\n\`\`\``)]),
    ...(story.seeds.length === 0
      ? []
      : [text(`Seeds: ${story.seeds.map(({ seed, outcome: how }) => `${code(seed)} ${how}`).join(', ')}`)]),
    ...(notes.length === 0 ? [] : [text(notes.map((note) => `- ${plain(note)}`).join('\n'))]),
    ...outcome.findings
      .filter(({ sql }) => sql !== '')
      .map(({ message, sql }) => fold(`What would mend it: ${html(message)}`, 'sql', sql.split('\n'))),
    ...shown.filter(({ sql }) => sql.length > 0).map(sqlOf),
    ...(story.script === null ? [] : [fold('The script', 'sql', story.script.trimEnd().split('\n'))]),
  ];
  return fitted(
    sections,
    MOST_BYTES,
    (rows) => `\n${rows} more lines have no room here: they are in the output \`report-file\`.\n`,
  );
}

const NAMES: Readonly<Record<ActionCommand, string>> = {
  'round-trip': 'round trip',
  upgrade: 'upgrade',
  downgrade: 'downgrade',
  verify: 'verify',
  check: 'check',
  status: 'status',
  seed: 'seed',
  sql: 'SQL',
};

function title({ command, outcome }: Told): string {
  const name = `Windlass ${NAMES[command]}`;
  if (outcome.ok) return `✅ ${name}`;
  if (outcome.code === 'INTERRUPTED') return `⏹️ ${name}: cancelled`;
  const kinds = new Set(
    outcome.findings.filter(({ fails }) => fails).map(({ kind, code: word }) => (kind === 'error' ? word : kind)),
  );
  return `❌ ${name}: ${[...kinds].join(', ')}`;
}

function position({ story, tool, durationMs }: Told): string {
  const { before, after, applied, reverted } = story;
  const at = (ids: readonly string[] | undefined) =>
    ids === undefined ? 'not known' : ids.length === 0 ? 'base' : ids.map(code).join(', ');
  const head =
    before === null ? 'Where the database stands is not known' : `Head ${at(before.current)} → ${at(after?.current)}`;
  const pending = after === null || after.pending.length === 0 ? '' : `, ${after.pending.length} pending`;
  const ran = applied + reverted === 0 ? '' : ` · ${applied} up, ${reverted} down`;
  return `${head}${pending}${ran} · ${seconds(durationMs)}${tool === null ? '' : ` · ${plain(tool)}`}`;
}

function found({ outcome, place }: Told): readonly Section[] {
  const told = outcome.findings.filter(({ kind, fails }) => fails || kind !== 'warning'); // the others stand among the notes
  if (told.length === 0) return [];
  const rows = told.map(({ fails, kind, code: word, message, remedy, path, line }) => {
    const file = path === null ? null : (place(path) ?? path);
    const where = file === null ? '' : code(line === null ? file : `${file}:${line}`);
    return [
      `${fails ? '❌' : '⚠️'} ${kind === 'error' ? word : kind}`,
      where,
      `${plain(message)}${remedy === null ? '' : `<br>→ ${plain(remedy)}`}`,
    ];
  });
  return [table(['', 'where', 'what'], rows)];
}

const RAN: ReadonlySet<string> = new Set(['applied', 'reverted']);

// On the empty database of a CI the whole history runs: who reviews a pull request wants those that were proved, and what failed.
function reviewed(told: readonly ToldRevision[]): readonly ToldRevision[] {
  const own = told.filter(({ result }) => !RAN.has(result));
  return own.length === 0 ? told : own;
}

function revisions(told: readonly ToldRevision[]): readonly Section[] {
  if (told.length === 0) return [];
  const legs = LEG_TITLES.filter(([leg]) => told.some((one) => one.legs[leg] !== undefined));
  const rows = told.map(({ revision, message, result, legs: times }) => [
    code(revision),
    plain(message),
    ...legs.map(([leg]) => milliseconds(times[leg])),
    `${MARKS[result] ?? '❌'} ${result}`,
  ]);
  return [table(['revision', '', ...legs.map(([, title]) => title), 'result'], rows)];
}

const LEG_TITLES = [
  ['up', 'up'],
  ['down', 'down'],
  ['again', 'up again'],
] as const;

const MARKS: Readonly<Partial<Record<ToldRevision['result'], string>>> = {
  ok: '✅',
  applied: '✅',
  reverted: '↩️',
  irreversible: '⚠️',
};

const milliseconds = (value: number | undefined) => (value === undefined ? '' : `${value} ms`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function sqlOf({ revision, message, sql }: ToldRevision): Section {
  const title = `SQL of <code>${html(revision)}</code> ${html(message)}`;
  return fold(
    title,
    'sql',
    sql.map((statement) => `${statement.replace(/;\s*$/, '')};`),
  );
}
