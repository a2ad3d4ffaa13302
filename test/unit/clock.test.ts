import { expect, test } from '@jest/globals';
import { createClock } from '../../src/clock.ts';

/** Two clocks under the test's hand, in ms; the wall clock has no fraction. */
function clocks(): { wall: number; monotonic: number; pass: (ms: number) => void } {
  const state = {
    wall: 1_700_000_000_000,
    monotonic: 5,
    pass: (ms: number) => {
      state.wall += ms;
      state.monotonic += ms;
    },
  };
  return state;
}

test('gives µs between the ms of the wall clock', () => {
  const state = clocks();
  const nowUs = createClock(
    () => Math.floor(state.wall),
    () => state.monotonic,
  );
  const startUs = nowUs();
  state.pass(0.25);
  expect(nowUs() - startUs).toBe(250);
  state.pass(10);
  expect(nowUs() - startUs).toBe(10_250);
});

test.each([3_600_000, -3_600_000, 50])(
  'follows a step of the wall clock by %d ms at once',
  (stepMs) => {
    const state = clocks();
    const nowUs = createClock(
      () => Math.floor(state.wall),
      () => state.monotonic,
    );
    nowUs();
    state.wall += stepMs;
    expect(nowUs()).toBe(Math.floor(state.wall) * 1000);
  },
);
