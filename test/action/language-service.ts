import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { validate as Validate } from '@actions/languageservice';
import { build } from 'esbuild';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** Gives what GitHub's own language service has to say of an action.yml or a workflow, a sentence each; told apart by its path. */
export type Validator = (path: string, text: string) => Promise<readonly string[]>;

/** Loads the language service, bundled: its modules import JSON in a way that no Node takes. */
export async function languageService(): Promise<Validator> {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-language-service-'));
  const outfile = join(folder, 'service.mjs');
  const createRequire =
    "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";
  await build({
    stdin: { contents: "export { validate } from '@actions/languageservice';", resolveDir: import.meta.dirname },
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' },
    loader: { '.json': 'json' },
    banner: { js: createRequire },
  });
  const { validate } = (await import(pathToFileURL(outfile).href)) as { validate: typeof Validate };
  rmSync(folder, { recursive: true });
  let asked = 0; // it remembers what it has parsed by the address
  return async (path, text) => {
    const found = await validate(TextDocument.create(`file:///${++asked}/${path}`, 'yaml', 0, text));
    return found.map(({ message, range }) => `${path}:${range.start.line + 1}: ${message}`);
  };
}
