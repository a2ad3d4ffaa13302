import { expect, test } from '@jest/globals';
import { played, typesOf as types } from '../support/cli-played.ts';

test('fields get other values wherever they are sent', async () => {
  const set = ['--set', 'CallerIDNum=+79161112233', '--set', 'CallStatus=a=b, c'];
  const { fields } = await played('in-answered', ...set);
  for (const { CallerIDNum, CallStatus } of fields)
    expect([CallerIDNum, CallStatus]).toEqual(['+79161112233', 'a=b, c']);
});

test.each<
  [
    name: string,
    args: string[],
    check: (fields: readonly Record<string, string>[]) => unknown,
    expected: unknown,
  ]
>([
  ['dropped', ['--drop', 'hangup'], types, ['dial-in', 'answer']],
  ['late', ['--late', 'dial-in:10m'], types, ['answer', 'hangup', 'dial-in']],
  [
    'sent twice',
    ['--duplicate', '2'],
    (all) => types(all).toSorted().join(),
    'answer,answer,dial-in,dial-in,hangup,hangup',
  ],
  ['without RecID', ['--drop-recid', '100%'], ([, , hangup]) => hangup && 'RecID' in hangup, false],
  ['in capitals', ['--upper-case', 'names'], ([first]) => Object.keys(first ?? {})[0], 'EVENTTYPE'],
  ['with an unknown field', ['--unknown-field'], ([first]) => first?.['X-Codec'], 'opus/48000'],
  ['with a raw +', ['--plus-raw'], ([first]) => first?.['CallerIDNum'], ' 78123351127'],
  ['by subscription', ['--subs', 'phones=hangup'], types, ['hangup']],
])('events can be had %s', async (_name, args, check, expected) => {
  const { fields } = await played('recorded', ...args);
  const incoming = await played('in-answered', ...args);
  const isOfRecorded = args[0] === '--drop-recid';
  expect(check(isOfRecorded ? fields : incoming.fields)).toEqual(expected);
});

test('events can be had in another order, another charset and with another Content-Type', async () => {
  const orders = new Set<string>();
  for (const seed of ['1', '2', '3', '4', '5'])
    orders.add(types((await played('queue-answered', '--shuffle', '--seed', seed)).fields).join());
  expect(orders.size).toBeGreaterThan(3);
  const { receiver } = await played(
    'internal-answered',
    '--charset',
    'cp1251',
    '--content-type',
    'text/plain',
  );
  const [first] = receiver.received;
  expect(first?.rawHeaders.join('\n')).toContain('Content-Type\ntext/plain');
  expect(first?.body).toContain('CallerIDName=%C0%ED%ED%E0');
});

test('a load has so many calls of its mix', async () => {
  const { fields, stdout } = await played(
    ...['--calls', '30', '--rate', 'max', '--mix', 'in-answered:2,out-busy'],
  );
  expect(new Set(fields.map(({ CallID }) => CallID)).size).toBe(30);
  expect(stdout).toContain('30 calls');
  const named = await played('out-busy', '--calls', '5', '--rate', '20/s');
  expect(named.fields).toHaveLength(10);
  const usual = await played('--calls', '20', '--rate', 'max');
  expect(usual.fields.length).toBeGreaterThan(20);
});
