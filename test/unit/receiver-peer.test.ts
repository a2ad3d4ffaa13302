import { expect, test } from '@jest/globals';
import { createReceiver } from '../../src/http/receiver.ts';
import { forwardedFor, formatAddress, formatPeer, Networks } from '../../src/http/peer.ts';
import { startReceiving } from '../support/receiving.ts';

const get = (headers = ''): string => `GET / HTTP/1.1\r\n${headers}\r\n`;

test('who is not in the allow-list is refused, with and without a body, and noted', async () => {
  await using receiving = await startReceiving({ allowFrom: ['127.0.0.2', '10.0.0.0/8'] });
  const allowed = await receiving.connect({ localAddress: '127.0.0.2' });
  await allowed.write(get());
  expect((await allowed.answer()).status).toBe(200);
  const other = await receiving.connect({ localAddress: '127.0.0.3' });
  await other.write(get());
  await other.write('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
  expect((await other.answersUntilClose()).map(({ status }) => status)).toEqual([403, 403]);
  expect(receiving.captures.map(({ peer }) => peer)).toEqual([allowed.address]);
  const facts = [other.address, other.address].map((peer) => ({ reason: 'forbidden_peer', peer }));
  expect(receiving.facts).toMatchObject(facts);
});

test('behind a trusted proxy the forwarded address is kept and is the one that must be allowed', async () => {
  await using receiving = await startReceiving({
    trustedProxy: ['127.0.0.0/30', '10.0.0.0/8'],
    allowFrom: ['198.51.100.0/24'],
  });
  const proxy = await receiving.connect({ localAddress: '127.0.0.2' });
  const chains = [
    'X-Forwarded-For: 192.0.2.66, 198.51.100.7, 10.1.2.3\r\n',
    'x-forwarded-for: 198.51.100.7\r\nX-FORWARDED-FOR: 192.0.2.66\r\n',
    'X-Forwarded-For: 198.51.100.7:4711\r\n',
    'X-Forwarded-For: unknown\r\n',
    '',
  ];
  for (const chain of chains) await proxy.write(get(chain));
  const answers = await proxy.answers(chains.length);
  expect(answers.map(({ status }) => status)).toEqual([200, 403, 200, 403, 403]);
  expect(receiving.captures).toMatchObject([
    { peer: proxy.address, forwardedPeer: '198.51.100.7' },
    { peer: proxy.address, forwardedPeer: '198.51.100.7' },
  ]);
});

test('a header of someone who is no proxy is believed by nobody', async () => {
  await using receiving = await startReceiving({
    trustedProxy: ['127.0.0.9'],
    allowFrom: ['127.0.0.2'],
  });
  const sender = await receiving.connect({ localAddress: '127.0.0.2' });
  await sender.write(get('X-Forwarded-For: 198.51.100.7\r\n'));
  expect((await sender.answer()).status).toBe(200);
  expect(receiving.captures[0]).not.toHaveProperty('forwardedPeer');
  const liar = await receiving.connect({ localAddress: '127.0.0.3' });
  await liar.write(get('X-Forwarded-For: 127.0.0.2\r\n'));
  expect((await liar.answer()).status).toBe(403);
});

test.each([
  ['192.0.2.7, 10.0.0.1', '192.0.2.7'],
  ['10.0.0.2, 10.0.0.1', '10.0.0.2'],
  ['192.0.2.7, ::ffff:10.0.0.1', '192.0.2.7'],
  ['[2001:DB8::7]:80', '2001:db8::7'],
  ['2001:db8:0:0::7', '2001:db8::7'],
  ['192.0.2.7, 0x0a000001', undefined],
  ['192.0.2.7, ', undefined],
  ['192.0.2.7, 10.1', undefined],
])('%s was forwarded for %s', (header, address) => {
  const trusted = new Networks(['10.0.0.0/8'], 'trusted-proxy');
  const found = forwardedFor(['A', 'b', 'X-Forwarded-For', header], trusted);
  expect(found && formatAddress(found)).toBe(address);
});

test('peers are shown as address:port, IPv4 inside IPv6 as IPv4', () => {
  expect(formatPeer('::ffff:192.0.2.1', 5060)).toBe('192.0.2.1:5060');
  expect(formatPeer('2001:db8::1', 5060)).toBe('[2001:db8::1]:5060');
});

test.each([
  '',
  'localhost',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0/8',
  '2001:db8::/129',
  '10.0.0.0/-1',
  '10.0.0.0/',
])('a network that is none is a bad configuration: %j', (cidr) => {
  const deps = {
    append: () => Promise.resolve(''),
    note: () => undefined,
    nowUs: () => 0,
    newId: () => '',
    logger: { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 },
  };
  const options = { host: '127.0.0.1', port: 0 };
  for (const bad of [{ allowFrom: [cidr] }, { trustedProxy: [cidr] }])
    expect(() => createReceiver(deps, { ...options, ...bad })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
});
