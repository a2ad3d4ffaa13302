import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeWith } from '../support/fault.ts';
import { startLoad, type Answer } from '../support/load.ts';
import { startProgram, temporaryDirectory, within } from '../support/program.ts';
import { expectAllFound, expectSoundDatabase, readBack } from '../support/read-back.ts';
import { failFlush, readFlushOrder } from '../support/strace.ts';

describeWith(['root', 'strace'], () => {
  test('after a failed flush nothing of that batch is acknowledged and the process ends with 74; the next start is clean', async () => {
    using directory = temporaryDirectory();
    const data = join(directory.path, 'data');
    const acknowledged: Answer[] = [];
    for (const n of [1, 2, 5, 17, 40]) {
      await using program = await startProgram({ data });
      const trace = join(directory.path, `trace-${n}`);
      await failFlush(program.pid, n, trace);
      const { receiverUrl } = program;
      const load = startLoad({ receiverUrl, label: `n${n}`, connections: 8 });
      const status = await within(program.exited, () => 'it goes on after a failed flush');
      const endedAt = Date.now() / 1000;
      await load.ended;
      expect(status).toBe(74);
      acknowledged.push(...load.acknowledged);

      // Who waited for that batch is told; nobody is told anything better.
      const refused = load.answers.filter(({ status }) => status !== 200);
      expect(refused.length).toBeGreaterThan(0);
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      const keyOf = new Map(load.acknowledged.map(({ id, key }) => [id, key]));
      const { unflushed, failedAt = 0, answers } = readFlushOrder(trace, keyOf);
      expect(answers).toBe(load.acknowledged.length);
      expect(unflushed).toEqual([]);
      expect(endedAt - failedAt).toBeLessThan(2);
      expect(program.stderr()).toContain('store_failed');
    }
    expect(acknowledged.length).toBeGreaterThan(20);

    await using program = await startProgram({ data });
    const found = await readBack(program);
    expectAllFound(acknowledged, found);
    expect(await program.stop()).toBe(0);
    expectSoundDatabase(data, found);
  }, 60_000);
});
