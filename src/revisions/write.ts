import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigInvalid, Usage } from '../errors.ts';
import { folderOf } from './load.ts';
import { filledTemplate, type RevisionLanguage, type RevisionText, revisionText } from './template.ts';

/** What a new revision file says and where it goes. */
export interface NewRevision {
  readonly text: RevisionText;
  /** The project. */
  readonly directory: string;
  /** A folder of `migrations`, relative to the project. */
  readonly folder: string;
  readonly language: RevisionLanguage;
  /** The file's name in Alembic's tokens, without extension; may hold sub-folders. */
  readonly fileTemplate: string;
  /** A file whose text is the template, or null for Windlass's own. */
  readonly template: string | null;
  /** Commands that run on the file, one after the other; `{file}` in them, else the last argument, is its path. */
  readonly postWriteHooks: readonly string[];
}

const LONGEST_SLUG = 40;

/** Twelve random hex digits, as Alembic makes them; never digits alone, which a person could take for a number. */
export function newRevisionId(): string {
  for (;;) {
    const id = randomBytes(6).toString('hex');
    if (/[a-f]/.test(id) && !/^\d+e\d+$/.test(id)) return id;
  }
}

/** Writes the file, runs the hooks on it and answers its absolute path. Never overwrites. Throws USAGE or CONFIG_INVALID. */
export async function writeRevision(options: NewRevision): Promise<string> {
  const { path, content } = revisionFile(options);
  const { directory } = options;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { flag: 'wx' });
  for (const hook of options.postWriteHooks) await runHook(hook, path, directory);
  return path;
}

/** The file's absolute path and its text; nothing is written. Throws USAGE or CONFIG_INVALID. */
export function revisionFile(options: NewRevision): { readonly path: string; readonly content: string } {
  const { text, directory, language } = options;
  const extension = language === 'cjs' && !isModuleProject(directory) ? 'js' : language;
  const path = resolve(directory, folderOf(options.folder), `${fileName(options.fileTemplate, text)}.${extension}`);
  if (existsSync(path))
    throw new Usage(`the file ${relative(directory, path)} exists already`, 'choose another --rev-id or message');
  const content =
    options.template === null ? revisionText(text, language) : filledTemplate(templateText(options), text);
  return { path, content };
}

/** The words of a message as they stand in a file's name. */
export function slug(message: string): string {
  const words = (message.split('\n')[0] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return words.slice(0, LONGEST_SLUG).replace(/_+$/, '');
}

function fileName(template: string, { revision, message, createdAt }: RevisionText): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    rev: revision,
    slug: slug(message),
    epoch: String(Math.floor(createdAt.getTime() / 1000)),
    year: String(createdAt.getUTCFullYear()),
    month: two(createdAt.getUTCMonth() + 1),
    day: two(createdAt.getUTCDate()),
    hour: two(createdAt.getUTCHours()),
    minute: two(createdAt.getUTCMinutes()),
    second: two(createdAt.getUTCSeconds()),
  };
  const name = template.replace(/%\((\w+)\)s/g, (place, token: string) => {
    const value = values[token];
    if (value === undefined)
      throw new ConfigInvalid(
        `"fileTemplate" has an unknown token ${place}`,
        `the tokens are ${Object.keys(values)
          .map((key) => `%(${key})s`)
          .join(', ')}`,
      );
    return value;
  });
  return name.replace(/_+$/, '');
}

function templateText({ template, directory }: NewRevision): string {
  try {
    return readFileSync(resolve(directory, template ?? ''), 'utf8');
  } catch (cause) {
    throw new ConfigInvalid(
      `the template "${template}" cannot be read: ${(cause as { code?: string }).code}`,
      'mend "template" in the configuration',
      { cause },
    );
  }
}

// A CommonJS file in an ESM project must be called .cjs.
function isModuleProject(directory: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { type?: string }).type === 'module';
  } catch {
    return false; // no package.json: Node takes .js for CommonJS
  }
}

async function runHook(hook: string, path: string, directory: string): Promise<void> {
  const words = (hook.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
  const [command = '', ...rest] = words.some((word) => word.includes('{file}'))
    ? words.map((word) => word.replaceAll('{file}', path))
    : [...words, path];
  const bin = join(directory, 'node_modules', '.bin');
  try {
    await promisify(execFile)(command, rest, {
      cwd: directory,
      env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` },
    });
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: number | string; stderr?: string };
    const words = stderr.trim().split('\n')[0] ?? '';
    throw new ConfigInvalid(
      `the hook "${hook}" failed on ${relative(directory, path)} (${code})${words === '' ? '' : `: ${words}`}`,
      'the file is written: mend the hook in "postWriteHooks", or run it by hand',
      { cause },
    );
  }
}
