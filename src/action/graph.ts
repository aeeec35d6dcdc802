import type { Documents } from './documents.ts';
import type { ToldRevision } from './story.ts';

const MOST_NODES = 40; // a picture with more is read by nobody, and GitHub refuses large ones

/** A Mermaid graph of those revisions and what they stand on; null for none, or too many. */
export function historyGraph(history: Documents['history'], told: readonly ToldRevision[]): string | null {
  const own = new Map(told.map((one) => [one.revision, one]));
  const entries = history.filter(({ revision }) => own.has(revision)).toReversed();
  const around = new Set(entries.flatMap(({ revision, parents, dependsOn }) => [revision, ...parents, ...dependsOn]));
  if (entries.length === 0 || around.size > MOST_NODES) return null;
  const ids = new Map([...around].map((revision, index) => [revision, `r${index}`]));
  const lines = [...around].map((revision) => {
    const { message = '' } = history.find((entry) => entry.revision === revision) ?? {};
    const result = own.get(revision)?.result;
    return `  ${ids.get(revision)}["${label(revision, message)}"]:::${result === undefined ? 'old' : GOOD.has(result) ? 'good' : 'bad'}`;
  });
  const edges = entries.flatMap(({ revision, parents, dependsOn }) => [
    ...parents.map((parent) => `  ${ids.get(parent)} --> ${ids.get(revision)}`),
    ...dependsOn.map((need) => `  ${ids.get(need)} -.-> ${ids.get(revision)}`),
  ]);
  return ['graph LR', ...lines, ...edges, ...STYLES].join('\n');
}

const GOOD: ReadonlySet<string> = new Set(['ok', 'irreversible', 'applied', 'reverted']);
const STYLES = [
  '  classDef good stroke:#1a7f37,stroke-width:2px',
  '  classDef bad stroke:#cf222e,stroke-width:3px',
  '  classDef old stroke-dasharray:4 3',
];

// Mermaid ends a label at a quote, whatever stands before it.
function label(revision: string, message: string): string {
  const words = (text: string) =>
    text.replace(/[\r\n]+/g, ' ').replace(/["#<>&`\\]/g, (character) => `#${character.charCodeAt(0)};`);
  return message === '' || message === revision ? words(revision) : `${words(revision)}<br/>${words(message)}`;
}
