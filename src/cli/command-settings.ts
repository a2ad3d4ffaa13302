import type { SettingName } from '../config.ts';

/** What `serve` takes. */
export const serveSettings = [
  'receive',
  'inspect',
  'data',
  'keep',
  'eventLog',
  'eventLogFormat',
  'receivePath',
  'allowFrom',
  'trustedProxy',
  'maxBody',
  'auth',
  'token',
  'publicUrl',
  'allowedHost',
  'readyFile',
  'fixtures',
  'fixturesRate',
  'scenarios',
  'logLevel',
] as const satisfies readonly SettingName[];

/** What every command that asks a server takes. */
export const clientSettings = [
  'server',
  'timeout',
  'data',
  'token',
] as const satisfies readonly SettingName[];

/** What `play` takes besides. */
export const playFlags = [
  'to',
  'set',
  'method',
  'speed',
  'at',
  'seed',
  'subs',
  'calls',
  'rate',
  'mix',
  'scenarios',
  'drop',
  'late',
  'duplicate',
  'dropRecid',
  'upperCase',
  'charset',
  'contentType',
  'receive',
] as const satisfies readonly SettingName[];
