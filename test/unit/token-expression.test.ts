import SqliteDatabase from 'better-sqlite3';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TokenQuery } from '../../src/query/narrow.ts';
import { everyToken, tokenExpression } from '../../src/storage/sqlite/token-expression.ts';
import { selects } from '../support/filtered-events.ts';

/** Some begin others; some have what only this index knows as a letter. */
const anyToken = fc.constantFrom('w', 'wa', 'wab', 'wb', 'xa', 'z', 'wé', 'w\ue00000', 'w😀', 'wİ');

const { anyQuery } = fc.letrec<{ anyQuery: TokenQuery }>((tie) => ({
  anyQuery: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    anyToken.map((token) => ({ token })),
    anyToken.map((prefix) => ({ prefix })),
    fc.array(tie('anyQuery'), { maxLength: 4 }).map((all) => ({ all })),
    fc.array(tie('anyQuery'), { maxLength: 4 }).map((any) => ({ any })),
    tie('anyQuery').map((not) => ({ not })),
  ),
}));

const anyEvents = fc.array(fc.uniqueArray(anyToken, { maxLength: 5 }), {
  minLength: 20,
  maxLength: 20,
});

/** What `index-file.ts` makes, filled with one event for each list of tokens. */
function openTokens(events: readonly (readonly string[])[]): {
  find(query: TokenQuery, order: 'ASC' | 'DESC'): readonly number[];
  [Symbol.dispose](): void;
} {
  const db = new SqliteDatabase(':memory:');
  db.exec(
    "CREATE VIRTUAL TABLE token USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')",
  );
  const insert = db.prepare('INSERT INTO token (rowid, tokens) VALUES (?, ?)');
  events.forEach((tokens, i) => insert.run(i, [everyToken, ...tokens].join(' ')));
  return {
    find: (query, order) =>
      db
        .prepare<[string], number>(
          `SELECT rowid FROM token WHERE token MATCH ? ORDER BY rowid ${order}`,
        )
        .pluck()
        .all(tokenExpression(query)),
    [Symbol.dispose]: () => {
      db.close();
    },
  };
}

test('SQLite selects the events whose tokens a query asks for, however it is made', () => {
  const seen = { none: 0, some: 0, all: 0 };
  fc.assert(
    fc.property(
      anyEvents,
      fc.array(anyQuery, { minLength: 20, maxLength: 20 }),
      (events, queries) => {
        using tokens = openTokens(events);
        for (const query of queries) {
          const expected = [...events.keys()].filter((i) => selects(query, new Set(events[i])));
          expect(tokens.find(query, 'ASC')).toEqual(expected);
          expect(tokens.find(query, 'DESC')).toEqual(expected.toReversed());
          seen[expected.length === 0 ? 'none' : expected.length === 20 ? 'all' : 'some']++;
        }
      },
    ),
    { numRuns: 100 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

test.each([
  ['all of nothing', { all: [] }, [0, 1, 2]],
  ['any of nothing', { any: [] }, []],
  ['none of nothing', { not: { any: [] } }, [0, 1, 2]],
  ['not all of nothing', { not: { all: [] } }, []],
  ['all but one', { not: { token: 'wa' } }, [1, 2]],
  ['nots alone', { all: [{ not: { token: 'wa' } }, { not: { token: 'wb' } }] }, [2]],
  ['a not among others', { any: [{ not: { prefix: 'w' } }, { token: 'wa' }] }, [0, 2]],
] as const)('%s', (_, query, expected) => {
  using tokens = openTokens([['wa'], ['wb'], []]);
  expect(tokens.find(query, 'ASC')).toEqual(expected);
});

test('more parts than a filter can have are not too many for SQLite', () => {
  const any = Array.from({ length: 1_000 }, (_, i) => ({ prefix: `w${i}` }));
  using tokens = openTokens([['w999'], ['x']]);
  expect(tokens.find({ any }, 'ASC')).toEqual([0]);
  expect(tokens.find({ all: any.map((not) => ({ not })) }, 'ASC')).toEqual([1]);
});
