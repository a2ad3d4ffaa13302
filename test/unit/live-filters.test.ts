import { expect, test } from '@jest/globals';
import { startInspector } from '../support/inspector.ts';

test.each([
  ['outcome:missed', 'outcome:missed', 0, 8],
  ['type:hangup -direction:in', '-direction:in', 13, 10],
  ['myid:175 Duration:>30s', 'duration:>30s', 9, 9],
  ['rang:<5s', 'rang:<5s', 0, 5],
])(
  '%s cannot be asked of events as they come, and the answer says what can',
  async (q, term, at, length) => {
    await using inspector = await startInspector();
    const query = encodeURIComponent(q);
    for (const path of [
      `/api/v1/stream?q=${query}`,
      `/api/v1/stream?of=events&q=${query}`,
      `/api/v1/wait?timeout=10ms&q=${query}`,
    ]) {
      const { status, text } = await inspector.get(path);
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({
        code: 'bad_filter',
        detail: `${term} asks how a call ends, and an event comes before that is known. Follow calls instead (/api/v1/stream?of=calls, ringlog tail --calls), or leave the term out.`,
        at,
        length,
      });
    }
    const ofCalls = await inspector.get(`/api/v1/stream?of=calls&q=${query}`);
    expect(ofCalls.status).toBe(200);
  },
);

test('a filter that is none is refused by a stream of calls, too', async () => {
  await using inspector = await startInspector();
  const { status, text } = await inspector.get('/api/v1/stream?of=calls&q=outcome:lost');
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ code: 'bad_filter' });
  const other = await inspector.get('/api/v1/stream?of=legs');
  expect(other.status).toBe(400);
});
