import type { ExtensionKind } from '../../protocol/call.ts';
import type { SendMethod } from '../to-request.ts';

/** What one extension's events can be subscribed to, in the vendor's order. */
export const extensionEventTypes = [
  'dial-in',
  'dial-out',
  'hangup',
  'answer',
  'message-in',
  'message-out',
  'voicemail',
] as const;

/** The resource of all phones has one more. */
export const phoneEventTypes = [...extensionEventTypes, 'extension-call-status'] as const;

export type SubscribedType = (typeof phoneEventTypes)[number];

/** Whose events: an extension's, by its id, or those of all phones of the client. */
export type Owner = `${number}` | 'all-phones';

/** One wish to be told of one type of event at one URL. */
export interface Subscription {
  readonly id: number;
  readonly owner: Owner;
  /** As it was given. */
  readonly url: string;
  readonly method: SendMethod;
  readonly event_type: SubscribedType;
}

/** What whoever subscribes says. */
export type WantedSubscription = Pick<Subscription, 'url' | 'method' | 'event_type'>;

/** What an extension of this kind can be subscribed to: only phones have messages, says the vendor. */
export function typesOf(kind: ExtensionKind): readonly SubscribedType[] {
  if (kind === 'phone') return extensionEventTypes;
  return extensionEventTypes.filter((type) => !type.startsWith('message-'));
}
