import type { ApiCall } from '../../api/call.ts';
import type { EventSummary } from '../../api/event.ts';
import type { Frame } from './frame.ts';
import { NewestCalls } from './newest-calls.ts';
import type { Outlet } from './outlet.ts';
import { RecentIds } from './recent-ids.ts';

/** More than come between two questions to the server. */
const maxIds = 8_192;
const maxCalls = 4_096;

/** Takes what comes, from wherever, lets the same pass once, and knows how far it is. */
export class Intake {
  readonly #outlet: Outlet;
  readonly #ids = new RecentIds(maxIds);
  readonly #calls = new NewestCalls(maxCalls);
  #cursor: string;
  #isAhead = false;

  constructor(outlet: Outlet, after: string) {
    this.#outlet = outlet;
    this.#cursor = after;
  }

  /** Everything up to there was taken. */
  get cursor(): string {
    return this.#cursor;
  }

  /**
   * Takes what one source gives in order.
   * @returns what was new of it: calls that were known as they are, are not
   */
  take(frames: readonly Frame[]): readonly Frame[] {
    const news = frames.filter((frame) => this.#takeOne(frame));
    this.#outlet.at(this.#cursor);
    return news;
  }

  /** From now on a source is read that begins here. */
  goOn(): void {
    this.#isAhead = false;
  }

  /**
   * From now on a source is listened to that is not as far as this: what it tells of up to here is known.
   * @param ids of what it will tell of
   */
  know(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id);
    this.#isAhead = true;
  }

  #takeOne({ event, data, id }: Frame): boolean {
    let isNew = event === '' || event === 'gap';
    if (event === 'gap') this.#outlet.gap();
    else if (event === 'event') {
      // As the server makes them: what it sends was checked where it was made.
      const value = JSON.parse(data) as EventSummary;
      isNew = this.#ids.add(value.id);
      if (isNew) this.#outlet.event(value);
      if (isNew) this.#isAhead = false;
    } else if (event === 'call') {
      const value = JSON.parse(data) as ApiCall;
      isNew = this.#calls.isNews(value, data);
      if (isNew) this.#outlet.call(value);
      this.#isAhead = false;
    }
    if (id !== undefined && !this.#isAhead) this.#cursor = id;
    return isNew;
  }
}
