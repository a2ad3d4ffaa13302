import type { ResolvedConfig, SettingName } from '../config.ts';
import type { Shell } from './shell.ts';

/** What may stand after a command beside its flags. */
export interface CommandArgument {
  /** As commander writes it: `<id>`, `[filter...]`. */
  readonly name: string;
  readonly help: string;
  /** A filter may begin with `-`, which is how flags begin. */
  readonly isFilter?: boolean;
  /** The words that are allowed; absent: any. */
  readonly words?: readonly string[];
}

/** One verb of the command line. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** The settings it takes as flags. */
  readonly settings: readonly SettingName[];
  readonly args?: readonly CommandArgument[];
  /**
   * Flags of its own, which are no settings: on or off. `--no-x` alone is the switch `x`, which is on without it. Beside `--x` neither is on by
   * itself, and `--no-x` is the switch `no-x`.
   */
  readonly switches?: Readonly<Record<string, string>>;
  readonly examples: readonly string[];
  /** Returns the exit status. */
  readonly run: (
    resolved: ResolvedConfig,
    shell: Shell,
    switches: ReadonlySet<string>,
    args: readonly string[],
  ) => number | Promise<number>;
}
