import type { Config, ResolvedConfig, SettingName } from '../config.ts';
import { ready } from './ready.ts';
import type { Shell } from './shell.ts';
import { showConfig } from './show-config.ts';
import { token } from './token.ts';

/** One verb of the command line. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** The settings it takes as flags. */
  readonly settings: readonly SettingName[];
  /** Flags of its own, which are no settings: on or off. */
  readonly switches?: Readonly<Record<string, string>>;
  readonly examples: readonly string[];
  /** Returns the exit status. */
  readonly run: (
    resolved: ResolvedConfig,
    shell: Shell,
    switches: ReadonlySet<string>,
  ) => number | Promise<number>;
}

const serveSettings = [
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
  'logLevel',
] as const satisfies readonly SettingName[];

/** All commands, in the order in which `--help` and the README show them. */
export const commands: readonly CommandRow[] = [
  {
    name: 'serve',
    summary: 'Receive events, keep them, and answer questions about them.',
    settings: serveSettings,
    examples: [
      'ringlog serve',
      'ringlog serve --receive 0.0.0.0:8080 --receive-path /fordel --allow-from 213.170.84.96/27',
      'ringlog serve --event-log /var/log/ringlog.ndjson --keep 30d',
    ],
    run: ({ config }, shell) => serveLater(config, shell),
  },
  {
    name: 'ready',
    summary: 'Tell by the exit status whether a server is ready to take events.',
    settings: ['server', 'wait', 'timeout'],
    examples: ['ringlog ready', 'ringlog ready --wait --timeout 10s'],
    run: ({ config }, shell) => ready(config, shell),
  },
  {
    name: 'token',
    summary: "Print the inspector's token.",
    settings: ['data', 'token'],
    switches: { '--new': 'Make a new token first; the old one ends at the next start.' },
    examples: [
      'ringlog token',
      'curl -H "Authorization: Bearer $(ringlog token)" http://127.0.0.1:8081/api/v1/events',
    ],
    run: ({ config }, shell, switches) => token(config, shell, switches.has('new')),
  },
  {
    name: 'config',
    summary: 'Print every setting, its value and where it came from; secrets only as set or unset.',
    settings: [...serveSettings, 'server', 'timeout', 'output'],
    examples: ['ringlog config', 'RINGLOG_KEEP=30d ringlog config --output json'],
    run: (resolved, shell) => showConfig(resolved, shell),
  },
  {
    name: 'version',
    summary: 'Print the version.',
    settings: [],
    examples: ['ringlog version'],
    run: (_resolved, shell) => version(shell),
  },
];

/** Only this one needs the database and the servers; the others start faster without. */
async function serveLater(config: Config, shell: Shell): Promise<number> {
  const { serve } = await import('./serve.ts');
  return serve(config, shell);
}

function version(shell: Shell): number {
  shell.stdout.write(`ringlog ${shell.version}\n`);
  return 0;
}
