import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onOneSide } from '../../src/dialects/sqlite/texts.ts';

const listed = (entries: readonly string[]) => entries.join('\u001e');

describe('the texts of a catalog', () => {
  it('that only one of two lists has are those that taking both apart gives', () => {
    const entry = fc.constantFrom('a', 'aa', 'ab', 'b', 'ba', 'abc', '');
    const lists = fc.tuple(fc.uniqueArray(entry, { maxLength: 7 }), fc.uniqueArray(entry, { maxLength: 7 }));
    fc.assert(
      fc.property(lists, ([one, other]) => {
        const expected = [
          ...one.filter((each) => !other.includes(each)),
          ...other.filter((each) => !one.includes(each)),
        ];
        const told = new Set(onOneSide(listed(one), listed(other)).filter((each) => each !== ''));
        assert.deepEqual(told, new Set(expected.filter((each) => each !== '')));
      }),
      { numRuns: 5_000 },
    );
  });
});
