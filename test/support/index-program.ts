import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import { eventTarget } from './call-events.ts';
import { indexStatus } from './listed-events.ts';
import { startProgram, type Program } from './program.ts';
import { until } from './until.ts';

const quiet = ['--event-log', 'off', '--log-level', 'warn'];

/** A program that writes no event log, and says only what is wrong. */
export function startQuietly(data: string, ...args: string[]): Promise<Program> {
  return startProgram({ data, args: [...quiet, ...args] });
}

let sent = 10_000_000;

/** Targets of events that nobody has sent yet. */
export function* newTargets(count: number, targetOf = eventTarget): Generator<string> {
  for (let i = 0; i < count; i++) yield targetOf(sent++);
}

/** Removes the index of a program that has ended. */
export function removeIndexOf(data: string): void {
  for (const name of ['index.db', 'index-next.db'])
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, name + suffix), { force: true });
}

/** Resolves when everything is in the index. */
export async function untilIndexed(program: Program, ms = 60_000): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    const { behind, rebuilding } = await indexStatus(program);
    return behind === 0 && !rebuilding;
  };
  await until('everything is indexed', isDone, ms);
}

/** Starts, lets the index come up to date, and ends. @returns how long that took, in ms */
export async function bringUpToDate(data: string): Promise<number> {
  await using program = await startQuietly(data);
  const startedAt = performance.now();
  await untilIndexed(program);
  const ms = performance.now() - startedAt;
  expect(await program.stop()).toBe(0);
  return ms;
}

/** Changes a database that is SQLite's. */
export function changeDatabase(file: string, sql: string): void {
  const db = new SqliteDatabase(file);
  db.exec(sql);
  db.close();
}
