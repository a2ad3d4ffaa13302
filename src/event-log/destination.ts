import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';

/** Where the event log goes: an open file descriptor, such as standard output, or a file to append to. */
export type DestinationName = { readonly fd: number } | { readonly file: string };

/** Something to write to that never blocks. */
export interface Destination {
  /**
   * Writes some of the bytes, at least one.
   * @returns how many
   * @throws an error of Node with `code`: `EAGAIN` when a reader has to make room first
   */
  write(bytes: Uint8Array): number;
  close(): void;
}

/**
 * Opens a destination. A thread that hangs in a blocking write cannot be stopped, and the process could not end: so pipes, sockets and
 * terminals are written to without blocking. That is a property of the open file, which a parent process may share: where possible it is
 * opened anew, and the parent's stays as it was.
 * @throws an error of Node with `code`
 */
export function openDestination(name: DestinationName): Destination {
  if ('file' in name) return own(openSync(name.file, appendFlags, 0o600));
  const { fd } = name;
  const stat = fstatSync(fd);
  if (stat.isFIFO() || isatty(fd)) {
    const reopened = reopen(fd);
    if (reopened !== undefined) return own(reopened);
  }
  // A regular file or a device takes what it is given at once, and has a position that must stay shared.
  if (!stat.isFIFO() && !stat.isSocket()) return { ...own(fd), close: () => undefined };
  return shared(fd);
}

const appendFlags =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_APPEND |
  constants.O_NONBLOCK |
  constants.O_NOCTTY;

/** Not everyone may open anew what they were given: a terminal after `su`, a pipe of another user. */
function reopen(fd: number): number | undefined {
  try {
    return openSync(
      `/proc/self/fd/${fd}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    );
  } catch {
    return undefined;
  }
}

function own(fd: number): Destination {
  return {
    write: (bytes) => writeSync(fd, bytes),
    close: () => {
      closeSync(fd);
    },
  };
}

/** A socket cannot be opened anew. Node has no call that sets O_NONBLOCK, but a stream made on the descriptor does it. */
function shared(fd: number): Destination {
  const holder = new Socket({ fd, readable: false, writable: true }).unref();
  return {
    write: (bytes) => writeSync(fd, bytes),
    // libuv leaves the descriptors 0 to 2 open.
    close: () => {
      holder.destroy();
    },
  };
}
