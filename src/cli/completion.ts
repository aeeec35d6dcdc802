import type { Command as Program } from 'commander';
import { Usage } from '../errors.ts';

/** A script that completes commands and their options. Throws USAGE for a shell that it does not know. */
export function completionScript(shell: string, root: Program): string {
  const words = new Map(
    root.commands.map((command) => [
      command.name(),
      command.options.map(({ long }) => long ?? '').filter((flag) => flag !== ''),
    ]),
  );
  if (shell === 'bash') return bash(words);
  if (shell === 'zsh') return `autoload -Uz bashcompinit && bashcompinit\n${bash(words)}`;
  if (shell === 'fish') return fish(words);
  throw new Usage(`there is no completion for the shell "${shell}"`, 'windlass completion bash, zsh or fish');
}

function bash(words: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...words].map(([name, flags]) => `    ${name}) words="${flags.join(' ')}" ;;`).join('\n');
  return `_windlass() {
  local words="${[...words.keys()].join(' ')}"
  if [ "$COMP_CWORD" -gt 1 ]; then case "\${COMP_WORDS[1]}" in
${cases}
    *) words="" ;;
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _windlass windlass
`;
}

function fish(words: ReadonlyMap<string, readonly string[]>): string {
  const commands = `complete -c windlass -n __fish_use_subcommand -f -a "${[...words.keys()].join(' ')}"`;
  const options = [...words].flatMap(([name, flags]) =>
    flags.map((flag) => `complete -c windlass -n "__fish_seen_subcommand_from ${name}" -l ${flag.slice(2)}`),
  );
  return `${[commands, ...options].join('\n')}\n`;
}
