import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { Random } from './random.ts';

/** What a closed index holds, each row as JSON: those of its tables in order, and for each of some tokens the rows that have it. */
export function readIndex(
  data: string,
  tokens: readonly string[],
): Readonly<
  Record<
    'events' | 'calls' | 'tallies' | 'slots' | 'senders' | 'meta' | 'rowsOf',
    readonly string[]
  >
> {
  using index = openIndex(data);
  const { db } = index;
  const json = (sql: string): string[] =>
    db
      .prepare(sql)
      .raw()
      .all()
      .map((row) => JSON.stringify(row));
  const rows = db
    .prepare<[string], number>('SELECT rowid FROM token WHERE token MATCH ? ORDER BY rowid')
    .pluck();
  return {
    events: json(
      `SELECT seq, at_us, type, myid, origin, method, status, ext, call, findings, is_cut,
         hex(fingerprint)
       FROM event ORDER BY seq`,
    ),
    calls: json('SELECT * FROM call ORDER BY row'),
    tallies: json('SELECT * FROM tally ORDER BY slot, type, myid'),
    slots: json('SELECT slot, count FROM slot ORDER BY slot'),
    senders: json(
      'SELECT ext, ext_id, myid, type, method, count, last_us, last FROM sender ORDER BY 1, 2, 3, 4, 5',
    ),
    meta: json('SELECT * FROM meta ORDER BY name'),
    rowsOf: tokens.map((token) => `${token}: ${rows.all(`"${token}"`).join(' ')}`),
  };
}

/** Some of the tokens of an index, the most frequent one among them. */
export function someTokens(data: string, count: number, random: Random): readonly string[] {
  using index = openIndex(data);
  const { db } = index;
  db.exec("CREATE VIRTUAL TABLE temp.term USING fts5vocab('main', 'token', 'row')");
  const all = db.prepare<[], string>('SELECT term FROM temp.term').pluck().all();
  return ['0all', ...Array.from({ length: count }, () => random.pick(all))];
}

function openIndex(data: string): { readonly db: Database; [Symbol.dispose](): void } {
  const db = new SqliteDatabase(join(data, 'index.db'), { readonly: true });
  return {
    db,
    [Symbol.dispose]: () => {
      db.close();
    },
  };
}
