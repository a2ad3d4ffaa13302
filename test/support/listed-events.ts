import { expect } from '@jest/globals';
import type { EventSummary } from '../../src/api/event.ts';
import type { Program } from './program.ts';

/** All events that match, in commit order, read page by page. */
export async function listEvents(
  program: Pick<Program, 'ask'>,
  q = '',
  from = '',
): Promise<readonly EventSummary[]> {
  const events: EventSummary[] = [];
  for (let after: string | undefined = from; after !== undefined;) {
    const query = new URLSearchParams({ q, after, order: 'oldest', limit: '1000' });
    const response = await program.ask(`/api/v1/events?${query.toString()}`);
    expect(response.status).toBe(200);
    const page = (await response.json()) as { events: EventSummary[]; next?: string };
    events.push(...page.events);
    after = page.next;
  }
  return events;
}

/** How far the index is. */
export async function indexStatus(
  program: Pick<Program, 'ask'>,
): Promise<{ indexedTo: string; behind: number; rebuilding?: { done: number; of: number } }> {
  const response = await program.ask('/api/v1/index');
  expect(response.status).toBe(200);
  return (await response.json()) as Awaited<ReturnType<typeof indexStatus>>;
}

/** Asks with another method than GET. */
export function askTo(
  program: Pick<Program, 'inspectorUrl' | 'token'>,
  method: 'POST' | 'DELETE',
  path: string,
): Promise<Response> {
  return fetch(`${program.inspectorUrl}${path}`, {
    method,
    headers: { Authorization: `Bearer ${program.token}` },
  });
}
