import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { FactView } from '../../src/api/fact.ts';
import { mountTemporary, describeWith } from '../support/fault.ts';
import { startLoad } from '../support/load.ts';
import { startProgram } from '../support/program.ts';
import { expectAllFound, expectSoundDatabase, readBack } from '../support/read-back.ts';
import { until } from '../support/until.ts';

describeWith(['root', 'mount'], () => {
  test('a full disk is answered 503 with Retry-After, reading goes on, and it recovers by itself when there is room', async () => {
    using disk = mountTemporary('2m');
    const data = join(disk.path, 'data');
    await using program = await startProgram({ data });
    const { receiverUrl } = program;
    const load = startLoad({ receiverUrl, label: 'full', connections: 4, bodyBytes: 3000 });
    await load.until(200, ({ status }) => status === 503);

    // While it is full: told to senders, to whoever asks, and no hindrance to readers.
    expect(load.acknowledged.length).toBeGreaterThan(100);
    const refused = load.answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThan(0);
    const readyz = await fetch(`${program.inspectorUrl}/readyz`);
    expect(readyz.status).toBe(503);
    expect(await readyz.json()).toMatchObject({ ready: false, checks: { store: 'store_full' } });
    expectAllFound(load.acknowledged.slice(0, 100), await readBack(program));

    const grownAt = performance.now();
    disk.grow('64m');
    const before = load.acknowledged.length;
    await load.until(before + 100, ({ status }) => status === 200);
    expect(performance.now() - grownAt).toBeLessThan(10_000);
    expect((await fetch(`${program.inspectorUrl}/readyz`)).status).toBe(200);
    await load.stop();
    expect(load.broken()).toBe(0);

    // Refusals leave a trace, also those that could not be written at the time.
    await until('the refusals are facts', async () => {
      const answer = await program.ask('/api/v1/facts?kind=refusal&limit=1');
      const { facts } = (await answer.json()) as { facts: FactView[] };
      return facts[0]?.status === 503;
    });
    const found = await readBack(program);
    expectAllFound(load.acknowledged, found);
    expect(await program.stop()).toBe(0);
    expectSoundDatabase(data, found);
  }, 60_000);
});
