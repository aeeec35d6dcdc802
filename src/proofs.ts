import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Lent } from './comparisons.ts';
import { Usage } from './errors.ts';
import type { RevisionGraph } from './graph/graph.ts';
import { resolveRange, resolveRevisions } from './graph/target.ts';
import { revisionsSince } from './revisions/since.ts';
import { databaseFromUrl } from './settings/database-url.ts';
import { requireDatabase } from './settings/settings.ts';
import type { DataSource } from './verify/data.ts';
import type { Verification } from './verify/result.ts';
import type { Share } from './verify/share.ts';

/** Which revisions are to be verified, and how. */
export interface VerifyOptions {
  /** `a:b`, both ends included, or one revision. Default: all of them. */
  readonly range?: string | undefined;
  /** Only the newest: the heads. */
  readonly last?: boolean;
  /** Only those whose files this git branch has added since it left that ref. */
  readonly since?: string | undefined;
  /** The whole line down as well, newest first. */
  readonly chain?: boolean;
  /** On the database itself, from where it stands; it is left upgraded. */
  readonly inPlace?: boolean;
  /** Rows to go with, from where they stand, instead of generated ones: a dump (`.sql`), a SQLite file, the URL of a database. Relative to the project. */
  readonly data?: string | undefined;
  /** One of several parts of the work, for a process each: the `index`-th, from 1, of `of`. Put together in order, the parts' revisions are all. Default: all of it. */
  readonly shard?: Share | undefined;
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
      refuseTogether(options);
      const wanted = await wantedOf(graph, options, settings.directory);
      if (wanted.length === 0) return { ok: true, revisions: [], unreached: [], unfilled: [] };
      const { verify } = await import('./verify/verify.ts'); // with Sequelize behind it
      const { chain = false, inPlace = false, data, shard = null } = options;
      const source = data === undefined ? null : sourceOf(data, settings.directory);
      return verify(contextFor(requireDatabase(settings)), graph, wanted, {
        ...{ chain, inPlace, data: source },
        share: shard,
      });
    },
  };
}

function refuseTogether({ range, last, since, chain, inPlace, data, shard }: VerifyOptions): void {
  const ways = [range, last === true ? '--last' : undefined, since === undefined ? undefined : '--since'];
  const [first, second] = ways.filter((way) => way !== undefined);
  if (second !== undefined)
    throw new Usage(`"${first}" and "${second}" both say which revisions`, 'leave one of them out');
  if (inPlace === true && shard !== undefined)
    throw new Usage('--in-place works on one database: parts of the work cannot share it', 'leave --shard out');
  if (inPlace === true && (chain === true || data !== undefined))
    throw new Usage(
      `--in-place works on the rows and from the revision that are there: ${chain === true ? '--chain' : '--data'} does not go with it`,
      'leave one of them out',
    );
}

async function wantedOf(
  graph: RevisionGraph,
  { range, last = false, since }: VerifyOptions,
  directory: string,
): Promise<readonly string[]> {
  if (last) return graph.heads;
  if (since !== undefined) return revisionsSince([...graph.byId.values()], since, directory);
  if (range === undefined) return graph.order;
  const none = new Set<string>();
  if (range.includes(':') && !graph.byId.has(range)) {
    const found = resolveRange(graph, none, range);
    if (found.length > 0) return found;
    const [from = '', to = ''] = range.split(':');
    throw new Usage(
      `"${range}" holds no revision: ${to || 'its end'} does not stand on ${from || 'its beginning'}`,
      'windlass history shows their order',
    );
  }
  return resolveRevisions(graph, none, range);
}

function sourceOf(typed: string, directory: string): DataSource {
  const path = resolve(directory, typed);
  if (existsSync(path)) return { kind: 'file', path, typed };
  if (/^[a-z][a-z0-9+.-]*:/i.test(typed))
    return {
      kind: 'database',
      target: databaseFromUrl(typed, directory, '--data'),
      typed: typed.replace(/:[^/].*$/, ':…'),
    };
  throw new Usage(`--data "${typed}" is no file and no URL`, 'name a dump.sql, a SQLite file or postgres://…');
}
