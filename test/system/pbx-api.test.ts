import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startPbxProgram, type PbxProgram } from '../support/pbx-program.ts';
import { runProgram, startProgram, temporaryDirectory } from '../support/program.ts';
import { until } from '../support/until.ts';

const api = '/api/ver1.0';

/** The export as records, each its lines without the time. */
function recordsOf(phplog: string): readonly (readonly string[])[] {
  const lines = phplog.split('\n').map((line) => line.replace(/^\[[^\]]*\] /, ''));
  return lines
    .join('\n')
    .split('------\n')
    .slice(1)
    .map((record) => record.trimEnd().split('\n'));
}

async function untilDelivered(pbx: PbxProgram, count: number): Promise<void> {
  await until(`${count} deliveries`, async () => {
    const { json } = await pbx.ask('/deliveries');
    const { deliveries, playing } = json as { deliveries: { state: string }[]; playing: number };
    return (
      playing === 0 &&
      deliveries.length === count &&
      deliveries.every(({ state }) => state === 'delivered')
    );
  });
}

test("the vendor's page, from the first subscription to the log", async () => {
  using directory = temporaryDirectory();
  await using ringlog = await startProgram({ data: join(directory.path, 'data') });
  await using pbx = await startPbxProgram(['--speed', 'max']);
  // "For extension number 000*099 with ID 175 … let's add events 'dial-out', 'answer', 'hangup'."
  const url = `${ringlog.receiverUrl}/fordel/show.php?myid=175`;
  for (const [place, event_type] of ['dial-out', 'answer', 'hangup'].entries()) {
    const wish = { url, method: 'GET', event_type };
    const answer = await pbx.ask(`${api}/extension/175/event/`, 'POST', wish);
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(JSON.stringify({ url, method: 'GET', event_type, id: 72 + place }));
  }
  // "… after a call from the extension number 000*099 to the number 00010005"
  const order = { src_num: ['099'], dst_num: '00010005' };
  const called = await pbx.ask(`${api}/extension/@099/callback/`, 'POST', order);
  expect(called.status).toBe(201);
  const { call_id } = called.json as { call_id: string };
  await untilDelivered(pbx, 3);
  const log = await (await ringlog.ask(`/api/v1/export.phplog?q=call:${call_id}`)).text();
  const records = recordsOf(log);
  expect(records).toHaveLength(3);
  for (const [place, type] of ['dial-out', 'answer', 'hangup'].entries()) {
    const record = records[place] ?? [];
    expect(record.slice(0, 2)).toEqual(['myid => 175', `EventType => ${type}`]);
    expect(record).toEqual(
      expect.arrayContaining([
        `CallID => ${call_id}`,
        'CallFlow => out',
        'CallerExtension => 000*099@ringme.ru',
        'CallerExtensionID => 175',
        'CalledNumber => 00010005',
        `CallStatus => ${type === 'dial-out' ? 'CALLING' : 'ANSWER'}`,
      ]),
    );
    const isEnd = type === 'hangup';
    expect(record.some((line) => /^RecID => 175-[0-9a-f]{32}$/.test(line))).toBe(isEnd);
    expect(record.some((line) => /^Duration => \d+$/.test(line))).toBe(isEnd);
  }
  const call = (await (await ringlog.ask(`/api/v1/calls/${call_id}`)).json()) as object;
  expect(call).toMatchObject({ outcome: 'answered', direction: 'out', myids: ['175'] });

  // "… there will be no dial-in from 200 to 200 and dial-out from 200 to 200"
  for (const event_type of ['dial-in', 'dial-out', 'answer', 'hangup']) {
    const wish = { url: `${ringlog.receiverUrl}/show.php?myid=200`, method: 'POST', event_type };
    await pbx.ask(`${api}/extension/@200/event/`, 'POST', wish);
  }
  const self = { dst_num: '+79817654321', src_num: ['200'] };
  await pbx.ask(`${api}/extension/@200/callback/`, 'POST', self);
  await untilDelivered(pbx, 6);
  const own = recordsOf(await (await ringlog.ask('/api/v1/export.phplog?q=myid:200')).text());
  const seen = own.map((record) =>
    record.filter((line) => /^(?:EventType|CalledNumber|CallFlow) /.test(line)).join(', '),
  );
  const to = 'CallFlow => out, CalledNumber => +79817654321';
  expect(seen).toEqual([
    `EventType => dial-out, ${to}`,
    `EventType => answer, ${to}`,
    `EventType => hangup, ${to}`,
  ]);
  expect(await pbx.stop()).toBe(0);
  expect(pbx.stderr()).toBe('');
}, 60_000);

test('restart with --state keeps subscriptions and ids', async () => {
  using directory = temporaryDirectory();
  const state = join(directory.path, 'pbx.json');
  const list = `${api}/extension/175/event/`;
  const wish = { url: 'http://127.0.0.1:1/?myid=175', method: 'GET', event_type: 'hangup' };
  let before: string;
  {
    await using pbx = await startPbxProgram(['--state', state, '--phones', '2']);
    await pbx.ask(list, 'POST', wish);
    await pbx.ask(`${api}/extension/@1002/event/`, 'POST', wish);
    before = (await pbx.ask(list)).text;
    expect(await pbx.stop()).toBe(0);
  }
  await using pbx = await startPbxProgram(['--state', state, '--phones', '2']);
  expect((await pbx.ask(list)).text).toBe(before);
  expect((await pbx.ask(`${api}/extension/101002/event/73`)).status).toBe(200);
  expect((await pbx.ask(list, 'POST', wish)).json).toEqual({ ...wish, id: 74 });
}, 60_000);

test('a start that cannot be says why', async () => {
  using directory = temporaryDirectory();
  await using pbx = await startPbxProgram(['--ready-file', join(directory.path, 'ready')]);
  const ready = readFileSync(join(directory.path, 'ready'), 'utf8');
  expect(ready).toContain(`ready pbx=${pbx.url} pid=`);
  const { host } = new URL(pbx.url);
  expect(await runProgram(['pbx', '--listen', host])).toEqual({
    status: 73,
    stdout: '',
    stderr: `ringlog: The PBX's API cannot listen on ${host}: EADDRINUSE. (listen_failed)\n`,
  });
  for (const [args, why] of [
    [['--coping', 'fixed'], '--coping "fixed" is not valid; allowed: none, or fixed:'],
    [['--client', 'app'], '--client "app" is not valid; allowed: an id and a secret'],
    [['--token-life', '1ms'], '--token-life "1ms" is not valid; allowed: a span'],
    [['--allow-target', 'a b'], '--allow-target "a b" is not valid; allowed: host names'],
  ] as const) {
    const { status, stderr } = await runProgram(['pbx', ...args]);
    expect(status).toBe(64);
    expect(stderr).toContain(why);
  }
}, 60_000);
