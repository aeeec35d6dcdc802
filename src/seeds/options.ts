import { ConfigInvalid } from '../errors.ts';
import { readConstants } from '../revisions/header.ts';
import type { SeedOptions } from './seed.ts';

const LISTS = new Set(['environments', 'dependsOn', 'key']);
const IN_CODE = new Set(['mode', 'environments', 'dependsOn']);
const OF_ROWS = new Set([...IN_CODE, 'key', 'table', 'schema']);

/** The options of a module: literals that it exports. Throws CONFIG_INVALID with file and line. */
export function moduleOptions(text: string, shown: string): SeedOptions {
  const found = [...readConstants(text, shown, IN_CODE)];
  return Object.assign({}, ...found.map(([name, { value, line }]) => option(name, value, `${shown}:${line}`)));
}

/** The options of SQL text: lines like `-- mode: repeatable` in the comment that it begins with. Throws CONFIG_INVALID with file and line. */
export function sqlOptions(text: string, shown: string): SeedOptions {
  const options = {};
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    if (line.trim() !== '' && !line.startsWith('--')) break;
    const [, name = '', value = ''] = /^--\s*(mode|environments|dependsOn)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '') continue;
    const list = value.split(',').map((word) => word.trim());
    Object.assign(options, option(name, LISTS.has(name) ? list : value, `${shown}:${index + 1}`));
  }
  return options;
}

/** The options of rows: an object of a JSON file or of the sidecar of a CSV file. Throws CONFIG_INVALID for what it does not know. */
export function rowOptions(value: unknown, shown: string): SeedOptions {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigInvalid(`${shown} holds no object of options`, 'write { "key": ["name"], "mode": "repeatable" }');
  const known = [...OF_ROWS].join(', ');
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, given]) => {
      if (!OF_ROWS.has(name)) throw new ConfigInvalid(`${shown} has an unknown key "${name}"`, `the keys are ${known}`);
      return option(name, given, shown);
    }),
  );
}

function option(name: string, value: unknown, where: string): SeedOptions {
  if (LISTS.has(name)) {
    const list = typeof value === 'string' ? [value] : value;
    if (Array.isArray(list) && list.every((word) => typeof word === 'string' && word !== '')) return { [name]: list };
    throw wrong(name, 'a string or an array of strings', where);
  }
  if (name === 'mode' && value !== 'once' && value !== 'repeatable') throw wrong(name, "'once' or 'repeatable'", where);
  if (name !== 'mode' && (typeof value !== 'string' || value === '')) throw wrong(name, 'a string', where);
  return { [name]: value };
}

function wrong(name: string, wanted: string, where: string): ConfigInvalid {
  return new ConfigInvalid(`${where} declares ${name} as something else than ${wanted}`, `write ${name} as ${wanted}`);
}
