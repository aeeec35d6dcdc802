import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from './command.ts';

const CONFIG = `import { defineConfig } from 'windlass';

export default defineConfig({
  url: process.env.DATABASE_URL ?? 'sqlite:./app.db',
  migrations: 'migrations',
});
`;

// .mjs and node:test: it runs in any package, and nothing has to be installed for it.
const TEST = `// Run it with: node --test
// One head, up, models, every revision taken back on generated rows, …: docs/testing.md of windlass
import { after, describe, it } from 'node:test';
import { migrationSuite } from 'windlass/testing';

migrationSuite({
  config: { migrations: 'migrations' }, // and models: 'src/models/**/*.js'
  databases: ['sqlite:'], // an empty one each: postgres://… makes one beside it
  framework: { describe, it, after },
});
`;

const HOOK = `#!/bin/sh
# Refuses a commit that leaves two heads, a history that cannot be read, or a new revision that cannot be taken back.
# Install: git config core.hooksPath .githooks
npx windlass heads --single --log pretty >/dev/null && npx windlass verify --since HEAD --log pretty
`;

const COMPOSE = `# docker compose -f compose.windlass.yaml up: the app starts only after the migrations have succeeded.
services:
  migrate:
    image: node:24-slim
    working_dir: /app
    environment:
      DATABASE_URL: \${DATABASE_URL}
    volumes:
      - .:/app
    command: ["npx", "windlass", "upgrade", "heads", "--wait", "60s"]
    restart: "no"
  app:
    build: .
    depends_on:
      migrate:
        condition: service_completed_successfully
`;

const WORKFLOW = `name: migrations
on: pull_request
permissions:
  contents: read
jobs:
  migrations:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: npm ci
      - run: npx windlass upgrade heads --url sqlite:./ci.db
      - run: npx windlass downgrade -1 --url sqlite:./ci.db
      - run: npx windlass upgrade heads --url sqlite:./ci.db
      - run: npx windlass status --url sqlite:./ci.db
`;

const FILES: Readonly<Record<string, string>> = {
  'windlass.config.ts': CONFIG,
  'migrations/.gitkeep': '',
  'test/migrations.test.mjs': TEST,
  '.githooks/pre-commit': HOOK,
  'compose.windlass.yaml': COMPOSE,
  '.github/workflows/migrations.yml': WORKFLOW,
};

/** `windlass init`. */
export const init: Command = {
  name: 'init',
  summary: 'write a configuration, a migrations folder, a first test, a hook and snippets; nothing is overwritten',
  arguments: '',
  options: [],
  examples: ['windlass init'],
  connects: false,
  run: async ({ settings }) => {
    const written: string[] = [];
    const kept: string[] = [];
    for (const [name, text] of Object.entries(FILES))
      (place(join(settings.directory, name), text) ? written : kept).push(relative('.', name));
    return {
      json: { written, kept },
      text: [...written.map((name) => `wrote ${name}`), ...kept.map((name) => `kept ${name}`)],
    };
  },
};

function place(path: string, text: string): boolean {
  if (existsSync(path)) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  return true;
}
