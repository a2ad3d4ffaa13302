import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeWith } from '../support/fault.ts';
import { startLoad } from '../support/load.ts';
import { startProgram, temporaryDirectory } from '../support/program.ts';
import { readFlushOrder, straceInto, type FlushOrder } from '../support/strace.ts';

/** Sends 640 events, 8 at a time, and then some one by one, and looks at the order of system calls. */
async function traced(...program: readonly string[]): Promise<FlushOrder> {
  using directory = temporaryDirectory();
  const trace = join(directory.path, 'trace');
  await using running = await startProgram({
    data: join(directory.path, 'data'),
    before: [...straceInto(trace), ...program],
  });
  const { receiverUrl } = running;
  const many = startLoad({ receiverUrl, label: 'many', connections: 8, requests: 80 });
  await many.ended;
  const one = startLoad({ receiverUrl, label: 'one', connections: 1, requests: 40 });
  await one.ended;
  await running.stop();
  const acknowledged = [...many.acknowledged, ...one.acknowledged];
  expect(acknowledged).toHaveLength(680);
  const order = readFlushOrder(trace, new Map(acknowledged.map(({ id, key }) => [id, key])));
  expect(order.answers).toBe(680);
  return order;
}

describeWith(['root', 'strace'], () => {
  test('no 200 leaves before the flush of its event has ended', async () => {
    const { unflushed, flushes } = await traced();
    expect(unflushed).toEqual([]);
    // 40 that came one by one need one each; those that came together share.
    expect(flushes).toBeGreaterThan(40);
    expect(flushes).toBeLessThan(680);
  }, 60_000);

  test('that check finds every answer of a store that does not flush', async () => {
    const { unflushed } = await traced(process.execPath, 'test/support/serve-without-flush.ts');
    expect(unflushed).toHaveLength(680);
  }, 60_000);
});
