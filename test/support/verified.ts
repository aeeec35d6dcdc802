import { createMigrator, type Verification, type VerifyOptions } from '../../src/index.ts';
import type { Project } from './project.ts';

/** What `verify` finds of a project's revisions, without a process for it. */
export async function verified(project: Project, url: string, options: VerifyOptions = {}): Promise<Verification> {
  const migrator = createMigrator({ url, migrations: 'migrations' }, { directory: project.folder });
  return migrator.verify(options);
}
