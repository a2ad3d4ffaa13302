import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runCli } from '../support/cli-run.ts';
import { temporaryDirectory } from '../support/program.ts';

const to = ['--to', 'http://127.0.0.1:9'];

test.each<[what: string, args: string[], status: number, message: string | RegExp]>([
  ['no scenario', to, 2, 'Name a scenario; "ringlog play --list" shows which there are. (usage)'],
  [
    'an unknown scenario',
    ['in-answerd', ...to],
    2,
    'There is no scenario "in-answerd". Did you mean in-answered? (bad_scenario)',
  ],
  [
    'names and a mix',
    ['out-busy', '--mix', 'out-busy', ...to],
    2,
    'Name scenarios, or give --mix: not both. (usage)',
  ],
  ['an unknown scenario in a mix', ['--mix', 'out-bussy:2', ...to], 2, /Did you mean out-busy\?/],
  ['a wrong weight', ['--mix', 'out-busy:0', ...to], 2, /out-busy:0/],
  ['a rate without a load', ['out-busy', '--rate', '5', ...to], 2, /--rate is for a load/],
  [
    'an unknown field',
    ['out-busy', '--set', 'CallerIdNumb=1', ...to],
    2,
    /"CallerIdNumb" is no field .*Did you mean CallerIDNum\?/,
  ],
  [
    'a value without a name',
    ['out-busy', '--set', 'x', ...to],
    64,
    /--set "x" is not valid; allowed: NAME=VALUE/,
  ],
  [
    'an unknown kind of subscription',
    ['out-busy', '--subs', 'phone=all', ...to],
    2,
    /Did you mean phones\?/,
  ],
  ['an unknown type to drop', ['out-busy', '--drop', 'hangupp', ...to], 2, /Did you mean hangup\?/],
  [
    'an unknown type to delay',
    ['out-busy', '--late', 'hangupp:3s', ...to],
    2,
    /Did you mean hangup\?/,
  ],
  [
    'a delay without a time',
    ['out-busy', '--late', 'hangup', ...to],
    64,
    /--late "hangup" is not valid/,
  ],
  ['a delay of an hour', ['out-busy', '--late', 'hangup:1h', ...to], 64, /at most 10m/],
  [
    'a wrong target',
    ['out-busy', '--to', 'ftp://x'],
    64,
    /--to "ftp:\/\/x" is not valid; allowed: an http/,
  ],
  ['a target with a user', ['out-busy', '--to', 'http://a:b@x/'], 64, /without user/],
  ['a wrong method', ['out-busy', '--method', 'PUT', ...to], 64, /GET, POST, mix/],
  ['a wrong speed', ['out-busy', '--speed', '0', ...to], 64, /max, or a number/],
  ['a wrong rate', ['--calls', '2', '--rate', '-1', ...to], 64, /how many a second/],
  ['a wrong seed', ['out-busy', '--seed', '9007199254740993', ...to], 64, /a whole number from 0/],
  ['a day there is not', ['out-busy', '--at', '2026-02-30T10:00', ...to], 64, /a date and time/],
  ['a wrong share', ['out-busy', '--drop-recid', '200%', ...to], 64, /a share/],
  ['too many copies', ['out-busy', '--duplicate', '11', ...to], 64, /from 1 to 10/],
  ['an unknown charset', ['out-busy', '--charset', 'koi8-r', ...to], 64, /cp1251/],
  ['a wrong Content-Type', ['out-busy', '--content-type', 'a\r\nb', ...to], 64, /a media type/],
  ['an unknown flag', ['out-busy', '--spped', 'max', ...to], 2, /--speed/],
  ['a form it does not have', ['out-busy', '-o', 'csv', ...to], 2, /--output csv does not fit/],
  [
    'a directory that is not there',
    ['out-busy', '--scenarios', '/not/there', ...to],
    2,
    /\/not\/there cannot be read/,
  ],
  [
    'scenarios of its own for the server',
    ['out-busy', '--scenarios', '.'],
    2,
    /--scenarios goes with --to/,
  ],
  [
    'a server that is not there',
    ['out-busy', '--server', 'http://127.0.0.1:9'],
    3,
    /http:\/\/127\.0\.0\.1:9/,
  ],
])('%s is refused with a sentence', async (_what, args, status, message) => {
  const run = await runCli(['play', ...args]);
  expect([run.status, run.stdout]).toEqual([status, '']);
  expect(run.stderr).toMatch(message);
});

test('a file that is no scenario is named with the line', async () => {
  using directory = temporaryDirectory();
  writeFileSync(join(directory.path, 'mine.yaml'), 'title: x\nabout: y\nlegs: 5\n');
  const run = await runCli(['play', 'mine', '--scenarios', directory.path, ...to]);
  expect([run.status, run.stdout]).toEqual([2, '']);
  expect(run.stderr).toContain(`${join(directory.path, 'mine.yaml')}:3`);
});
