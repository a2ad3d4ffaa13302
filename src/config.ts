import { AppError } from './errors.ts';
import { clientSettings } from './client-settings.ts';
import { pbxSettings } from './pbx-settings.ts';
import { playSettings } from './play-settings.ts';
import * as value from './setting-values.ts';

/** One row of the table of settings. Its flag and its environment variable follow from its name: `maxBody`, `--max-body`, `RINGLOG_MAX_BODY`. */
interface Setting {
  /** What stands after the flag in `--help`; none for a switch. */
  readonly value?: string;
  /** One letter that may be given in place of the flag. */
  readonly short?: string;
  readonly parse: (text: string) => unknown;
  /** As text, as a user would write it; absent: unset. */
  readonly default?: string;
  readonly help: string;
  /** Never shown, and not a flag: command lines are seen by every user of the machine. */
  readonly isSecret?: boolean;
  /** The flag may be given several times: its text has a line for each. */
  readonly isRepeatable?: boolean;
}

/**
 * Every setting there is, with its default and what it means. The flags, the environment, `--help`, `ringlog config` and the README's
 * table are all made of this one.
 */
const settings = {
  receive: {
    value: 'HOST:PORT',
    parse: value.parseHostPort,
    default: '127.0.0.1:8080',
    help: 'Where the receiver listens: senders post here. Without a host on all addresses; port 0 takes any free one.',
  },
  inspect: {
    value: 'HOST:PORT',
    parse: value.parseHostPort,
    default: '127.0.0.1:8081',
    help: 'Where the inspector listens: the API. Keep it private.',
  },
  data: {
    value: 'DIR',
    parse: value.parseText,
    default: 'data/local',
    help: 'The data directory, from where the program is started. Only its user can see into it.',
  },
  keep: {
    value: 'SPAN',
    parse: value.parseKeep,
    default: 'forever',
    help: 'Delete events that were stored longer ago, for example 30d; looked after once a minute. Each deletion is noted as a fact.',
  },
  eventLog: {
    value: 'WHERE',
    parse: value.parseText,
    default: 'stdout',
    help: 'Where each stored event is written: stdout, off, or a file to append to.',
  },
  eventLogFormat: {
    value: 'FORM',
    parse: value.oneOf('auto', 'line', 'json', 'phplog'),
    default: 'auto',
    help: 'line, json, or phplog (the form of a PHP error_log). auto: line on a terminal, else json.',
  },
  receivePath: {
    value: 'PATH',
    parse: value.parsePathPrefix,
    default: '/',
    help: 'Take events only at this path and below it; serve refuses the rest with 404, import passes it over in an access log.',
  },
  allowFrom: {
    value: 'NETWORKS',
    parse: value.parseNetworks,
    default: '',
    help: 'Take events only from these networks, for example 213.170.84.96/27; the rest is refused with 403. Empty: from all.',
  },
  trustedProxy: {
    value: 'NETWORKS',
    parse: value.parseNetworks,
    default: '',
    help: 'Believe X-Forwarded-For when it comes from these networks.',
  },
  maxBody: {
    value: 'SIZE',
    parse: value.parseBodyBytes,
    default: '1MiB',
    help: 'The largest body; a larger one is refused with 413, never cut. At most 32MiB.',
  },
  auth: {
    value: 'HOW',
    parse: value.oneOf('token', 'off'),
    default: 'token',
    help: 'token, or off: then whoever reaches the inspector reads everything, so off needs a loopback address.',
  },
  token: {
    parse: value.parseToken,
    help: "The inspector's token. Unset: the file token in the data directory, made at the first start.",
    isSecret: true,
  },
  publicUrl: {
    value: 'URL',
    parse: value.parseBaseUrl,
    help: 'How the inspector is reached through a proxy, for example https://ringlog.example.com.',
  },
  allowedHost: {
    value: 'NAMES',
    parse: value.parseHosts,
    default: '',
    help: 'More host names the inspector answers to; others are refused against DNS rebinding.',
  },
  readyFile: {
    value: 'FILE',
    parse: value.parseText,
    help: 'Write the ready line into this file as well, once both listeners are open.',
  },
  logLevel: {
    value: 'LEVEL',
    parse: value.oneOf('debug', 'info', 'warn', 'error', 'silent'),
    default: 'info',
    help: "How much of the program's own log goes to stderr: debug, info, warn, error, silent.",
  },
  fixtures: {
    parse: value.parseSwitch,
    default: 'false',
    help: 'Play calls of a made-up PBX into the receiver, for a demo, until it stops; their events have the origin fixture.',
  },
  fixturesRate: {
    value: 'N',
    parse: value.parseCount(1, 6000),
    default: '30',
    help: 'How many calls --fixtures begins in a minute, on average.',
  },
  ...clientSettings,
  ...playSettings,
  ...pbxSettings,
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

type Value<N extends SettingName> = ReturnType<(typeof settings)[N]['parse']>;
/** Those without a default may be unset. */
export type Config = {
  readonly [N in SettingName]: (typeof settings)[N] extends { default: string }
    ? Value<N>
    : Value<N> | undefined;
};

/** Where a value came from. */
type SettingOrigin = 'flag' | 'environment' | 'default' | 'unset';

export interface ResolvedConfig {
  readonly config: Config;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
  /** As text, as given. */
  readonly texts: Readonly<Partial<Record<SettingName, string>>>;
}

/** `maxBody` → `--max-body` */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `maxBody` → `RINGLOG_MAX_BODY` */
export function variableOf(name: SettingName): string {
  return `RINGLOG_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** A row of the table with its optional parts, whatever the row. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

/**
 * The settings in force: a flag wins over the environment, that over the default. An empty variable is as if unset.
 * @throws {AppError} `bad_config` naming the flag or variable, for an unknown variable `RINGLOG_…`, a value that is not allowed, or two
 *   settings that contradict each other.
 */
export function resolveConfig(
  flags: Readonly<Partial<Record<SettingName, string>>>,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedConfig {
  refuseUnknownVariables(env);
  const config: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, SettingOrigin>> = {};
  const texts: Partial<Record<SettingName, string>> = {};
  for (const name of settingNames) {
    const { origin, text } = findText(name, flags, env);
    origins[name] = origin;
    if (text === undefined) continue;
    texts[name] = text;
    config[name] = parseSetting(name, origin, text);
  }
  const resolved = config as Config; // NOTE: the loop above filled every name by its own parser.
  value.refuseContradictions(resolved);
  return { config: resolved, origins: origins as Record<SettingName, SettingOrigin>, texts };
}

function findText(
  name: SettingName,
  flags: Readonly<Partial<Record<SettingName, string>>>,
  env: Readonly<Record<string, string | undefined>>,
): { origin: SettingOrigin; text?: string } {
  const flag = flags[name];
  if (flag !== undefined) return { origin: 'flag', text: flag };
  const variable = env[variableOf(name)];
  if (variable !== undefined && variable !== '') return { origin: 'environment', text: variable };
  const fallback = settingOf(name).default;
  return fallback === undefined ? { origin: 'unset' } : { origin: 'default', text: fallback };
}

function parseSetting(name: SettingName, origin: SettingOrigin, text: string): unknown {
  const setting = settingOf(name);
  try {
    return setting.parse(text);
  } catch (error) {
    const where = origin === 'flag' ? flagOf(name) : variableOf(name);
    const shown = setting.isSecret ? '' : ` "${text.slice(0, 100)}"`;
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('bad_config', `${where}${shown} is not valid; ${why}.`, { cause: error });
  }
}

function refuseUnknownVariables(env: Readonly<Record<string, string | undefined>>): void {
  const known = new Set<string>(settingNames.map(variableOf));
  for (const variable of Object.keys(env))
    if (variable.startsWith('RINGLOG_') && !known.has(variable))
      throw new AppError(
        'bad_config',
        `${variable} is not a setting. There are: ${[...known].join(', ')}.`,
      );
}
