import { expect } from '@jest/globals';
import { runCli } from './cli-run.ts';
import { startFakeReceiver, type FakeReceiver } from './fake-receiver.ts';

type FieldsOfEvent = Readonly<Record<string, string>>;

/** The same bytes each time. */
export const repeatable: readonly string[] = ['--at', '2026-11-22T10:00:00Z', '--seed', '7'];
export const quick: readonly string[] = ['--speed', 'max', ...repeatable];

/** Runs `ringlog play` to a receiver that answers `ok`, and gives what that received. */
export async function played(...args: readonly string[]): Promise<{
  readonly status: number;
  readonly stdout: string;
  readonly receiver: FakeReceiver;
  readonly fields: readonly FieldsOfEvent[];
}> {
  await using receiver = await startFakeReceiver();
  const { status, stdout, stderr } = await runCli([
    'play',
    ...['--to', receiver.url.href],
    ...quick,
    ...args,
  ]);
  expect(stderr).toBe('');
  return { status, stdout, receiver, fields: receiver.fields() };
}

export function typesOf(fields: readonly FieldsOfEvent[]): readonly (string | undefined)[] {
  return fields.map(({ EventType }) => EventType);
}
