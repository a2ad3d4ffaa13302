import { AppError, type ErrorCode } from '../../errors.ts';

/** The code of an error of SQLite, for example `SQLITE_IOERR_WRITE`; undefined for any other value. */
function sqliteCode(error: unknown): string | undefined {
  // Not instanceof: errors of a native module may come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_')
    ? error.code
    : undefined;
}

/** Whether another connection stands in the way, so that trying again may help. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error) ?? '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** What a failed read or write of an open store means. Errors that are not SQLite's pass unchanged. */
export function toStoreError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const [storeCode, message] = storeFailure(code, error);
  return new AppError(storeCode, message, { cause: error });
}

function storeFailure(code: string, error: unknown): [ErrorCode, string] {
  if (isBusy(error)) return ['store_busy', 'Another process holds the database locked.'];
  if (isFull(code)) return ['store_full', 'The disk of the data directory is full.'];
  if (/^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH)/.test(code))
    return ['row_refused', 'The store cannot keep this event.'];
  return ['store_failed', `Reading or writing the database failed (${code}).`];
}

/** What a failure while the data are opened means. Errors that are not SQLite's pass unchanged. */
export function toOpenError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const [openCode, message] = openFailure(code, error, path);
  return new AppError(openCode, message, { cause: error });
}

function openFailure(code: string, error: unknown, path: string): [ErrorCode, string] {
  if (isBusy(error)) return ['data_in_use', `Another program holds ${path} locked. Stop it.`];
  if (isFull(code))
    return ['data_unusable', `The disk of ${path} is full. Make room and start again.`];
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return [
      'data_damaged',
      `${path} is damaged or not a database (${code}). It was left as it is: keep a copy, then restore a backup or use another data directory.`,
    ];
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code))
    return ['data_unusable', `${path} cannot be opened for writing (${code}).`];
  return ['store_failed', `Opening ${path} failed (${code}).`];
}

/** SHMSIZE: the shared-memory file beside the database could not grow, which on a full disk comes first. */
function isFull(code: string): boolean {
  return code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE';
}
