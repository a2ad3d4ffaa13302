import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { OwnConnections } from '../../src/http/own-connections.ts';
import { startReceiving, type Receiving } from '../support/receiving.ts';
import { until } from '../support/until.ts';

const claim = 'origin=fixture';
const get = `GET /?${claim} HTTP/1.1\r\nX-Origin: fixture\r\nOrigin: fixture\r\n\r\n`;
const post = `POST /?${claim} HTTP/1.1\r\nContent-Length: 14\r\n\r\n${claim}`;

const originsIn = ({ captures }: Receiving): unknown => captures.map(({ origin }) => origin);

test('what comes on a connection of our own player is marked, and nothing that a sender says is', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own });
  const player = await receiving.connect();
  const stranger = await receiving.connect();
  own.mark(player.address);
  await stranger.write(get + post);
  await stranger.answers(2);
  await player.write(get + post);
  await player.answers(2);
  expect(originsIn(receiving)).toEqual(['received', 'received', 'fixture', 'fixture']);
});

test('it does not matter whether the receiver meets the connection before or after it is told of it', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own });
  const localPort = await freePort();
  own.mark(`127.0.0.1:${localPort}`);
  const early = await receiving.connect({ localPort });
  await early.write(get);
  await early.answer();
  const late = await receiving.connect();
  await until('it is met', () => receiving.receiver.counts.connections === 2);
  own.mark(late.address);
  await late.write(get);
  await late.answer();
  expect(originsIn(receiving)).toEqual(['fixture', 'fixture']);
});

test('whoever has the port later is a stranger, also if our connection was never met', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own });
  const localPort = await freePort();
  const player = await receiving.connect({ localPort });
  const release = own.mark(player.address);
  await player.write(get);
  await player.answer();
  player.reset();
  await until('it has closed', () => receiving.receiver.counts.connections === 0);
  release();
  const later = await receiving.connect({ localPort });
  await later.write(get);
  await later.answer();
  later.reset();
  await until('it has closed', () => receiving.receiver.counts.connections === 0);
  own.mark(later.address)();
  const last = await receiving.connect({ localPort });
  await last.write(get);
  await last.answer();
  expect(originsIn(receiving)).toEqual(['fixture', 'received', 'received']);
});

test('a connection that has said something already is no new one of ours', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own });
  const stranger = await receiving.connect();
  await stranger.write(get);
  await stranger.answer();
  own.mark(stranger.address);
  await stranger.write(get);
  await stranger.answers(2);
  expect(originsIn(receiving)).toEqual(['received', 'received']);
});

test('a mark that was made before the receiver met its connection holds for that one only', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own });
  const localPort = await freePort();
  own.mark(`127.0.0.1:${localPort}`);
  for (let n = 0; n < 2; n += 1) {
    const client = await receiving.connect({ localPort });
    await client.write(get);
    await client.answer();
    client.reset();
    await until('it has closed', () => receiving.receiver.counts.connections === 0);
  }
  expect(originsIn(receiving)).toEqual(['fixture', 'received']);
});

test('the same port of another address is another', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own, host: '0.0.0.0' });
  const localPort = await freePort();
  own.mark(`127.0.0.1:${localPort}`);
  const other = await receiving.connect({ localAddress: '127.0.0.2', localPort });
  await other.write(get);
  await other.answer();
  expect(originsIn(receiving)).toEqual(['received']);
});

test('our own player may send whatever networks may', async () => {
  const own = new OwnConnections();
  await using receiving = await startReceiving({ own, allowFrom: ['198.51.100.0/24'] });
  const stranger = await receiving.connect();
  await stranger.write(get);
  expect((await stranger.answer()).status).toBe(403);
  const player = await receiving.connect();
  own.mark(player.address);
  await player.write(get);
  expect((await player.answer()).status).toBe(200);
});

/** A port that nobody uses, and that the system gives nobody who does not ask for it by name. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('listening', () => {
        resolve(true);
      });
      server.once('error', () => {
        resolve(false);
      });
    });
    server.listen(port, '0.0.0.0');
    const found = await isFree;
    await new Promise((resolve) => server.close(resolve));
    if (found) return port;
  }
}
