import { relative } from 'node:path';
import { isFault, type Verification, type VerifiedRevision } from '../verify/result.ts';

/**
 * What `verify` found as JUnit XML, which every CI shows: one test case a revision; what was not reached is an error, what declares itself irreversible is skipped.
 * Files are named as seen from `directory`: readers look for them in the repository.
 */
export function junitXml({ revisions, unreached }: Verification, directory: string): string {
  const faults = revisions.filter(({ result }) => isFault(result)).length;
  const skipped = revisions.filter(({ result }) => result === 'irreversible').length;
  const seconds = inSeconds(revisions.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const tests = revisions.length + unreached.length;
  const counts = `tests="${tests}" failures="${faults}" errors="${unreached.length}" skipped="${skipped}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="windlass verify" ${counts}>`,
    `  <testsuite name="windlass verify" ${counts}>`,
    ...revisions.map((verified) => testCase(verified, directory)),
    ...unreached.map(
      (id) =>
        `    <testcase classname="windlass.verify" name="${escaped(id)}" time="0.000"><error type="unreached" message="not reached: it stands on one whose up() fails"/></testcase>`,
    ),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(verified: VerifiedRevision, directory: string): string {
  const { revision, message, path, result, reason = '', differences, lost, durationMs } = verified;
  const name = escaped(`${revision} ${message}`);
  const start = `    <testcase classname="windlass.verify" name="${name}" file="${escaped(relative(directory, path))}" time="${inSeconds(durationMs)}">`;
  const lines = differences.map(({ detail }) => detail).join('\n');
  const body = [
    ...(result === 'irreversible' ? [`<skipped message="${escaped(`irreversible: ${reason}`)}"/>`] : []),
    ...(isFault(result)
      ? [`<failure type="${result}" message="${escaped(differences[0]?.detail ?? result)}">${escaped(lines)}</failure>`]
      : []),
    ...(lost.length > 0
      ? [`<system-out>${escaped(lost.map(({ detail }) => `lost: ${detail}`).join('\n'))}</system-out>`]
      : []),
  ];
  return `${start}${body.join('')}</testcase>`;
}

const inSeconds = (ms: number) => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

// XML 1.0, 2.2: most control characters may not stand in it in any form.
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd');
  return allowed.replace(/[&<>"\n]/g, (character: string) => ENTITIES[character] ?? character);
}
