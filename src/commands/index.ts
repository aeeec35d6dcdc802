import { adopt } from './adopt.ts';
import { branches } from './branches.ts';
import { check } from './check.ts';
import type { Command } from './command.ts';
import { current } from './current.ts';
import { diff } from './diff.ts';
import { downgrade } from './downgrade.ts';
import { edit } from './edit.ts';
import { ensureVersion } from './ensure-version.ts';
import { heads } from './heads.ts';
import { history } from './history.ts';
import { importSql } from './import-sql.ts';
import { init } from './init.ts';
import { initDb } from './init-db.ts';
import { merge } from './merge.ts';
import { rebase } from './rebase.ts';
import { revision } from './revision.ts';
import { schema } from './schema.ts';
import { seed } from './seed.ts';
import { show } from './show.ts';
import { stamp } from './stamp.ts';
import { status } from './status.ts';
import { upgrade } from './upgrade.ts';
import { verify } from './verify.ts';
import { wait } from './wait.ts';

/** Every command; a new one is one file and one line here. Help, completion and documentation are made from it. */
export const COMMANDS: readonly Command[] = [
  init,
  revision,
  merge,
  rebase,
  upgrade,
  downgrade,
  stamp,
  current,
  heads,
  branches,
  history,
  show,
  edit,
  ensureVersion,
  initDb,
  importSql,
  adopt,
  check,
  diff,
  verify,
  schema,
  seed,
  status,
  wait,
];
