/**
 * Every failure Ringlog tells anyone about: a stable code, and what follows from it over HTTP (`status`) and for the process (`exit`).
 * A code is never reused for something else. The README's table is tested against this one.
 */
export const errorTable = {
  // The journal and its store
  overloaded: { status: 503, meaning: 'The journal has no room for another waiting event.' },
  store_full: { status: 503, meaning: 'The disk of the data directory is full.' },
  store_busy: { status: 503, meaning: 'Another process holds the database locked.' },
  store_failed: {
    status: 503,
    exit: 74,
    meaning: 'Reading or writing the data failed; nothing more is acknowledged.',
  },
  row_refused: { status: 503, meaning: 'The store cannot keep this one event.' },
  store_closed: { status: 503, meaning: 'Ringlog is stopping.' },
  data_damaged: { exit: 65, meaning: 'The database is damaged or is not one of Ringlog.' },
  data_newer: { exit: 65, meaning: 'The database was written by a newer Ringlog.' },
  data_unusable: { exit: 73, meaning: 'The data directory cannot be created or used.' },
  data_in_use: { exit: 75, meaning: 'Another Ringlog runs on this data directory.' },
  listen_failed: { exit: 73, meaning: 'A listener cannot be opened at that address.' },
  event_log_failed: { exit: 73, meaning: 'The event log cannot be opened or written.' },
  // The inspector API
  bad_request: { status: 400, meaning: 'A parameter is unknown or has a wrong value.' },
  bad_filter: { status: 400, exit: 2, meaning: 'The filter is not understood.' },
  bad_cursor: { status: 400, meaning: 'The cursor is not one of this journal.' },
  unauthorized: { status: 401, meaning: 'The token is missing or wrong.' },
  forbidden_origin: { status: 403, meaning: 'The request came from a page of another origin.' },
  not_found: { status: 404, exit: 1, meaning: 'There is nothing at this address.' },
  method_not_allowed: { status: 405, meaning: 'The address does not know this method.' },
  no_match: { status: 406, exit: 4, meaning: 'What was waited for did not come in time.' },
  forbidden_host: { status: 421, meaning: 'The Host header names a host that is not allowed.' },
  too_many_tries: { status: 429, meaning: 'There were too many wrong tries to log in.' },
  too_many_waiting: { status: 503, meaning: 'Too many wait or follow already.' },
  index_failed: { status: 503, meaning: 'The index cannot be read; receiving goes on.' },
  index_closed: { status: 503, meaning: 'Ringlog is stopping.' },
  internal: { status: 500, meaning: 'A fault of Ringlog itself; its log has the details.' },
  // The command line
  usage: { exit: 2, meaning: 'The command line is not understood.' },
  unreachable: { exit: 3, meaning: 'Nothing answers at that address.' },
  no_answer: {
    exit: 1,
    meaning: 'The connection ended without an answer, or what came is no HTTP.',
  },
  timed_out: { exit: 4, meaning: 'The time given ran out.' },
  refused: {
    exit: 5,
    meaning: 'The server refuses: the token is missing or wrong, or the address is not allowed.',
  },
  file_unusable: {
    exit: 73,
    meaning: 'A file cannot be read or written, or the one to write is there already.',
  },
  state_unusable: {
    exit: 73,
    meaning: 'The state file of pbx cannot be read or written, or is none of pbx.',
  },
  bad_scenario: {
    status: 400,
    exit: 2,
    meaning: 'A scenario of the simulator, or what is asked of one, is not understood.',
  },
  bad_config: { exit: 64, meaning: 'A setting is unknown or has a wrong value.' },
  unsupported_runtime: { exit: 64, meaning: 'This Node.js or this system cannot run Ringlog.' },
} as const satisfies Record<string, ErrorRow>;

type ErrorRow = { readonly status?: number; readonly exit?: number; readonly meaning: string };

/** What each exit status of a command means; several codes may share one. */
export const exitTable: Readonly<Record<number, string>> = {
  0: 'Done.',
  1: 'What was asked for is not there, or what was judged or imported has errors, or what was played was not all answered 2xx; or ended by force: by a second signal, or because stopping took too long.',
  2: 'The command line is not understood.',
  3: 'No server answers there, or it is not ready.',
  4: 'The time given ran out.',
  5: 'The server refuses: the token is missing or wrong.',
  64: 'The configuration, the Node.js or the system is not one Ringlog can run with.',
  65: 'The data is damaged, or was written by a newer Ringlog.',
  70: 'A fault of Ringlog itself.',
  73: 'Something cannot be created or opened: the data directory, a listener, a file.',
  74: 'Reading or writing the data failed.',
  75: 'Another Ringlog runs on this data directory.',
  130: 'Interrupted (SIGINT); 143: ended by SIGTERM.',
};

export type ErrorCode = keyof typeof errorTable;

/**
 * A failure with a stable code. The message is safe to show to whoever asked: it says what was wrong, where, what is allowed and what to
 * do, and never carries captured content or a secret. Details for the operator go into `cause`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** What programs may want to know of it beside the code. As safe to show as the message. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The HTTP status of a code: 500 where the table gives none. */
export function statusOf(code: ErrorCode): number {
  const row: ErrorRow = errorTable[code];
  return row.status ?? 500;
}

/** The exit status of a code: 70 (internal software error, sysexits.h) where the table gives none. */
export function exitOf(code: ErrorCode): number {
  const row: ErrorRow = errorTable[code];
  return row.exit ?? 70;
}

/** Any thrown value as an AppError: what is not one already is `internal`, with the original as its cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'Something failed inside Ringlog; see its log.', {
    cause: error,
  });
}
