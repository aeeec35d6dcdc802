/** Writes docs/commands.md from the commands themselves; `--check` only says whether it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMON, CONNECTION } from '../src/cli/program.ts';
import type { CommandOption } from '../src/commands/command.ts';
import { COMMANDS } from '../src/commands/index.ts';

const path = new URL('../docs/commands.md', import.meta.url);

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
  if (process.argv.includes('--check') && readFileSync(path, 'utf8') !== commandsPage())
    throw new Error('docs/commands.md is old: npm run docs');
  writeFileSync(path, commandsPage());
}
