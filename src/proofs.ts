import type { Lent } from './comparisons.ts';
import { Usage } from './errors.ts';
import type { RevisionGraph } from './graph/graph.ts';
import { resolveRange, resolveRevisions } from './graph/target.ts';
import { requireDatabase } from './settings/settings.ts';
import type { Verification } from './verify/result.ts';

/** Which revisions are to be verified. */
export interface VerifyOptions {
  /** `a:b`, both ends included, or one revision. Default: all of them. */
  readonly range?: string | undefined;
  /** Only the newest: the heads. */
  readonly last?: boolean;
}

/** What proves something of the revisions. */
export interface Proofs {
  /** Tries of each revision on a scratch database whether it can be taken back: up, down, up. Throws UNSUPPORTED where none can be made. */
  verify(options?: VerifyOptions): Promise<Verification>;
}

/** Those functions for the settings of a migrator. */
export function proofsOf({ settings, contextFor, graphOf }: Lent): Proofs {
  return {
    verify: async (options = {}) => {
      const graph = await graphOf();
      const wanted = wantedOf(graph, options);
      if (wanted.length === 0) return { ok: true, revisions: [], unreached: [], unfilled: [] };
      const { verify } = await import('./verify/verify.ts'); // with Sequelize behind it
      return verify(contextFor(requireDatabase(settings)), graph, wanted);
    },
  };
}

// Ways to say it that exclude each other.
function wantedOf(graph: RevisionGraph, { range, last = false }: VerifyOptions): readonly string[] {
  if (range !== undefined && last)
    throw new Usage(`"${range}" and --last both say which revisions`, 'leave one of them out');
  if (last) return graph.heads;
  if (range === undefined) return graph.order;
  const none = new Set<string>();
  if (range.includes(':') && !graph.byId.has(range)) return resolveRange(graph, none, range);
  return resolveRevisions(graph, none, range);
}
