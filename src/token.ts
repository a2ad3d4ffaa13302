import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.ts';
import { parseToken } from './setting-values.ts';

/** Where the token lies when no one set one. */
export function tokenFile(directory: string): string {
  return join(directory, 'token');
}

/**
 * The token in the data directory, undefined when there is none yet.
 * @throws {AppError} `data_unusable` if the file cannot be read or does not hold a token.
 */
export function readToken(directory: string): string | undefined {
  const file = tokenFile(directory);
  let text;
  try {
    text = readFileSync(file, 'latin1');
    // Copied or restored, it may have become readable for others.
    chmodSync(file, 0o600);
  } catch (error) {
    // Not instanceof: an error of Node may come from another realm.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('data_unusable', `The token file ${file} cannot be read.`, { cause: error });
  }
  try {
    return parseToken(text.trim());
  } catch (error) {
    throw new AppError(
      'data_unusable',
      `${file} does not hold a token. Delete it, and the next start makes a new one.`,
      { cause: error },
    );
  }
}

/** Makes a token of 32 random bytes and puts it into the data directory, readable by its owner only, in place of one that was there. */
export function writeToken(directory: string): string {
  const token = randomBytes(32).toString('base64url');
  const file = tokenFile(directory);
  // Written beside and renamed: a reader sees the old one or the new one, never half.
  const draft = `${file}.new`;
  try {
    const fd = openSync(draft, 'w', 0o600);
    try {
      writeSync(fd, `${token}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
  } catch (error) {
    throw new AppError('data_unusable', `The token file ${file} cannot be written.`, {
      cause: error,
    });
  }
  return token;
}
