import { ApiRefusal } from './refusal.ts';

/** Counts the requests of each client by the hour, as the vendor does. */
export class RequestLimit {
  readonly #limit: number;
  readonly #nowMs: () => number;
  readonly #hours = new Map<string, { readonly beganAtMs: number; used: number }>();

  /** @param options.limit how many requests a client has in an hour */
  constructor(options: { readonly limit: number; readonly nowMs: () => number }) {
    this.#limit = options.limit;
    this.#nowMs = options.nowMs;
  }

  /**
   * Counts one request.
   * @returns the headers that tell the client how it stands
   * @throws {ApiRefusal} 429, with the same headers, until the hour is over
   */
  take(client: string): Readonly<Record<string, string>> {
    const nowMs = this.#nowMs();
    let hour = this.#hours.get(client);
    if (hour === undefined || nowMs >= hour.beganAtMs + hourMs) {
      this.#hours.delete(client);
      hour = { beganAtMs: nowMs, used: 0 };
      this.#hours.set(client, hour);
      if (this.#hours.size > maxClients) this.#hours.delete([...this.#hours.keys()][0] ?? '');
    }
    hour.used = Math.min(hour.used + 1, this.#limit + 1);
    const headers = {
      'X-RateLimit-Limit': String(this.#limit),
      'X-RateLimit-Remaining': String(Math.max(0, this.#limit - hour.used)),
      'X-RateLimit-Reset': String(Math.ceil((hour.beganAtMs + hourMs - nowMs) / 1_000)),
    };
    if (hour.used > this.#limit)
      throw new ApiRefusal(429, 'Too Many Requests', {
        headers,
        more: { status: 'rate_limit_exceeded' },
      });
    return headers;
  }
}

const hourMs = 3_600_000;

/** Any name can be a client's; those that came first are forgotten first. */
const maxClients = 1_000;
