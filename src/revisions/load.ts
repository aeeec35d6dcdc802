import { readFileSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { ConfigInvalid } from '../errors.ts';
import type { Revision, RevisionForm } from '../graph/revision.ts';
import { checksum } from './checksum.ts';
import { docComment, slugWords } from './doc-comment.ts';
import { readHeader } from './header.ts';
import {
  filesInside,
  filesMatching,
  fileWithin,
  type GlobTool,
  globStart,
  globTool,
  isGlob,
  matcher,
} from './source-files.ts';

/** Where revisions are looked for. */
export interface RevisionSources {
  /** The project: relative entries start here. */
  readonly directory: string;
  /** Folders (with their sub-folders) or globs. */
  readonly migrations: readonly string[];
  /** What a file without a header is. */
  readonly form: Exclude<RevisionForm, 'windlass'>;
  readonly overlay?: SourceOverlay;
}

/** All revisions, sorted by path, and what was passed over with a reason. */
export interface LoadedRevisions {
  readonly revisions: readonly Revision[];
  readonly warnings: readonly string[];
}

/** Files that are to be read otherwise than they stand there: absolute path → text, or null for one that is gone. */
export type SourceOverlay = ReadonlyMap<string, string | null>;

interface SourceFile {
  readonly path: string;
  /** Directly in a named folder, or matched by a glob: a file without a header counts only here, as under sequelize-cli. */
  readonly direct: boolean;
}

const EXPORTS_UP =
  /\bexports\.up\b|\bexport\s+(?:const|let|var|(?:async\s+)?function)\s+up\b|(?:^|[{,\s])(?:async\s+)?up\s*(?:\(|:)/m;

/**
 * Reads every revision file of the sources; imports none. Files without a header form one line in the order of their names, which are their
 * ids, as sequelize-cli and Umzug have it. Throws CONFIG_INVALID for a missing folder, an unreadable file or a bad header.
 */
export async function readRevisions(sources: RevisionSources): Promise<LoadedRevisions> {
  return readRevisionsWith(sources, sources.migrations.some(isGlob) ? await globTool() : null);
}

/** The same at once; `globs` null: there are none among the entries. */
export function readRevisionsWith(sources: RevisionSources, globs: GlobTool | null): LoadedRevisions {
  const warnings: string[] = [];
  const revisions: Revision[] = [];
  for (const file of sourceFiles(sources, globs)) {
    const found = readFile(file, sources);
    if (typeof found === 'string') warnings.push(found);
    else if (found !== null) revisions.push(found);
  }
  return { revisions: linked(revisions), warnings };
}

function sourceFiles(
  { directory, migrations, overlay }: RevisionSources,
  globs: GlobTool | null,
): readonly SourceFile[] {
  const files = new Map<string, SourceFile>();
  for (const entry of migrations) {
    const there = [...found(directory, entry, globs), ...laidOver(directory, entry, globs, overlay)];
    for (const file of there) if (!files.has(file.path)) files.set(file.path, file);
  }
  for (const [path, text] of overlay ?? []) if (text === null) files.delete(path);
  return [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

function found(directory: string, entry: string, globs: GlobTool | null): readonly SourceFile[] {
  try {
    if (globs === null || !isGlob(entry)) return filesInside(resolve(directory, entry));
    return filesMatching(directory, entry, globs).map((path) => ({ path, direct: true }));
  } catch (cause) {
    const { code, path: folder } = cause as { code?: string; path?: string };
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'ENOTDIR' ? 'is not a folder' : `cannot be read (${code})`;
    throw new ConfigInvalid(
      `the migrations folder "${entry}" ${why}: ${folder}`,
      'windlass init makes one; "migrations" in the configuration or WINDLASS_MIGRATIONS names another',
      { cause },
    );
  }
}

function laidOver(
  directory: string,
  entry: string,
  globs: GlobTool | null,
  overlay?: SourceOverlay,
): readonly SourceFile[] {
  const paths = [...(overlay ?? [])].flatMap(([path, text]) => (text === null ? [] : [path]));
  if (globs === null || !isGlob(entry))
    return paths.flatMap((path) => fileWithin(resolve(directory, entry), path) ?? []);
  return paths.filter(matcher(directory, entry, globs)).map((path) => ({ path, direct: true }));
}

function readFile(
  { path, direct }: SourceFile,
  { directory, form, overlay }: RevisionSources,
): Revision | string | null {
  const text = overlay?.get(path) ?? contents(path);
  const shown = relative(directory, path);
  const header = readHeader(text, shown);
  const doc = docComment(text);
  const common = { doc, path, checksum: checksum(text) };
  if (header !== null) {
    const { revision: id, downRevision: parents, branchLabels: labels, dependsOn, transaction, irreversible } = header;
    return {
      id,
      parents,
      labels,
      dependsOn,
      transaction,
      irreversible,
      message: message(doc, path, id),
      form: 'windlass',
      ...common,
    };
  }
  const name = basename(path);
  const named = /^\d/.test(name);
  if (!direct || /^index\.[cm]?[jt]s$/.test(name)) return null;
  if (!named && !EXPORTS_UP.test(text)) return `${shown} is no revision: it has no header and exports no up()`;
  return {
    id: name,
    parents: [],
    labels: [],
    dependsOn: [],
    transaction: true,
    irreversible: null,
    message: message(doc, path, null),
    form,
    ...common,
  };
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigInvalid(`${path} cannot be read: ${(cause as { code?: string }).code}`, `chmod a+r ${path}`, {
      cause,
    });
  }
}

function message(doc: string, path: string, id: string | null): string {
  return doc.split('\n')[0]?.trim() || slugWords(path, id);
}

// Chains the files without a header, and lets a header name one of them without its extension.
function linked(revisions: readonly Revision[]): readonly Revision[] {
  const legacy = revisions
    .filter(({ form }) => form !== 'windlass')
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  const parentOf = new Map(legacy.map(({ path }, index) => [path, legacy[index - 1]?.id]));
  const byStem = new Map(legacy.map(({ id }) => [id.slice(0, -extname(id).length), id]));
  const whole = (id: string) => byStem.get(id) ?? id;
  return revisions.map((revision) => {
    const before = parentOf.get(revision.path);
    if (revision.form === 'windlass')
      return { ...revision, parents: revision.parents.map(whole), dependsOn: revision.dependsOn.map(whole) };
    return before === undefined ? revision : { ...revision, parents: [before] };
  });
}

/** The folder that new revisions of these sources are written into: the first one, or a glob's fixed part. */
export function folderOf(entry: string): string {
  return isGlob(entry) ? dirname(entry.slice(0, globStart(entry)).concat('x')) : entry;
}
