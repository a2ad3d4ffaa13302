import type { Config } from '../config.ts';
import type { CommandArgument, CommandRow } from './command-row.ts';
import { clientSettings, serveSettings } from './command-settings.ts';
import { cursor } from './cursor.ts';
import { exportEvents } from './export.ts';
import { listFindings } from './findings.ts';
import { importFiles } from './import.ts';
import { lint } from './lint.ts';
import { ls, lsCalls } from './ls.ts';
import { ready } from './ready.ts';
import { reindex } from './reindex.ts';
import { pbxCommand } from './pbx-command.ts';
import { playCommand } from './play-command.ts';
import { scenarioCommand } from './scenario-command.ts';
import type { Shell } from './shell.ts';
import { showRules } from './rules.ts';
import { showCall } from './show-call.ts';
import { showConfig } from './show-config.ts';
import { showEvent } from './show.ts';
import { tail, tailCalls } from './tail.ts';
import { token } from './token.ts';
import { wait } from './wait.ts';

const filter: CommandArgument = {
  name: '[filter...]',
  isFilter: true,
  help: 'Which events, for example type:hangup ext:101 or a word; all if absent. One that begins with - goes after --.',
};

/** All commands, in the order in which `--help` and the README show them. */
export const commands: readonly CommandRow[] = [
  {
    name: 'serve',
    summary: 'Receive events, keep them, and answer questions about them.',
    settings: serveSettings,
    examples: [
      'ringlog serve',
      'ringlog serve --fixtures',
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
    name: 'ls',
    summary: 'Print stored events, or calls, that match a filter, the newest first.',
    args: [filter],
    settings: ['limit', 'order', 'after', 'output', ...clientSettings],
    switches: {
      '--calls': 'Print calls, a line each: who called whom through what, and how it ended.',
    },
    examples: [
      'ringlog ls',
      'ringlog ls --calls outcome:missed after:-1d',
      'ringlog ls type:hangup status:NOANSWER after:-2h',
      'ringlog ls --calls num:9161112233 --limit 500 --output csv > calls.csv',
    ],
    run: (resolved, shell, switches, words) =>
      (switches.has('calls') ? lsCalls : ls)(resolved, shell, words.join(' ')),
  },
  {
    name: 'show',
    summary: 'Print one event, or one call, with all there is to show.',
    args: [
      { name: '<what>', help: 'What to show: event or call.', words: ['event', 'call'] },
      {
        name: '<id>',
        help: 'Its id or cursor; of a call its CallID or the beginning of it; or last.',
      },
    ],
    settings: ['output', ...clientSettings],
    switches: {
      '--ladder': 'Draw the call as a ladder, as on a terminal by itself.',
      '--no-ladder': 'Tell the legs and events of the call in words, as in a pipe by itself.',
    },
    examples: [
      'ringlog show event last',
      'ringlog show event last --output json',
      'ringlog show call last',
      'ringlog show call b5187f38 --no-ladder',
      'ringlog show call last --output json | jq .legs',
    ],
    run: (resolved, shell, switches, [what, id = '']) =>
      what === 'call'
        ? showCall(resolved, shell, id, isEither(switches, 'ladder'))
        : showEvent(resolved, shell, id),
  },
  {
    name: 'tail',
    summary: 'Print the newest events, or calls, that match, then each new one as it is stored.',
    args: [filter],
    settings: ['lines', 'after', 'output', ...clientSettings],
    switches: {
      '--calls': 'Print calls: a line when one begins, and again when that line changes.',
    },
    examples: [
      'ringlog tail',
      'ringlog tail --calls',
      'ringlog tail myid:175 type:hangup --lines 0 --output ndjson',
    ],
    run: (resolved, shell, switches, words) =>
      (switches.has('calls') ? tailCalls : tail)(resolved, shell, words.join(' ')),
  },
  {
    name: 'findings',
    summary:
      'Print what the rules of the protocol say about stored events and calls, the newest first.',
    args: [filter],
    settings: ['limit', 'output', ...clientSettings],
    examples: [
      'ringlog findings',
      'ringlog findings finding:error after:-1d',
      'ringlog findings finding:RL012 ext:101 --output ndjson',
    ],
    run: (resolved, shell, _switches, words) => listFindings(resolved, shell, words.join(' ')),
  },
  {
    name: 'wait',
    summary:
      'Wait until events match, and print them; for tests. Without --after, stored ones count.',
    args: [filter],
    settings: ['after', 'count', 'output', ...clientSettings],
    examples: [
      'C=$(ringlog cursor); make-a-call; ringlog wait type:hangup --after "$C" --timeout 20s',
      'ringlog wait call:76c8491e --count 4 --output json',
    ],
    run: (resolved, shell, _switches, words) => wait(resolved, shell, words.join(' ')),
  },
  {
    name: 'cursor',
    summary: 'Print the newest cursor: what is stored from now on comes after it.',
    settings: clientSettings,
    examples: ['C=$(ringlog cursor)', 'ringlog ls --after "$C"'],
    run: (resolved, shell) => cursor(resolved, shell),
  },
  {
    name: 'export',
    summary: 'Write all events that match, the oldest first, as ndjson, csv or phplog.',
    args: [filter],
    settings: ['file', 'after', 'output', ...clientSettings],
    switches: { '--force': 'Replace the file if it is there.' },
    examples: [
      'ringlog export --file events.csv',
      'ringlog export type:hangup after:-1d --output ndjson | jq .fields.CallStatus',
    ],
    run: (resolved, shell, switches, words) =>
      exportEvents(resolved, shell, words.join(' '), switches.has('force')),
  },
  {
    name: 'import',
    summary:
      'Store the requests of files: exports, event logs, access logs, PHP error_logs; none twice.',
    args: [{ name: '<file...>', help: 'The files; - is standard input.' }],
    settings: ['format', 'receivePath', 'output', ...clientSettings],
    examples: [
      'ringlog import /var/log/nginx/access.log --receive-path /fordel/show.php',
      'zcat error_log.*.gz | ringlog import - --format phplog',
      'ringlog export --server http://old:8081 | ringlog import -',
    ],
    run: (resolved, shell, _switches, files) => importFiles(resolved, shell, files),
  },
  playCommand,
  pbxCommand,
  scenarioCommand,
  {
    name: 'reindex',
    summary: 'Have the server make its index again from the journal.',
    settings: clientSettings,
    switches: { '--no-wait': 'Only start it.' },
    examples: ['ringlog reindex', 'ringlog reindex --no-wait'],
    run: (resolved, shell, switches) => reindex(resolved, shell, switches.has('wait')),
  },
  {
    name: 'lint',
    summary:
      'Judge the requests of a file by the rules of the protocol; exit status 1 on an error.',
    args: [
      {
        name: '<file>',
        help: 'An export, an event log, an access log or a PHP error_log; - is standard input.',
      },
    ],
    settings: ['output'],
    examples: [
      'ringlog lint access.log',
      'ringlog export after:-1d | ringlog lint -',
      'ringlog lint capture.ndjson --output junit > lint.xml',
    ],
    run: (resolved, shell, _switches, [file = '-']) => lint(resolved, shell, file),
  },
  {
    name: 'rules',
    summary: 'List the rules of the protocol, or explain one.',
    args: [{ name: '[rule]', help: 'One of them, for example RL012.' }],
    settings: ['output'],
    examples: ['ringlog rules', 'ringlog rules RL012'],
    run: (resolved, shell, _switches, [id]) => showRules(resolved, shell, id),
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

/** A switch that has two flags, `--x` and `--no-x`; undefined if neither was given. */
function isEither(switches: ReadonlySet<string>, name: string): boolean | undefined {
  if (switches.has(name)) return true;
  return switches.has(`no-${name}`) ? false : undefined;
}

/** Only this one needs the database and the servers; the others start faster without. */
async function serveLater(config: Config, shell: Shell): Promise<number> {
  const { serve } = await import('./serve.ts');
  return serve(config, shell);
}

function version(shell: Shell): number {
  shell.stdout.write(`ringlog ${shell.version}\n`);
  return 0;
}
