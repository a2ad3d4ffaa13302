import { uuidv7 } from 'uuidv7';
import { createClock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError, toAppError } from './errors.ts';
import { openEventLog, type EventLog } from './event-log/event-log.ts';
import { createInspector } from './http/inspector.ts';
import { OwnConnections } from './http/own-connections.ts';
import { createReceiver } from './http/receiver.ts';
import { RefusalLog } from './http/refusal-log.ts';
import { FactLog } from './journal/fact-log.ts';
import { Journal } from './journal/journal.ts';
import { scheduleRetention, steadyClock } from './journal/retention.ts';
import type { Store } from './journal/store.ts';
import type { Logger } from './logger.ts';
import { deletingStore, openIndex } from './open-index.ts';
import { eventPath, openSimulator, startDemo } from './open-simulator.ts';
import { readinessOf } from './readiness.ts';
import { openSqliteStore } from './storage/sqlite/store.ts';
import { readToken, writeToken } from './token.ts';

/** A running Ringlog. */
export interface App {
  readonly receiverUrl: string;
  readonly inspectorUrl: string;
  /** Logs a browser in, once and within 10 minutes; undefined with auth off. */
  readonly loginUrl: string | undefined;
  /** Resolves if it can no longer do its work: the process should close it and end with the code's exit status. */
  readonly failed: Promise<AppError>;
  /**
   * Stops in order: no new requests, what was fully received is answered, what waits is committed, facts and event log are written, the
   * data is closed. Takes at most about 9 s. Idempotent.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What the app is told of the process it runs in. */
export interface Surroundings {
  readonly logger: Logger;
  readonly version: string;
  /** File descriptor of standard output, and whether a person looks at it. */
  readonly stdoutFd: number;
  readonly isTerminal: boolean;
  readonly useColor: boolean;
  /** Columns of the terminal. */
  readonly width: number | undefined;
}

/**
 * The composition root: opens the store and wires everything to everything.
 * @param openStore tests pass an engine that fails on demand
 * @throws {AppError} with an `exit` status; whatever was opened by then is closed again.
 */
export async function startApp(
  config: Config,
  surroundings: Surroundings,
  openStore: (options: {
    directory: string;
    nowUs: () => number;
  }) => Promise<Store> = openSqliteStore,
): Promise<App> {
  const { logger, version } = surroundings;
  const nowUs = createClock();
  const elapsedUs = (): number => performance.now() * 1000;
  const failure = Promise.withResolvers<AppError>();
  let hasFailed = false;
  const fail = (error: AppError): void => {
    if (hasFailed) return;
    hasFailed = true;
    logger.error({ code: error.code, cause: causeOf(error) }, 'the store failed; stopping');
    failure.resolve(error);
  };
  /** Whatever finds out that the store failed: a commit is not the only one. */
  const tryAgain = (thrown: unknown, message: string): void => {
    const error = toAppError(thrown);
    if (error.code === 'store_failed') fail(error);
    else logger.warn({ code: error.code }, message);
  };

  await using opened = new AsyncDisposableStack();
  const onClose = (close: () => Promise<void>): void => {
    opened.defer(close);
  };

  const store = await openStore({ directory: config.data, nowUs });
  onClose(() => store.close());
  void store.failed.then(fail);
  const token = config.auth === 'off' ? undefined : tokenOf(config);

  const { projector, search, calls, live } = await openIndex(config.data, {
    maxBodyBytes: config.maxBody,
    store,
    nowUs,
    onFatal: fail,
    onTrouble: (error, message) => {
      logger.warn({ code: error.code, cause: causeOf(error) }, message);
    },
  });
  onClose(async () => {
    await Promise.allSettled([search.engine.close(), projector.close()]);
  });

  const eventLog = await startEventLog(config, surroundings, await store.head());
  onClose(async () => {
    const { isComplete } = await eventLog.close(eventLogDrainMs);
    if (!isComplete)
      logger.warn({}, 'the reader of the event log is behind; its rest is in the journal only');
  });

  const facts = new FactLog({
    store,
    later: (callback, ms) => setTimeout(callback, ms).unref(),
    onDelay: (error) => {
      tryAgain(error, 'facts could not be stored; trying again');
    },
  });
  onClose(async () => {
    const lost = await facts.close();
    if (lost > 0) logger.error({ facts: lost }, 'facts are lost: the store did not take them');
  });

  const journal = new Journal({
    store,
    elapsedUs,
    onFatal: fail,
    endOfTurn: setImmediate,
  });
  onClose(() => journal.close());
  journal.onCommit((head) => {
    eventLog.wake(head);
    projector.wake();
  });
  // The index follows what is deleted, too.
  const deleting = deletingStore(store, projector);
  onClose(
    scheduleRetention({
      store: deleting,
      keepMs: config.keep === 'forever' ? undefined : config.keep,
      nowUs: steadyClock(nowUs, elapsedUs),
      onDeleted: (events) => {
        logger.info({ events }, 'deleted events by --keep');
      },
      onError: (error) => {
        tryAgain(error, 'deleting by --keep failed; trying again');
      },
    }),
  );

  const refusals = new RefusalLog(logger, () => performance.now());
  const own = new OwnConnections();
  const receiver = createReceiver(
    {
      append: (capture) => journal.append(capture),
      note: (fact) => {
        facts.note(fact);
        refusals.note(fact);
      },
      nowUs,
      newId: uuidv7,
      logger,
    },
    {
      ...config.receive,
      receivePath: config.receivePath,
      allowFrom: config.allowFrom,
      trustedProxy: config.trustedProxy,
      maxBodyBytes: config.maxBody,
      own,
    },
  );
  let receiverUrl = '';
  let demo: (() => string) | undefined;
  const runs = openSimulator({
    own,
    receiverUrl: () => receiverUrl,
    config,
    nowUs,
    newId: uuidv7,
    note: (fact) => {
      facts.note(fact);
    },
  });
  const inspector = createInspector(
    {
      store: {
        get: (keys) => store.get(keys),
        since: (cursor, limit) => store.since(cursor, limit),
        before: (cursor, limit) => store.before(cursor, limit),
        head: () => store.head(),
        facts: (query) => store.facts(query),
        health: () => store.health(),
        remove: (cursors, reason) => deleting.remove(cursors, reason),
      },
      journal,
      search,
      calls,
      live,
      index: projector,
      runs,
      counts: () => ({
        receiver: receiver.counts,
        journal: { ...journal.counts, queued: journal.queued },
        facts: facts.counts,
        eventLog: eventLog.counts,
        followers: live.events.followers + live.calls.followers,
      }),
      isReady: () =>
        readinessOf({ journal, isListening: receiverUrl !== '', projector, demo: demo?.() }),
      logger,
      version,
      replayUrl: () => receiverUrl,
      exampleUrl: () => `${receiverUrl}${examplePath(config)}`,
      nowUs,
    },
    {
      ...config.inspect,
      token,
      allowedHosts: config.allowedHost,
      ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    },
  );
  const { engine, journalId, events } = await store.health();
  const inspectorUrl = await inspector.listen();
  onClose(() => inspector.close());
  // Last to open, first to close: from here on events come in.
  receiverUrl = await receiver.listen();
  onClose(async () => {
    // Meanwhile, not afterwards: both have a grace of seconds, and together they would leave no time for the facts and the event log.
    await Promise.all([receiver.close(), inspector.close()]);
  });
  // What it has sent is to be answered.
  onClose(() => runs.close());
  logger.info({ version, engine, journalId, events, data: config.data }, 'started');
  if (config.fixtures) demo = await startDemo(runs, config, logger);
  const everything = opened.move();
  return {
    receiverUrl,
    inspectorUrl,
    loginUrl: inspector.loginUrl,
    failed: failure.promise,
    close: () => everything.disposeAsync(),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** A reader that is merely slow gets this long for the last lines; one that is stalled must not hold up the end. */
const eventLogDrainMs = 1_000;

/** Where an example event goes: the documented path, unless only another is received. */
export function examplePath(config: Pick<Config, 'receivePath'>): string {
  return `${eventPath(config)}?myid=175&EventType=dial-out&CallStatus=CALLING`;
}

function tokenOf({ token, data }: Config): string {
  return token ?? readToken(data) ?? writeToken(data);
}

async function startEventLog(
  config: Config,
  { stdoutFd, isTerminal, useColor, width, logger }: Surroundings,
  from: string,
): Promise<Pick<EventLog, 'wake' | 'close' | 'counts'>> {
  if (config.eventLog === 'off')
    return {
      counts: { written: 0 },
      wake: () => undefined,
      close: () => Promise.resolve({ isComplete: true }),
    };
  const isStdout = config.eventLog === 'stdout';
  const format = isTerminal && isStdout ? 'line' : 'json';
  return openEventLog({
    directory: config.data,
    from,
    destination: isStdout ? { fd: stdoutFd } : { file: config.eventLog },
    format: config.eventLogFormat === 'auto' ? format : config.eventLogFormat,
    useColor: useColor && isStdout,
    ...(isTerminal && isStdout && width !== undefined ? { width } : {}),
    onError: (error) => {
      logger.warn({ code: error.code, cause: causeOf(error) }, 'the event log cannot be written');
    },
  });
}

/** The code of what lies under an error, such as `SQLITE_IOERR_FSYNC`: for the log, never for a sender. */
function causeOf({ cause }: AppError): string | undefined {
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : undefined;
}
