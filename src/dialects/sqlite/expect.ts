import { quote } from './state.ts';

/**
 * Statements that leave nothing behind and fail with those words unless the query answers 1. SQLite raises errors of one's own in triggers
 * only; the name of a CHECK says the words instead.
 */
export function expectation(words: string, query: string): readonly string[] {
  return [
    `CREATE TEMP TABLE windlass_expected (met INTEGER CONSTRAINT ${quote(words)} CHECK (met))`,
    `INSERT INTO temp.windlass_expected ${query}`,
    'DROP TABLE temp.windlass_expected',
  ];
}
