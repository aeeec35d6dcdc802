import type { DatabaseKind, TestDatabase } from './databases.ts';
import { createProject, type Project, type ProjectOptions } from './project.ts';

/** What a test has for itself. */
export interface Fresh {
  readonly db: TestDatabase;
  readonly project: Project;
}

/**
 * Gives each test of the suite that calls it an empty database and a project with those files, and takes both away after it. What else a test opens
 * on them is closed by an `afterEach` that stands before the call.
 */
export function fresh(
  kind: DatabaseKind,
  take: (own: Fresh) => void | Promise<void>,
  files: Readonly<Record<string, string>> = {},
  options: ProjectOptions = {},
): void {
  let own: Fresh | undefined;
  beforeEach(async () => {
    own = { db: await kind.create(), project: createProject(files, options) };
    await take(own);
  });
  afterEach(async () => {
    own?.project.remove();
    await own?.db.drop();
    own = undefined;
  });
}
