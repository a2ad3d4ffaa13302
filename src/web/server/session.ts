import type { RouteJson } from '../../api/route.ts';
import type { Routes } from '../../api/contract.ts';
import { ask, send } from './ask.ts';

/** How the server sees this browser. */
export type Session = RouteJson<Routes['session']>;

const path = 'api/v1/session';

export function readSession(): Promise<Session> {
  return ask('session', path);
}

/** @throws {Refusal} 401 for a wrong, used or expired one; 429 after too many wrong ones */
export async function logIn(
  proof: { readonly code: string } | { readonly token: string },
): Promise<void> {
  await send(path, { method: 'POST', body: proof });
}

export async function logOut(): Promise<void> {
  await send(path, { method: 'DELETE' });
}
