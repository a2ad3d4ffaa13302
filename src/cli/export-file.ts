import { randomUUID } from 'node:crypto';
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { AppError } from '../errors.ts';

/** A file in the making, beside the place where it will be. */
export interface ExportFile {
  write(chunk: Uint8Array): Promise<void>;
  /** Puts it into place, once it is on disk. */
  finish(): Promise<void>;
  /** Takes it away, unless it is finished. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Begins a file that appears under its name only when it is complete.
 * @param isForced takes the place of a file that is there
 * @throws {AppError} `file_unusable`, also from `write` and `finish`
 */
export async function openExportFile(path: string, isForced: boolean): Promise<ExportFile> {
  await checkPlace(path, isForced);
  const draft = `${path}.${randomUUID()}.part`;
  const handle = await usable(path, () => open(draft, 'wx', 0o600));
  let isDone = false;
  return {
    write: (chunk) => usable(path, () => writeAll(handle, chunk)),
    finish: () =>
      usable(path, async () => {
        await handle.sync();
        await checkPlace(path, isForced);
        await rename(draft, path);
        isDone = true;
      }),
    [Symbol.asyncDispose]: async () => {
      await handle.close();
      if (!isDone) await rm(draft, { force: true });
    },
  };
}

async function checkPlace(path: string, isForced: boolean): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there && !there.isFile())
    throw new AppError('file_unusable', `${path} is not a regular file.`);
  if (there && !isForced)
    throw new AppError('file_unusable', `${path} is there already; --force replaces it.`);
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at)).bytesWritten;
}

async function usable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException; // Node's own errors have it; another has none.
    throw new AppError('file_unusable', `${path} cannot be written (${code ?? 'unknown'}).`, {
      cause: error,
    });
  }
}
