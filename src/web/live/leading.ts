import type { Frame, TabMessage } from './frame.ts';
import type { Intake } from './intake.ts';
import type { Liveness } from './liveness.ts';
import type { SourceSink } from './source.ts';

/** Takes what the source of this tab reads, and tells it to the tabs that listen. */
export class Leading implements SourceSink {
  readonly #name: string;
  readonly #intake: Intake;
  readonly #tell: (liveness: Liveness) => void;
  readonly #post: (message: TabMessage) => void;
  #n = 0;
  #liveness: Liveness = { state: 'connecting' };

  constructor(
    name: string,
    own: {
      readonly intake: Intake;
      readonly tell: (liveness: Liveness) => void;
      readonly post: (message: TabMessage) => void;
    },
  ) {
    this.#name = name;
    this.#intake = own.intake;
    this.#tell = own.tell;
    this.#post = own.post;
    this.#intake.goOn();
  }

  /** Says that it is this one that reads now, and where it begins. */
  announce(): void {
    const at = this.#intake.cursor;
    this.#post({ kind: 'lead', by: this.#name, n: this.#n, at, liveness: this.#liveness });
  }

  receive(message: TabMessage): void {
    if (message.kind === 'hello') this.announce();
  }

  readonly cursor = (): string => this.#intake.cursor;

  /** Empty is told, too: it is a sign of life. */
  readonly take = (frames: readonly Frame[]): void => {
    const news = this.#intake.take(frames);
    this.#post({ kind: 'news', by: this.#name, n: ++this.#n, frames: news });
  };

  readonly tell = (liveness: Liveness): void => {
    this.#liveness = liveness;
    this.#tell(liveness);
    this.#post({ kind: 'liveness', by: this.#name, liveness });
  };
}
