/** Writes docs/commands.md from the commands themselves, and the tables of docs/action.md from action.yml; `--check` only says whether they are up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { COMMON, CONNECTION } from '../src/cli/program.ts';
import type { CommandOption } from '../src/commands/command.ts';
import { COMMANDS } from '../src/commands/index.ts';

const path = new URL('../docs/commands.md', import.meta.url);
const actionPath = new URL('../docs/action.md', import.meta.url);
const MARK = '<!-- made of action.yml by npm run docs -->\n';

interface ActionMetadata {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** The text of docs/action.md: as it is, with its tables made anew. */
export function actionPage(): string {
  const { inputs, outputs } = parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8')) as ActionMetadata;
  const said = readFileSync(actionPath, 'utf8').split(MARK)[0];
  const rows = (lines: readonly string[]) => lines.join('\n');
  const given = Object.entries(inputs).map(
    ([name, { description, default: value }]) =>
      `| \`${name}\` | ${description} | ${value === '' ? '' : `\`${value}\``} |`,
  );
  const answers = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${description} |`);
  return `${said}${MARK}
## Inputs

| input | is | default |
|---|---|---|
${rows(given)}

## Outputs

They are set when the step fails, too.

| output | is |
|---|---|
${rows(answers)}
`;
}

/** The text of docs/commands.md. */
export function commandsPage(): string {
  const pages = COMMANDS.map((command) => {
    const usage = `windlass ${command.name} [options] ${command.arguments}`.trim();
    const options = command.options.length === 0 ? '' : `\n${table(command.options)}\n`;
    const connection = command.connects ? '\nTakes the [options of a connection](#options-of-a-connection).\n' : '';
    return `## ${command.name}\n\n${capital(command.summary)}.\n\n\`\`\`text\n${usage}\n\`\`\`\n${options}${connection}\n\`\`\`sh\n${command.examples.join('\n')}\n\`\`\`\n`;
  });
  return `# Commands\n\nMade from the commands themselves by \`npm run docs\`; a test holds it up to date.\n\n${pages.join('\n')}
## completion

Print a completion script for bash, zsh or fish.

\`\`\`sh
windlass completion bash
\`\`\`

## Options of every command\n\nThey may stand before the command, too: \`windlass -c other.json upgrade\`.\n\n${table([...COMMON, { flags: '--verbose', description: 'say more, and show the stack of an error' }])}\n
## Options of a connection\n\n${table(CONNECTION)}\n`;
}

function table(options: readonly CommandOption[]): string {
  return [
    '| option | meaning |',
    '|---|---|',
    ...options.map(({ flags, description }) => `| \`${flags}\` | ${description} |`),
  ].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (process.argv[1]?.endsWith('docs.ts')) {
  for (const [file, text] of [
    [path, commandsPage()],
    [actionPath, actionPage()],
  ] as const) {
    if (process.argv.includes('--check') && readFileSync(file, 'utf8') !== text)
      throw new Error(`${file.pathname} is old: npm run docs`);
    writeFileSync(file, text);
  }
}
