import { destination, pino, type DestinationStream } from 'pino';
import pretty from 'pino-pretty';

/**
 * The program's own log: ids, counts, codes and reasons. Never bodies, headers, query values, tokens or numbers: what is captured belongs
 * into the journal and the event log only. Messages are constant strings; what varies goes into the fields.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * Opens the log on a file descriptor: JSON lines, or readable ones for a terminal. Writes at once: it is little, and the last line before
 * the end is the one that matters.
 */
export function openLogger(options: {
  fd: number;
  level: LogLevel;
  isTerminal: boolean;
  useColor: boolean;
}): Logger {
  const stream: DestinationStream = options.isTerminal
    ? pretty({
        destination: options.fd,
        sync: true,
        colorize: options.useColor,
        singleLine: true,
        translateTime: 'SYS:HH:MM:ss.l',
      })
    : destination({ fd: options.fd, sync: true });
  return pino({ level: options.level, base: null }, stream);
}
