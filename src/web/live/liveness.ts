/** How fresh what is shown is: what the badge says. */
export type Liveness =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** Connected, at first or again: what came meanwhile is arriving. */
  | { readonly state: 'catching-up' }
  /** The stream cannot be had, but the API answers; why, is a sentence. */
  | { readonly state: 'polling'; readonly why: string }
  | { readonly state: 'offline'; readonly since: Date };

export function isSameLiveness(a: Liveness | undefined, b: Liveness): boolean {
  if (a?.state === 'polling' && b.state === 'polling') return a.why === b.why;
  return a?.state === b.state;
}
