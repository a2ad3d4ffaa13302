import { join } from 'node:path';
import { expect } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import type { ExportedEvent } from '../../src/api/event.ts';
import type { Answer } from './load.ts';
import type { Program } from './program.ts';

/** A request of a load as it is found in the journal. */
export interface Found {
  readonly id: string;
  readonly cursor: string;
  /** What the load called it; empty for a request of something else. */
  readonly key: string;
}

/** Reads the whole journal over the API, in its order. */
export async function readBack(program: Pick<Program, 'ask'>): Promise<readonly Found[]> {
  const response = await program.ask('/api/v1/export.ndjson');
  expect(response.status).toBe(200);
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { id, cursor, request } = JSON.parse(line) as ExportedEvent;
      return { id, cursor, key: /[?&]n=([^&]*)/.exec(request.target)?.[1] ?? '' };
    });
}

/** Every acknowledged event is there, under its id and once. */
export function expectAllFound(
  acknowledged: readonly Pick<Answer, 'id' | 'key'>[],
  found: readonly Found[],
): void {
  const idOf = new Map(found.map(({ key, id }) => [key, id]));
  expect(acknowledged.filter(({ key, id }) => idOf.get(key) !== id)).toEqual([]);
  const keys = found.map(({ key }) => key).filter((key) => key !== '');
  expect(keys).toHaveLength(new Set(keys).size);
}

/**
 * One order: what was answered before something else was sent stands before it. That holds for the requests of one connection as well,
 * since a sender waits for each answer.
 */
export function expectOneOrder(acknowledged: readonly Answer[], found: readonly Found[]): void {
  expect(new Set(found.map(({ cursor }) => cursor)).size).toBe(found.length);
  const answerOf = new Map(acknowledged.map((answer) => [answer.key, answer]));
  const inOrder = found.map(({ key }) => answerOf.get(key)).filter((answer) => !!answer);
  let firstAnsweredLater = Infinity;
  const wrong = inOrder.reverse().filter(({ sentAt, answeredAt }) => {
    const isWrong = firstAnsweredLater < sentAt;
    firstAnsweredLater = Math.min(firstAnsweredLater, answeredAt);
    return isWrong;
  });
  expect(wrong).toEqual([]);
}

/** What SQLite itself says of the file, over a connection that cannot write; and the order in it is the one that the API gave. */
export function expectSoundDatabase(data: string, found: readonly Found[]): void {
  const db = new SqliteDatabase(join(data, 'ringlog.db'), { readonly: true });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const ids = db.prepare<[], string>('SELECT lower(hex(id)) FROM event ORDER BY seq').pluck();
    expect(ids.all()).toEqual(found.map(({ id }) => id.replaceAll('-', '')));
  } finally {
    db.close();
  }
}
