import type { ErrorCode } from '../errors.ts';
import { type ActionFinding, fails, finding } from './finding.ts';
import type { FailOn } from './inputs.ts';
import type { Story, ToldRevision } from './story.ts';

/** How a step ended. */
export interface Outcome {
  readonly ok: boolean;
  /** The code and exit status of the first error, else of the first finding that fails the step; null and 0 when it is ok. */
  readonly code: ErrorCode | string | null;
  readonly exitCode: number;
  readonly revisions: readonly ToldRevision[];
  readonly findings: readonly (ActionFinding & { readonly fails: boolean })[];
}

/** What is in that story, and whether it is good. */
export function outcomeOf(story: Story, failOn: ReadonlySet<FailOn>): Outcome {
  const warned = story.warnings.map((message) => finding('warning', message));
  const findings = [...story.findings, ...warned].map((one) => ({ ...one, fails: fails(one, failOn) }));
  // an error says more than what was found before it
  const first = findings.find((one) => one.fails && one.kind === 'error') ?? findings.find((one) => one.fails);
  const order = new Map(story.history.map(({ revision }, index) => [revision, index]));
  const revisions = [...story.revisions.values()].toSorted(
    (one, other) => (order.get(other.revision) ?? -1) - (order.get(one.revision) ?? -1),
  );
  return { ok: first === undefined, code: first?.code ?? null, exitCode: first?.exitCode ?? 0, revisions, findings };
}
