/** What a command sees of the process: only main.ts knows the real one. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  /** What comes in; asked for once. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Data. */
  readonly stdout: DataOutput;
  /** Talk. */
  readonly stderr: Output & { readonly fd: number };
  /** Resolves when the user or the system asks the process to stop (SIGINT, SIGTERM …), or something was thrown that nobody caught. */
  readonly stopped: Promise<StopReason>;
  readonly version: string;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly useColor: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly width: number | undefined;
}

export interface DataOutput extends Output {
  /** For those who write it from another thread. */
  readonly fd: number;
  /** Resolves when nobody reads any more, as after `| head`. */
  readonly closed: Promise<void>;
  /** Resolves when there is room for more, or nobody reads any more. */
  drained(): Promise<void>;
}

export interface StopReason {
  readonly signal?: string;
  readonly error?: unknown;
}
