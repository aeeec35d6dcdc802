import { Command as Program } from 'commander';
import type { Command, CommandOption } from '../commands/command.ts';
import { Usage } from '../errors.ts';
import { completionScript } from './completion.ts';

/** What was asked for on the command line. */
export interface Invocation {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Options of every command. */
export const COMMON: readonly CommandOption[] = [
  { flags: '-c, --config <file>', description: 'the configuration file' },
  { flags: '--migrations <folder...>', description: 'folders or globs of revisions' },
  {
    flags: '--env <name>',
    description:
      "which environment of a sequelize-cli configuration (default: NODE_ENV, 'development'), and of the seeds (default: NODE_ENV)",
  },
  { flags: '--json', description: 'answer with one JSON document' },
  { flags: '--log <form>', description: 'pretty or json (default: pretty on a terminal)' },
];

/** Options of every command that connects. */
export const CONNECTION: readonly CommandOption[] = [
  { flags: '--url <url>', description: 'the database: postgres://… or sqlite:…' },
  { flags: '--schema <name>', description: 'where the windlass tables live (PostgreSQL)' },
  { flags: '--wait <duration>', description: 'how long to wait for a database that does not answer: 60s, 5m' },
  { flags: '--lock-timeout <duration>', description: 'how long to wait for the migration lock (default: 10m)' },
];

/** The parser of all commands; `act` is told of the one that was asked for. Throws commander's own error on wrong usage. */
export function program(
  commands: readonly Command[],
  version: string,
  act: (invocation: Invocation) => void,
  write: (text: string) => void,
): Program {
  const root = new Program('windlass')
    .description("Alembic's workflow for Sequelize: schema migrations, one proven step at a time.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .helpCommand('help [command]', 'help for a command')
    .showSuggestionAfterError();
  for (const command of commands) add(root, command, act);
  root
    .command('completion <shell>')
    .description('print a completion script for bash, zsh or fish')
    .action((shell: string) => write(completionScript(shell, root)));
  return root;
}

function add(root: Program, command: Command, act: (invocation: Invocation) => void): void {
  const sub = root.command(`${command.name} ${command.arguments}`.trim()).description(command.summary).exitOverride();
  const options = [...command.options, ...(command.connects ? CONNECTION : []), ...COMMON];
  for (const { flags, description } of options) sub.option(flags, description);
  if (!options.some(({ flags }) => flags.includes('--verbose')))
    sub.option('--verbose', 'show each statement, and the stack of an error');
  sub.addHelpText('after', `\nExamples:\n${command.examples.map((example) => `  $ ${example}`).join('\n')}`);
  sub.action((...given: unknown[]) => {
    const args = given
      .slice(0, -2)
      .flat()
      .filter((arg) => arg !== undefined)
      .map((arg) => steps(String(arg)));
    act({ command, args, options: sub.opts() });
  });
}

/**
 * The same command line with the options that stand before the command behind it (`-c x upgrade`, as Alembic wants them). Throws USAGE when no
 * command follows; options that belong to one command only are left to the parser, which refuses them there.
 */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const leading: string[] = [];
  for (let at = 0; at < argv.length; ) {
    const taken = globalOption(argv[at] ?? '');
    if (taken === 0) {
      const rest = argv.slice(at);
      const end = rest.includes('--') ? rest.indexOf('--') : rest.length;
      // at the end: an option that takes several values would swallow what comes behind it
      return rest[0]?.startsWith('-') ? argv : [...rest.slice(0, end), ...leading, ...rest.slice(end)];
    }
    leading.push(...argv.slice(at, at + taken));
    at += taken;
  }
  if (leading.length > 0) throw new Usage(`there is no command after "${leading.join(' ')}"`, 'windlass --help');
  return argv;
}

// How many words of the command line it takes; 0 when it is none.
function globalOption(word: string): number {
  const known = [...COMMON, ...CONNECTION, { flags: '--verbose' }].find(({ flags }) =>
    flags.split(/[ ,]+/).some((flag) => {
      if (flag === word || (flag.startsWith('--') && word.startsWith(`${flag}=`))) return true;
      return /^-\w$/.test(flag) && word.startsWith(flag) && !word.startsWith('--');
    }),
  );
  if (known === undefined) return 0;
  const exact = known.flags.split(/[ ,]+/).includes(word);
  return exact && known.flags.includes('<') ? 2 : 1;
}

const MINUS = '\u2212';

/** `-1` and `-3:current` are targets, not options: hides their minus from the parser. `-r-3:current` is left to it. */
export function hideSteps(argv: readonly string[]): readonly string[] {
  return argv.map((arg) => (/^-\d/.test(arg) ? `${MINUS}${arg.slice(1)}` : arg));
}

/** The text as it was typed before `hideSteps`. */
export function steps(text: string): string {
  return text.startsWith(MINUS) ? `-${text.slice(1)}` : text;
}
