import { Agent, get } from 'node:http';

/** Asks the inspector over one connection that is kept. */
export class Api {
  readonly #url: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** @returns the body as text. @throws {Error} unless it is answered 200 within half a minute */
  get(path: string): Promise<string> {
    const headers = { Authorization: `Bearer ${this.#token}` };
    const signal = AbortSignal.timeout(30_000);
    return new Promise((resolve, reject) => {
      get(`${this.#url}${path}`, { headers, agent: this.#agent, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${path}: ${response.statusCode ?? ''} ${text.slice(0, 300)}`));
        });
      }).on('error', reject);
    });
  }

  /** How many stored events the index has not seen yet. */
  async behind(): Promise<number> {
    const status = JSON.parse(await this.get('/api/v1/index')) as { behind: number };
    return status.behind;
  }

  close(): void {
    this.#agent.destroy();
  }
}
