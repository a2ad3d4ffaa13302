import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { AppError } from '../../errors.ts';
import { sendMethods } from '../to-request.ts';
import { phoneEventTypes, type Owner } from './subscription.ts';
import type { SavedState } from './subscription-book.ts';

const stateShape = z
  .strictObject({
    version: z.literal(1),
    nextId: z.int().min(1),
    subscriptions: z
      .array(
        z.strictObject({
          id: z.int().min(1),
          owner: z.string().regex(/^(?:\d{1,9}|all-phones)$/),
          url: z.url({ protocol: /^https?$/ }).max(2_048),
          method: z.enum(sendMethods),
          event_type: z.enum(phoneEventTypes),
        }),
      )
      .max(100_000),
  })
  .refine(({ nextId, subscriptions }) => {
    const ids = new Set(subscriptions.map(({ id }) => id));
    return ids.size === subscriptions.length && subscriptions.every(({ id }) => id < nextId);
  });

/**
 * What was saved; undefined if there is no such file yet.
 * @throws {AppError} `state_unusable` if it cannot be read, or was not written by `writeState`
 */
export function readState(file: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unusable(file, 'cannot be read', cause);
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw unusable(file, 'is no JSON', cause);
  }
  const result = stateShape.safeParse(given);
  if (!result.success)
    throw unusable(file, 'is no state of ringlog pbx; move it away to begin anew', result.error);
  const { nextId, subscriptions } = result.data;
  return {
    nextId,
    // NOTE: the shape allows no other owners.
    subscriptions: subscriptions.map((one) => ({ ...one, owner: one.owner as Owner })),
  };
}

/**
 * Saves so that a reader, also after a crash, finds this state or the one before, never a part of one.
 * @throws {AppError} `state_unusable`
 */
export function writeState(file: string, { nextId, subscriptions }: SavedState): void {
  const next = `${file}.new`;
  try {
    const handle = openSync(next, 'w', 0o600);
    try {
      writeFileSync(
        handle,
        `${JSON.stringify({ version: 1, nextId, subscriptions }, undefined, 1)}\n`,
      );
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(next, file);
  } catch (cause) {
    throw unusable(file, 'cannot be written', cause);
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

function unusable(file: string, why: string, cause: unknown): AppError {
  return new AppError('state_unusable', `The state file ${file} ${why}.`, { cause });
}
