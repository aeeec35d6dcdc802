import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A JavaScript action, as its action.yml describes it. */
export interface ActionMetadata {
  readonly folder: string;
  /** Each input with its default, `''` where it has none. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly using: string;
  /** From `folder`. */
  readonly main: string;
  readonly post: string | null;
  readonly postIf: string;
}

interface ActionYaml {
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown } | null>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly runs: {
    readonly using: string;
    readonly main?: string;
    readonly post?: string;
    readonly 'post-if'?: string;
  };
}

/** Reads the action.yml of that folder; throws where GitHub would not start it. */
export function readAction(folder: string): ActionMetadata {
  const file = ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find(existsSync);
  if (file === undefined) throw new Error(`no action.yml in ${folder}: did you forget to run actions/checkout?`);
  const { inputs = {}, outputs = {}, runs } = parse(readFileSync(file, 'utf8')) as ActionYaml;
  for (const script of [runs.main ?? '(no main)', ...(runs.post === undefined ? [] : [runs.post])])
    if (!existsSync(join(folder, script))) throw new Error(`File not found: ${script} of ${file}`);
  return {
    folder,
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, String(input?.default ?? '')])),
    outputs: Object.keys(outputs),
    using: runs.using,
    main: runs.main ?? '',
    post: runs.post ?? null,
    postIf: runs['post-if'] ?? 'always()',
  };
}
