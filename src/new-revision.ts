import { MultipleHeads, Usage } from './errors.ts';
import type { RevisionGraph } from './graph/graph.ts';
import { resolveRevisions } from './graph/target.ts';
import type { RevisionText } from './revisions/template.ts';
import { type NewRevision, newRevisionId, writeRevision } from './revisions/write.ts';
import type { Settings } from './settings/settings.ts';

/** A revision to be written. */
export interface NewRevisionRequest {
  readonly message: string;
  /** What it builds on: identifiers, `head` when absent, `base` for a new line; several make a merge. */
  readonly heads?: readonly string[] | undefined;
  /** Allows a parent on which something builds already. */
  readonly splice?: boolean | undefined;
  readonly branchLabels?: readonly string[] | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  /** Which of the migrations folders. */
  readonly versionPath?: string | undefined;
  readonly revisionId?: string | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** Writes the file of a new revision. Throws USAGE, UNKNOWN_TARGET or MULTIPLE_HEADS before anything is written. */
export async function newRevision(
  graph: RevisionGraph,
  settings: Settings,
  request: NewRevisionRequest,
): Promise<{ revision: string; path: string }> {
  const planned = plannedRevision(graph, settings, request);
  return { revision: planned.text.revision, path: await writeRevision(planned) };
}

/** What the functions of a new revision do. */
export type RevisionBodies = Pick<RevisionText, 'up' | 'down' | 'imports' | 'irreversible'>;

/** What would be written, and where. Throws USAGE, UNKNOWN_TARGET or MULTIPLE_HEADS. */
export function plannedRevision(
  graph: RevisionGraph,
  settings: Settings,
  request: NewRevisionRequest,
  bodies: RevisionBodies = { up: '', down: '' },
): NewRevision {
  const downRevision = parentsOf(graph, request);
  const revision = request.revisionId ?? newRevisionId();
  refuseBadId(graph, revision);
  const taken = request.branchLabels?.find((label) => graph.declared.has(label));
  if (taken !== undefined)
    throw new Usage(
      `the branch label "${taken}" is declared by ${graph.declared.get(taken)} already`,
      'choose another --branch-label',
    );
  const dependsOn = (request.dependsOn ?? []).flatMap((identifier) => [...resolveRevisions(graph, NONE, identifier)]);
  const { message, branchLabels = [] } = request;
  const { directory, language, fileTemplate, template, postWriteHooks } = settings;
  return {
    text: { revision, downRevision, branchLabels, dependsOn, message, createdAt: new Date(), ...bodies },
    folder: folder(settings, request.versionPath),
    ...{ directory, language, fileTemplate, template, postWriteHooks },
  };
}

function parentsOf(graph: RevisionGraph, { heads, splice = false }: NewRevisionRequest): readonly string[] {
  if (heads === undefined) {
    if (graph.heads.length <= 1) return graph.heads;
    throw new MultipleHeads(
      `there are ${graph.heads.length} heads to build on: ${graph.heads.join(', ')}`,
      `name one with --head, or join them: windlass merge ${graph.heads.join(' ')}`,
    );
  }
  const parents = [...new Set(heads.flatMap((identifier) => [...resolveRevisions(graph, NONE, identifier)]))];
  const covered = parents.find((id) => graph.children.has(id));
  if (covered === undefined || splice) return parents;
  throw new Usage(
    `${covered} is not a head: ${graph.children.get(covered)?.join(', ')} builds on it`,
    'add --splice to begin a new branch there',
  );
}

function refuseBadId(graph: RevisionGraph, id: string): void {
  if (/[@+:\s/\\-]/.test(id) || ['', 'base', 'head', 'heads', 'current'].includes(id))
    throw new Usage(
      `"${id}" cannot be a revision id: it is a reserved word or holds one of @ - + :`,
      'choose another --rev-id, or leave it out',
    );
  if (graph.byId.has(id))
    throw new Usage(
      `the revision id "${id}" is taken by ${graph.byId.get(id)?.path}`,
      'choose another --rev-id, or leave it out',
    );
}

function folder(settings: Settings, versionPath: string | undefined): string {
  if (versionPath === undefined) return settings.migrations[0] ?? 'migrations';
  const known = settings.migrations.find(
    (entry) => versionPath === entry || versionPath.startsWith(`${entry.replace(/\/$/, '')}/`),
  );
  if (known !== undefined) return versionPath;
  throw new Usage(
    `"${versionPath}" is none of the migrations folders (${settings.migrations.join(', ')})`,
    'name one of them, or add it to "migrations"',
  );
}
