import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Annotation } from './listener.ts';

const ANNOTATIONS = 10; // of each type and step; GitHub drops what is more without a word
const MESSAGE_CHARACTERS = 4096; // ExecutionContext of actions/runner cuts what is longer
const SUMMARY_BYTES = 1024 * 1024; // what is larger is not uploaded at all

/** What GitHub would not show of a step's annotations, and places that are not in the repository. */
export function annotationProblems(annotations: readonly Annotation[], workspace: string): readonly string[] {
  const levels = ['error', 'warning', 'notice'] as const;
  const many = levels.flatMap((level) => {
    const { length } = annotations.filter((annotation) => annotation.level === level);
    return length > ANNOTATIONS ? [`${length} annotations of type ${level}: GitHub shows ${ANNOTATIONS}`] : [];
  });
  return [...many, ...annotations.flatMap((annotation) => placeProblems(annotation, workspace))];
}

/** What is wrong with the size of a step's summary. */
export function summaryProblems(summary: string): readonly string[] {
  const bytes = Buffer.byteLength(summary);
  return bytes > SUMMARY_BYTES ? [`the summary has ${bytes} bytes: GitHub takes ${SUMMARY_BYTES}`] : [];
}

function placeProblems({ file, line, message }: Annotation, workspace: string): readonly string[] {
  const problems: string[] = [];
  if (message.trim() === '') problems.push('an annotation says nothing');
  if (message.length > MESSAGE_CHARACTERS) problems.push(`an annotation of ${message.length} characters is cut`);
  if (file === null) return line === null ? problems : [...problems, 'an annotation has a line of no file'];
  const path = join(workspace, file);
  if (!existsSync(path) || !statSync(path).isFile())
    return [...problems, `${file} is annotated, which is no file of the repository`];
  const lines = readFileSync(path, 'utf8').split('\n').length;
  if (line !== null && !(Number.isInteger(line) && line >= 1 && line <= lines))
    problems.push(`${file} has ${lines} lines, and line ${line} is annotated`);
  return problems;
}
