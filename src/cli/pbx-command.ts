import type { CommandRow } from './command-row.ts';

/** Another server than `serve`: what it needs is loaded when it is asked for. */
export const pbxCommand: CommandRow = {
  name: 'pbx',
  summary: "Serve the PBX's own API, with made-up calls, to test what subscribes to events.",
  settings: [
    'listen',
    'client',
    'tokenLife',
    'requestsPerHour',
    'maxSubscriptions',
    'phones',
    'state',
    'timeout',
    'coping',
    'attempts',
    'allowTarget',
    'speed',
    'scenarios',
    'readyFile',
  ],
  examples: [
    'ringlog pbx',
    'ringlog pbx --listen 127.0.0.1:0 --ready-file /tmp/pbx --speed max',
    'ringlog pbx --client app-1:s3cret --token-life 1m --max-subscriptions 10',
    'ringlog pbx --state pbx.json --timeout 5s --coping fixed:30s --attempts 3',
  ],
  run: async ({ config }, shell) => {
    const { servePbx } = await import('./pbx.ts');
    return servePbx(config, shell);
  },
};
