import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { startApp, type App } from '../../src/app.ts';
import { resolveConfig } from '../../src/config.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { readToken } from '../../src/token.ts';
import { FailingStore } from '../support/failing-store.ts';
import { temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Each of them starts threads; on a busy machine that takes its time. */
jest.setTimeout(30_000);

/** An app over a store that fails when told to. */
async function startFailing(
  directory: string,
  flags: { readonly keep?: string } = {},
): Promise<{ app: App; store: FailingStore; logged: string[] }> {
  const { config } = resolveConfig(
    {
      receive: '127.0.0.1:0',
      inspect: '127.0.0.1:0',
      data: join(directory, 'data'),
      eventLog: 'off',
      receivePath: '/only',
      ...flags,
    },
    {},
  );
  const logged: string[] = [];
  const log = (_fields: object, message: string): void => {
    logged.push(message);
  };
  let store: FailingStore | undefined;
  const app = await startApp(
    config,
    {
      logger: { debug: log, info: log, warn: log, error: log },
      version: '1.2.3',
      stdoutFd: 1,
      isTerminal: false,
      useColor: false,
      width: undefined,
    },
    async (options) => {
      store = new FailingStore(await openSqliteStore({ ...options, synchronous: 'OFF' }));
      if (flags.keep !== undefined) store.failNext('prune', 'store_failed');
      return store;
    },
  );
  if (!store) throw new Error('The app opened no store.');
  return { app, store, logged };
}

test('an I/O error ends the program also when a fact meets it first, not only an event', async () => {
  using directory = temporaryDirectory();
  const { app, store } = await startFailing(directory.path);
  store.failNext('note', 'store_failed');
  expect((await fetch(`${app.receiverUrl}/other`)).status).toBe(404);
  expect(await app.failed).toMatchObject({ code: 'store_failed' });
  await app.close();
});

test('an I/O error ends the program also when a deletion meets it first', async () => {
  using directory = temporaryDirectory();
  const { app } = await startFailing(directory.path, { keep: '30d' });
  expect(await app.failed).toMatchObject({ code: 'store_failed' });
  await app.close();
});

test('an I/O error ends the program also when a query meets it first', async () => {
  using directory = temporaryDirectory();
  const { app, store } = await startFailing(directory.path);
  store.failNext('facts', 'store_failed');
  const headers = { authorization: `Bearer ${readToken(join(directory.path, 'data')) ?? ''}` };
  expect((await fetch(`${app.inspectorUrl}/api/v1/facts`, { headers })).status).toBe(503);
  expect(await app.failed).toMatchObject({ code: 'store_failed' });
  await app.close();
});

test('facts that cannot be stored any more when it ends are told', async () => {
  using directory = temporaryDirectory();
  const { app, store, logged } = await startFailing(directory.path);
  store.failNext('note', 'store_full', 'store_full', 'store_full');
  await fetch(`${app.receiverUrl}/other`);
  await until('it was tried once', () =>
    logged.includes('facts could not be stored; trying again'),
  );
  await app.close();
  expect(logged).toContain('facts are lost: the store did not take them');
});

test('the inspector lets go while the receiver still waits for its senders', async () => {
  using directory = temporaryDirectory();
  const { app, store } = await startFailing(directory.path);
  store.hold('append');
  const answer = fetch(`${app.receiverUrl}/only`);
  await until('it is being stored', () => store.held('append') === 1);
  const closed = app.close();
  await until('the inspector is gone', () =>
    fetch(`${app.inspectorUrl}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  store.release('append');
  expect((await answer).status).toBe(200);
  await closed;
});
