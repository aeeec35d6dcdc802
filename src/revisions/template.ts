/** What a new revision's text is made of. */
export interface RevisionText {
  readonly revision: string;
  readonly downRevision: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly message: string;
  readonly createdAt: Date;
  /** Bodies of the two functions, indented by `indentOf` the language (a string of several lines must stay as it is); empty for a revision written by hand. */
  readonly up: string;
  readonly down: string;
  /** What the bodies use of Sequelize. */
  readonly imports?: readonly string[];
  /** Why there is no way back; null or left out: there is one. */
  readonly irreversible?: string | null;
}

/** The languages a revision can be written in: TypeScript, ESM, CommonJS. */
export type RevisionLanguage = 'ts' | 'js' | 'cjs';

/** What stands before each line of a body. */
export function indentOf(language: RevisionLanguage): string {
  return language === 'cjs' ? '    ' : '  ';
}

/** The text of a new revision file. */
export function revisionText(text: RevisionText, language: RevisionLanguage): string {
  return language === 'cjs' ? commonJs(text) : module(text, language === 'ts');
}

/** A user's own template with its `%(name)s` places filled in: revision, down_revision, branch_labels, depends_on, message, create_date, up, down. */
export function filledTemplate(template: string, text: RevisionText): string {
  const values: Readonly<Record<string, string>> = {
    revision: quoted(text.revision),
    down_revision: literalOfParents(text.downRevision),
    branch_labels: list(text.branchLabels),
    depends_on: list(text.dependsOn),
    message: comment(text.message),
    create_date: text.createdAt.toISOString(),
    up: text.up,
    down: text.down,
  };
  return template.replace(/%\((\w+)\)s/g, (place, name: string) => values[name] ?? place);
}

function module(text: RevisionText, typed: boolean): string {
  const array = typed ? ': string[]' : '';
  const op = typed ? 'op: Operations' : 'op';
  const imports = [
    ...(text.imports?.length ? [`import { ${text.imports.join(', ')} } from 'sequelize';`] : []),
    ...(typed ? ["import type { Operations } from 'windlass';"] : []),
  ];
  const head = imports.length === 0 ? '' : `${imports.join('\n')}\n\n`;
  return `${doc(text)}${head}export const revision = ${quoted(text.revision)};
export const downRevision = ${literalOfParents(text.downRevision)};
export const branchLabels${array} = ${list(text.branchLabels)};
export const dependsOn${array} = ${list(text.dependsOn)};
${text.irreversible == null ? '' : `export const irreversible = true; // ${oneLine(text.irreversible)}\n`}
export async function up(${op}) {${body(text.up)}}

export async function down(${op}) {${body(text.down)}}
`.replace(/\(op(: Operations)?\) \{\}/g, '(_op$1) {}');
}

function commonJs(text: RevisionText): string {
  const imports = text.imports?.length ? `const { ${text.imports.join(', ')} } = require('sequelize');\n\n` : '';
  return `'use strict';

${doc(text)}${imports}module.exports = {
  revision: ${quoted(text.revision)},
  downRevision: ${literalOfParents(text.downRevision)},
  branchLabels: ${list(text.branchLabels)},
  dependsOn: ${list(text.dependsOn)},
${text.irreversible == null ? '' : `  irreversible: true, // ${oneLine(text.irreversible)}\n`}
  async up(op) {${body(text.up, '  ')}},

  async down(op) {${body(text.down, '  ')}},
};
`;
}

function doc({ message, createdAt }: RevisionText): string {
  const lines = [...comment(message).split('\n'), '', `Created ${createdAt.toISOString()}.`];
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}

function comment(message: string): string {
  return message.replaceAll('*/', '* /').replace(/\r\n?/g, '\n');
}

function body(statements: string, indent = ''): string {
  return statements.trim() === '' ? '' : `\n${statements}\n${indent}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** What stands behind `downRevision =`. */
export function literalOfParents(ids: readonly string[]): string {
  if (ids.length === 0) return 'null';
  return ids.length === 1 ? quoted(ids[0] ?? '') : list(ids);
}

function list(values: readonly string[]): string {
  return `[${values.map(quoted).join(', ')}]`;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
