import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a step wrote into the files that GitHub gives it. */
export interface Written {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
  readonly problems: readonly string[];
}

/** The files of one step. */
export interface CommandFiles {
  /** `GITHUB_OUTPUT` and its like, each naming an empty file. */
  readonly variables: Readonly<Record<string, string>>;
  read(): Written;
}

const NAMES = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const;

/** Makes them, empty, in a folder of the job. */
export function commandFiles(temp: string, step: string): CommandFiles {
  const folder = join(temp, '_runner_file_commands');
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, `${name.toLowerCase()}_${step}`);
  for (const name of NAMES) writeFileSync(file(name), '');
  const text = (name: (typeof NAMES)[number]) => readFileSync(file(name), 'utf8');
  return {
    variables: Object.fromEntries(NAMES.map((name) => [`GITHUB_${name}`, file(name)])),
    read: () => {
      const problems: string[] = [];
      const pairs = (name: (typeof NAMES)[number]) =>
        keyValues(text(name), (said) => problems.push(`GITHUB_${name}: ${said}`));
      return {
        ...{ outputs: pairs('OUTPUT'), state: pairs('STATE'), env: pairs('ENV'), summary: text('STEP_SUMMARY') },
        path: text('PATH')
          .split('\n')
          .filter((line) => line !== ''),
        problems,
      };
    },
  };
}

/** Reads `name=value` lines and `name<<END` blocks, as `FileCommandManager` of actions/runner does; what it would refuse is told to `refuse`. */
export function keyValues(text: string, refuse: (problem: string) => void): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name = '', form, rest = ''] = /^([^=<]*)(=|<<)([\s\S]*)$/.exec(line) ?? [];
    if (name === '') refuse(`invalid format: ${line}`);
    else if (form === '=') found[name] = rest;
    else {
      const end = lines.indexOf(rest, at + 1);
      if (end < 0) refuse(`no line "${rest}" ends the value of ${name}`);
      found[name] = lines.slice(at + 1, end < 0 ? lines.length : end).join('\n');
      at = end < 0 ? lines.length : end;
    }
  }
  return found;
}
