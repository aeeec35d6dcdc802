/** A workflow command: `::error file=a.ts,line=3::what is wrong`. */
export interface WorkflowCommand {
  /** In lower case: GitHub does not tell case apart. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The command that a line of output is, or null; unescaped as `ActionCommand.TryParseV2` of actions/runner does. */
export function parseCommand(line: string): WorkflowCommand | null {
  const [, name = '', properties = '', data = ''] = /^\s*::([\w-]+)(?: ([\s\S]*?))?::([\s\S]*)$/.exec(line) ?? [];
  if (name === '') return null;
  const pairs = properties.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at).trim().toLowerCase(), unescaped(pair.slice(at + 1), PROPERTY)] as const] : [];
  });
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(pairs),
    data: unescaped(data, DATA),
  };
}

const DATA: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', '%25': '%' };
const PROPERTY: Readonly<Record<string, string>> = { ...DATA, '%3A': ':', '%2C': ',' };

function unescaped(text: string, characters: Readonly<Record<string, string>>): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => characters[code] ?? code);
}
