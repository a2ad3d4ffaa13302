import { expect, test } from '@jest/globals';
import { sharedAnswer } from '../../src/http/shared-answer.ts';

test('who asks while an answer is made shares the next one, and never gets one that was begun before', async () => {
  const begun: PromiseWithResolvers<string>[] = [];
  const ask = sharedAnswer(() => {
    const answer = Promise.withResolvers<string>();
    begun.push(answer);
    return answer.promise;
  });
  const first = ask();
  const others = [ask(), ask(), ask()];
  expect(begun).toHaveLength(1);
  begun[0]?.resolve('first');
  expect(await first).toBe('first');
  const late = ask();
  expect(begun).toHaveLength(2);
  begun[1]?.resolve('second');
  expect(await Promise.all(others)).toEqual(['second', 'second', 'second']);
  begun[2]?.resolve('third');
  expect(await late).toBe('third');
  expect(begun).toHaveLength(3);
});

test('however they ask, one is made at a time', async () => {
  let [running, most] = [0, 0];
  const ask = sharedAnswer(async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  });
  const asked: Promise<unknown>[] = [];
  for (let turn = 0; turn < 50; turn++) {
    asked.push(ask());
    await Promise.resolve();
  }
  await Promise.all(asked);
  expect(most).toBe(1);
});

test('an answer that fails is told to those who wait for it, and to nobody else', async () => {
  let count = 0;
  const ask = sharedAnswer(() => {
    count++;
    return count === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(count);
  });
  const [first, second, third] = await Promise.allSettled([ask(), ask(), ask()]);
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'gone' } });
  expect([second, third]).toEqual([
    { status: 'fulfilled', value: 2 },
    { status: 'fulfilled', value: 2 },
  ]);
  expect(await ask()).toBe(3);
});
