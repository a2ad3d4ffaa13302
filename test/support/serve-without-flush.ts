/**
 * Ringlog as it must not be: the same app on a store that never flushes. What finds nothing wrong with this one finds nothing.
 * Takes the flags of `serve` that `startProgram` gives.
 */
import { parseArgs } from 'node:util';
import { startApp } from '../../src/app.ts';
import { resolveConfig } from '../../src/config.ts';
import { openLogger } from '../../src/logger.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';

const { values } = parseArgs({
  options: {
    receive: { type: 'string', default: '' },
    inspect: { type: 'string', default: '' },
    data: { type: 'string', default: '' },
  },
  allowPositionals: true,
});
const { config } = resolveConfig({ ...values, eventLog: 'off' }, process.env);
const app = await startApp(
  config,
  {
    logger: openLogger({ fd: 2, level: 'info', isTerminal: false, useColor: false }),
    version: '0.0.0',
    stdoutFd: 1,
    isTerminal: false,
    useColor: false,
    width: undefined,
  },
  (options) => openSqliteStore({ ...options, synchronous: 'OFF' }),
);
process.once('SIGTERM', () => {
  void app.close().then(() => process.exit(0));
});
process.stdout.write(
  `ready receiver=${app.receiverUrl} inspector=${app.inspectorUrl} pid=${process.pid}\n`,
);
