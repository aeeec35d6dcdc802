import type { RowPlace } from '../dialects/bad-row.ts';
import type { Bind } from '../dialects/connection.ts';
import type { IncomingRows } from '../dialects/load.ts';

/** What stands in a file of rows that nobody can read, at that line. */
export class RowFault extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.name = 'RowFault';
    this.line = line;
  }
}

/** Rows of a file: their values one behind the other, and the line that each begins at. */
export interface FileRows {
  readonly values: readonly Bind[];
  readonly lines: readonly number[];
}

/** A file of rows. */
export interface RowFile extends IncomingRows {
  /** The line of a row, from 1; null when there is none. */
  lineOf(place: RowPlace): Promise<number | null>;
}

/** Is told how many rows have been handed over, and of about how many. */
export type Progress = (rows: number, about: number | null) => void;

/** The line of a row of that file. `counted`: how the lines that COPY counts are to be understood. */
export async function lineIn(
  rows: AsyncIterable<FileRows>,
  columns: readonly string[],
  place: RowPlace,
  counted: 'lines' | 'rows',
): Promise<number | null> {
  const width = columns.length;
  const wanted = 'values' in place ? Object.entries(place.values) : [];
  const number = 'record' in place ? place.record : 'line' in place ? place.line : 0;
  const byLine = 'line' in place && counted === 'lines';
  let record = 0;
  let before: number | null = null;
  for await (const { values, lines } of rows) {
    for (const [index, line] of lines.entries()) {
      record += 1;
      const holds = ([name, text]: readonly [string, string]) =>
        String(values[index * width + columns.indexOf(name)]) === text;
      if (byLine && line > number) return before;
      before = line;
      if ('values' in place ? wanted.every(holds) : !byLine && record === number) return line;
    }
  }
  return byLine ? (before ?? number) : null;
}
