import { AppError, toAppError } from '../../errors.ts';
import { openSender, type OutboundAnswer, type Sender } from '../../outbound/sender.ts';
import type { PlannedRequest } from '../to-request.ts';
import type { TargetPolicy } from './target-policy.ts';

/** What came of sending once. */
export type Sent =
  | OutboundAnswer
  /** `isRefused`: nothing was sent, and never will be. */
  | { readonly error: string; readonly isRefused: boolean };

/** Sends to one origin, one request at a time, to addresses that the policy allows at that time. */
export class TargetSender {
  readonly #policy: TargetPolicy;
  readonly #timeoutMs: number;
  #open: { readonly key: string; readonly sender: Sender } | undefined;
  #isClosed = false;

  constructor(options: { readonly policy: TargetPolicy; readonly timeoutMs: number }) {
    this.#policy = options.policy;
    this.#timeoutMs = options.timeoutMs;
  }

  /** Never rejects. Of several addresses those after one that cannot be reached are tried too. */
  async send(url: URL, request: PlannedRequest): Promise<Sent> {
    const target = await this.#policy.find(url);
    if ('why' in target) return { error: target.why, isRefused: target.isRefused };
    let failure = new AppError('unreachable', `${url.origin} has no address.`);
    for (const address of target.addresses) {
      // The address was looked up meanwhile.
      if (this.#isClosed) return { error: 'it was ended', isRefused: false };
      try {
        return await this.#senderAt(url, address).send(request);
      } catch (error) {
        failure = toAppError(error);
        if (failure.code !== 'unreachable') break;
      }
    }
    return { error: failure.message, isRefused: false };
  }

  /** Cuts what is on its way; nothing more is sent. */
  close(): void {
    this.#isClosed = true;
    this.#open?.sender.close();
  }

  #senderAt(url: URL, address: string): Sender {
    const target = at(url, address);
    const key = target.href;
    if (this.#open?.key !== key) {
      this.#open?.sender.close();
      const sender = openSender({ target, connections: 1, timeoutMs: this.#timeoutMs });
      this.#open = { key, sender };
    }
    return this.#open.sender;
  }
}

/**
 * The URL with the address in place of the name. With https the name stays: the server has to prove that it is the one that is named before it is
 * sent anything, and could not for an address.
 */
function at({ protocol, origin }: URL, address: string): URL {
  const target = new URL(origin);
  if (protocol === 'http:') target.hostname = address.includes(':') ? `[${address}]` : address;
  return target;
}
