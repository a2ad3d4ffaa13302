import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../errors.ts';

/** Where the journal is inside a data directory. */
export function databasePath(directory: string): string {
  return join(directory, databaseName);
}

const databaseName = 'ringlog.db';

/**
 * Makes a data directory that only its owner can enter, with the files that only its owner can read, whatever the umask; SQLite gives the
 * files it adds the mode of the database. A directory that holds anything else is not touched, so that nobody's home is taken for one;
 * once the journal is in it, it is ours, and what people put beside it later does not stop a restart.
 * @throws {AppError} `data_unusable`, with what is wrong in one sentence
 */
export async function prepareDataDirectory(directory: string): Promise<void> {
  try {
    await create(resolve(directory));
    const names = await readdir(directory);
    const foreign = names.filter((name) => !ours.test(name));
    if (foreign.length > 0 && !names.includes(databaseName)) refuseForeign(directory, foreign);
    await probe(directory);
    if (foreign.length === 0) await chmod(directory, 0o700);
    for (const name of [databaseName, 'ringlog.lock']) await createPrivately(join(directory, name));
    for (const name of names.filter(
      (name) => name.startsWith(`${databaseName}-`) || name.startsWith('index'),
    ))
      await makePrivate(join(directory, name));
  } catch (error) {
    throw toDirectoryError(error, directory);
  }
}

/** Also what a new file system has at its root. */
const ours = /^(ringlog\.|index[^/]*\.db|token(\.|$)|lost\+found$)/;

async function create(directory: string): Promise<void> {
  const firstMade = await mkdir(dirname(directory), { recursive: true });
  try {
    await mkdir(directory, { mode: 0o700 });
    // The umask may have taken even our own access.
    await chmod(directory, 0o700);
  } catch (error) {
    if (nodeCode(error) === 'EEXIST') return;
    throw error;
  }
  // A new directory survives a power cut only when the one that names it was flushed.
  const top = dirname(firstMade ?? directory);
  for (let at = dirname(directory); ; at = dirname(at)) {
    await flushDirectory(at);
    if (at === top || at === dirname(at)) return;
  }
}

async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Shows by a file of our own that the directory can be written, and, without asking the system who we are, that it is ours. */
async function probe(directory: string): Promise<void> {
  const path = join(directory, `ringlog.probe-${randomUUID()}`);
  const handle = await open(path, 'wx', 0o600);
  try {
    const [own, found] = [await handle.stat(), await stat(directory)];
    if (own.uid !== found.uid)
      throw new AppError(
        'data_unusable',
        `The data directory ${directory} belongs to user ${found.uid}, not to user ${own.uid} who runs Ringlog.`,
      );
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

/** An existing file is not opened: closing it again would drop the locks that this process holds on it (POSIX). */
async function createPrivately(path: string): Promise<void> {
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.chmod(0o600);
    await handle.close();
  } catch (error) {
    if (nodeCode(error) !== 'EEXIST') throw error;
    await makePrivate(path);
  }
}

/** A write-ahead log may vanish under our hands: the Ringlog that still runs here closes it. */
async function makePrivate(path: string): Promise<void> {
  try {
    await chmod(path, 0o600);
  } catch (error) {
    if (nodeCode(error) !== 'ENOENT') throw error;
  }
}

function refuseForeign(directory: string, foreign: readonly string[]): never {
  const some = foreign.slice(0, 3).join(', ');
  const rest = foreign.length > 3 ? ` and ${foreign.length - 3} more` : '';
  throw new AppError(
    'data_unusable',
    `The data directory ${directory} holds files of something else (${some}${rest}). Give an empty or a new directory.`,
  );
}

function toDirectoryError(error: unknown, directory: string): unknown {
  const code = nodeCode(error);
  if (code === undefined) return error;
  const why = reasons[code] ?? code;
  return new AppError('data_unusable', `The data directory ${directory} cannot be used: ${why}.`, {
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a part of the path is a file',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'it cannot be created there',
};

/** The code of an error of the operating system; undefined for any other value. */
function nodeCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('code' in error))
    return undefined;
  return String(error.code);
}
