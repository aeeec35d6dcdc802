import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Lent } from './comparisons.ts';
import type { DatabaseTarget } from './dialects/target.ts';
import { Unreachable, Usage } from './errors.ts';
import { closure, type RevisionGraph } from './graph/graph.ts';
import type { Revision } from './graph/revision.ts';
import { resolveRevisions } from './graph/target.ts';
import { placeOfParents } from './revisions/header.ts';
import { literalOfParents } from './revisions/template.ts';
import { readState } from './runner/state.ts';

/** What is to build on something else. */
export interface RebaseRequest {
  readonly revision: string;
  /** Default: the one head that does not build on it. */
  readonly onto?: string | undefined;
}

/** What a re-parented revision builds on; `path` is its file. */
export interface Rebased {
  readonly revision: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly path: string;
}

interface PlannedRebase {
  readonly revision: Revision;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The revision and all that builds or depends on it. */
  readonly moved: ReadonlySet<string>;
}

/** The part of a migrator that changes what a revision builds on. */
export interface Rebasing {
  /** Writes another parent into a revision's file. Throws USAGE when the database has applied it, or something that builds on it. */
  rebase(request: RebaseRequest): Promise<Rebased>;
}

const NONE: ReadonlySet<string> = new Set();

/** That function for the settings of a migrator. */
export function rebasingOf({ settings, contextFor, graphOf, withDatabase, warn }: Lent): Rebasing {
  const appliedOn = (database: DatabaseTarget, graph: RevisionGraph) =>
    withDatabase({ create: false }, (db) => readState(db, contextFor(database), graph));
  return {
    rebase: async (request) => {
      const graph = await graphOf();
      const planned = plannedRebase(graph, request);
      const { revision, from, to } = planned;
      const answer = { revision: revision.id, from, to, path: revision.path };
      if (from.join() === to.join()) return answer;
      if (settings.database !== null) {
        const state = await appliedOn(settings.database, graph).catch((error) => {
          if (!(error instanceof Unreachable)) throw error;
          warn(`whether ${revision.id} is applied could not be asked: ${error.message}`);
          return null;
        });
        refuseApplied(planned, state?.applied ?? NONE, settings.database.display);
      }
      writeRebase(planned, settings.directory);
      return answer;
    },
  };
}

function plannedRebase(graph: RevisionGraph, request: RebaseRequest): PlannedRebase {
  const revision = one(graph, request.revision);
  if (revision.form !== 'windlass')
    throw new Usage(
      `${revision.id} has no header: such files follow each other by name`,
      `rename the file so that it sorts last, or write a revision: windlass revision -m "…"`,
    );
  if (revision.parents.length > 1)
    throw new Usage(
      `${revision.id} is a merge of ${revision.parents.join(' and ')}`,
      'delete its file and merge anew: windlass merge heads',
    );
  const moved = closure([revision.id], (id) => [
    ...(graph.children.get(id) ?? []),
    ...(graph.dependents.get(id) ?? []),
  ]);
  const onto = request.onto === undefined ? otherHead(graph, moved, revision) : one(graph, request.onto).id;
  if (moved.has(onto))
    throw new Usage(
      onto === revision.id ? `${onto} cannot build on itself` : `${onto} builds on ${revision.id} already`,
      `name another: windlass rebase ${revision.id} --onto REVISION`,
    );
  const beside = (graph.children.get(onto) ?? []).filter((id) => id !== revision.id);
  if (beside.length > 0)
    throw new Usage(
      `${onto} is not a head: ${beside.join(', ')} builds on it, so there would still be two heads`,
      `name a head: windlass rebase ${revision.id} --onto ${graph.heads.find((id) => !moved.has(id)) ?? onto}`,
    );
  return { revision, from: revision.parents, to: [onto], moved };
}

// What is applied would be another text than was applied.
function refuseApplied({ revision, from, moved }: PlannedRebase, applied: ReadonlySet<string>, where: string): void {
  const first = [...moved].find((id) => applied.has(id));
  if (first === undefined) return;
  throw new Usage(
    `${first} is applied on ${where}: what is applied stays where it is in the history`,
    first === revision.id && from.length > 0
      ? `windlass downgrade ${from[0]} --dry-run shows what would be taken off with it; after that the same again; else: windlass merge heads`
      : 'windlass merge heads joins them and leaves it where it is',
  );
}

function writeRebase({ revision: { path, id }, to }: PlannedRebase, directory: string): void {
  const text = readFileSync(path, 'utf8');
  const place = placeOfParents(text, relative(directory, path));
  if (place === null)
    throw new Usage(
      `${relative(directory, path)} does not declare downRevision`,
      `add it: export const downRevision = ${literalOfParents(to)}; // revision ${id}`,
    );
  writeFileSync(path, text.slice(0, place.start) + literalOfParents(to) + text.slice(place.end));
}

function one(graph: RevisionGraph, identifier: string): Revision {
  const [id, ...more] = resolveRevisions(graph, NONE, identifier);
  const revision = graph.byId.get(id ?? '');
  if (revision !== undefined && more.length === 0) return revision;
  throw new Usage(`"${identifier}" is not one revision`, 'name one by its id: windlass history');
}

function otherHead(graph: RevisionGraph, moved: ReadonlySet<string>, { id }: Revision): string {
  const others = graph.heads.filter((head) => !moved.has(head));
  const [only] = others;
  if (only !== undefined && others.length === 1) return only;
  throw new Usage(
    only === undefined
      ? `there is no other head for ${id} to build on`
      : `there are ${others.length} other heads: ${others.join(', ')}`,
    `name what it is to build on: windlass rebase ${id} --onto REVISION`,
  );
}
