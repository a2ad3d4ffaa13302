import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { ApiSender } from '../../src/api/sender-routes.ts';
import { parseFilter } from '../../src/query/parse.ts';
import { filterOf } from '../../src/web/filter/terms.ts';
import { adviceOf } from '../../src/web/setup/advice.ts';
import { agoText } from '../../src/web/setup/relative-time.ts';
import { senderRows, typeColumns, usualMethod } from '../../src/web/setup/sender-row.ts';
import {
  isLoopback,
  phoneCurl,
  subscriptionCurl,
  subscriptionJson,
  urlWithMyid,
} from '../../src/web/setup/subscription.ts';

const lastAt = '2026-11-22T10:00:00.000000Z';

function sender(
  extension: string,
  types: readonly string[],
  change: Partial<ApiSender> = {},
): ApiSender {
  return {
    extension,
    kind: 'phone',
    lastAt,
    sent: types.map((type) => ({ type, myid: '175', method: 'GET', count: 2, lastAt })),
    findings: [],
    ...change,
  };
}

const all = ['dial-in', 'dial-out', 'answer', 'hangup'];

test.each([
  ['phone', all, [], []],
  ['phone', ['dial-in', 'dial-out', 'answer'], ['hangup'], []],
  ['phone', ['dial-in', 'hangup'], ['dial-out', 'answer'], []],
  ['unknown', ['dial-in'], ['hangup', 'dial-out', 'answer'], []],
  ['unknown', ['message-in', 'agent-login'], [], []],
  ['queue', ['hangup'], [], []],
  ['queue', ['dial-in', 'answer', 'hangup'], [], ['dial-in', 'answer']],
  ['ivr', ['dial-in'], ['hangup'], ['dial-in']],
] as const)(
  'of a %s that sent %j, %j is missing and %j not needed',
  (kind, types, missing, needless) => {
    const advice = adviceOf(sender('000*101', types, { kind }));
    expect(advice).toMatchObject({ missing, needless });
    expect(advice.what === '').toBe(missing.length + needless.length === 0);
    for (const type of missing) expect(advice.what).toContain(type);
  },
);

test('what breaks advice comes first, a missing hangup before all, the rest by number', () => {
  const finding = { rule: 'RL032', level: 'info', scope: 'stream', message: 'Wrong.' } as const;
  const missing = { rule: 'RL033', level: 'info', scope: 'stream', message: 'Three.' } as const;
  const rows = senderRows([
    sender('000*20', all),
    sender('000*9', all),
    sender('', ['message-in']),
    sender('000*30', ['dial-in', 'answer', 'hangup'], { findings: [missing] }),
    sender('000*40', all, { findings: [finding] }),
    sender('000*50', ['answer'], { extensionId: '7' }),
  ]);
  expect(rows.map(({ name }) => name)).toEqual(['50', '30', '40', '9', '20']);
  expect(rows.map(({ findings }) => findings.length)).toEqual([0, 0, 1, 0, 0]);
  expect(rows.map(({ apiName }) => apiName)).toEqual(['7', '@30', '@40', '@9', '@20']);
  expect(typeColumns(rows)).toEqual(all);
});

test('counts of an extension are added up over its myids and methods, the most used first', () => {
  const one = { type: 'hangup', lastAt } as const;
  const [row] = senderRows([
    sender('000*101', [], {
      sent: [
        { ...one, myid: '', method: 'POST', count: 5, lastAt: '2026-11-23T00:00:00.000000Z' },
        { ...one, myid: '1', method: 'GET', count: 1 },
        { ...one, myid: '2', method: 'GET', count: 3 },
      ],
    }),
  ]);
  expect(row).toMatchObject({
    myids: ['2', '1'],
    myid: '2',
    methods: [
      ['POST', 5],
      ['GET', 4],
    ],
  });
  expect(row?.byType.get('hangup')).toEqual({ count: 9, lastAt: '2026-11-23T00:00:00.000000Z' });
  expect(usualMethod(row ? [row.sender] : [])).toBe('POST');
  expect(usualMethod([])).toBe('GET');
});

test('a cell leads to its events, whatever the extension is called', () => {
  const filter = filterOf({ type: 'hangup', ext: '000*101', myid: 'a "b" c*' });
  expect(parseFilter(filter, { nowUs: 0 }).terms).toHaveLength(3);
  expect(filterOf({ type: 'hangup', myid: '' })).toBe('type:hangup');
});

/** The words of the commands that a shell makes of a line. */
function shellWords(line: string): readonly string[] {
  const env = { PBX: 'https://pbx.test', PBX_TOKEN: 'tok', EXTENSION: '42' };
  const script = `curl() { printf '%s\\n' "$@"; }; ${line}`;
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trimEnd().split('\n');
}

test('a shell sends exactly the subscription, with quotes and dollars in it', () => {
  const subscription = {
    url: "http://a.test/show.php?myid=it's$(id)",
    type: 'hangup',
    method: 'GET',
  } as const;
  const words = shellWords(subscriptionCurl("@2'00/..", subscription));
  expect(words[0]).toBe("https://pbx.test/api/ver1.0/extension/@2'00%2F../event/");
  expect(words).toContain('Authorization: Bearer tok');
  expect(JSON.parse(words.at(-1) ?? '')).toEqual({
    url: subscription.url,
    event_type: 'hangup',
    method: 'GET',
  });
  expect(JSON.parse(subscriptionJson(subscription))).toEqual(JSON.parse(words.at(-1) ?? ''));
});

test('one line subscribes to all four types of a phone', () => {
  const words = shellWords(phoneCurl("http://a.test/it's?myid=175", 'POST'));
  const bodies = words
    .filter((word) => word.startsWith('{'))
    .map((word) => JSON.parse(word) as object);
  expect(bodies).toEqual(
    all.map((event_type) => ({ url: "http://a.test/it's?myid=175", event_type, method: 'POST' })),
  );
  expect(words[0]).toBe('https://pbx.test/api/ver1.0/extension/42/event/');
});

test('a shell says what is missing before anything is sent', () => {
  const line = phoneCurl('http://a.test/', 'GET');
  expect(() => execFileSync('sh', ['-c', line], { env: {}, stdio: 'pipe' })).toThrow(
    /PBX.*pbx\.example\.com/,
  );
});

test('the URL to subscribe is that of the example with another myid, and nothing else in its query', () => {
  const example = 'http://127.0.0.1:8080/fordel/show.php?myid=175&EventType=dial-out';
  expect(urlWithMyid(example, 'a b&c')).toBe('http://127.0.0.1:8080/fordel/show.php?myid=a+b%26c');
  expect(urlWithMyid(example, '')).toBe('http://127.0.0.1:8080/fordel/show.php');
  expect(urlWithMyid('nonsense', '1')).toBe('nonsense');
  expect(['http://127.0.0.1/', 'http://[::1]:1/', 'http://a.test/', 'x'].map(isLoopback)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  [-5, 'just now'],
  [9, 'just now'],
  [10, '10 s ago'],
  [59, '50 s ago'],
  [60, '1 min ago'],
  [3_599, '59 min ago'],
  [3_600, '1 h ago'],
  [90_000, '1 d ago'],
  [800 * 86_400, '2 y ago'],
])('%d seconds are %s', (seconds, text) => {
  expect(agoText(lastAt, Date.parse(lastAt) + seconds * 1000)).toBe(text);
});
