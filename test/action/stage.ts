import { type DatabaseKind, databaseKind, type TestDatabase } from '../support/databases.ts';
import { actionCheckout, packages } from './packages.ts';
import { type ActionResult, runAction, type StartedAction, startAction } from './runner/action.ts';
import { type Job, openJob } from './runner/job.ts';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

/** A checkout, a database and a job on the runner, and the committed action to run there. */
export interface Stage {
  readonly workspace: Workspace;
  readonly db: TestDatabase;
  readonly job: Job;
  /** Runs the action; `database-url` is the database's unless told otherwise. */
  run(inputs?: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>): Promise<ActionResult>;
  start(inputs?: Readonly<Record<string, string>>): Promise<StartedAction>;
  /** Takes all away; throws when a process was left running. */
  close(): Promise<void>;
}

/** What `npm ci` puts into a project of that kind of database that uses Windlass. */
export function installed(kind: DatabaseKind['name'], own = true): string {
  return packages('sequelize', kind === 'sqlite' ? 'sqlite3' : 'pg', ...(own ? ['windlass'] : []));
}

/** Makes one; the project has Windlass installed unless `options` say otherwise. */
export async function openStage(
  kind: DatabaseKind['name'],
  files: Readonly<Record<string, string>>,
  options: WorkspaceOptions = {},
): Promise<Stage> {
  const db = await databaseKind(kind).create();
  const workspace = createWorkspace(files, { packages: installed(kind), ...options });
  const job = openJob(workspace.folder);
  const step = (inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) => ({
    with: { 'database-url': db.url, ...inputs },
    env,
  });
  return {
    ...{ workspace, db, job },
    run: (inputs, env) => runAction(job, actionCheckout(), step(inputs, env)),
    start: (inputs) => startAction(job, actionCheckout(), step(inputs)),
    close: async () => {
      const left = job.close();
      workspace.remove();
      await db.drop();
      if (left > 0) throw new Error(`${left} processes were left running`);
    },
  };
}

/** The output `result`. */
export interface ResultDocument {
  readonly ok: boolean;
  readonly code: string | null;
  readonly exitCode: number;
}

/** The output `result` of a step. */
export function resultOf({ outputs, log }: ActionResult): ResultDocument {
  if (outputs.result === undefined) throw new Error(`no output "result":\n${log}`);
  return JSON.parse(outputs.result) as ResultDocument;
}
