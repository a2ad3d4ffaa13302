import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';

type Tool = 'root' | 'strace' | 'mount' | 'chromium' | 'script';

/**
 * A group of tests that need these to make their faults. On a machine without them they are skipped and it says so loudly; in CI they fail
 * instead, so that nobody takes a run without them for a good one.
 */
export function describeWith(tools: readonly Tool[], define: () => void): void {
  const missing = tools.filter((tool) => !isThere(tool));
  const what = `need what this machine lacks: ${missing.join(', ')}`;
  if (missing.length > 0 && process.env['CI'] !== undefined)
    throw new Error(`The tests of this file ${what}.`);
  // Not console: jest shows nothing of a file whose tests are all skipped.
  if (missing.length > 0) process.stderr.write(`SKIPPED: tests that ${what}.\n`);
  const group = missing.length > 0 ? describe.skip : describe;
  group(`with ${tools.join(' and ')}`, define);
}

function isThere(tool: Tool): boolean {
  if (tool === 'root') return process.getuid?.() === 0;
  if (tool === 'mount') return isThere('root') && canMount();
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((directory) => existsSync(join(directory, tool)));
}

/** Root in a container may still not mount. */
function canMount(): boolean {
  try {
    using directory = mountTemporary('2m');
    return directory.path !== '';
  } catch {
    return false;
  }
}

/** A small file system of its own; gone at the end of the block. */
export function mountTemporary(size: string): {
  readonly path: string;
  grow(size: string): void;
  [Symbol.dispose](): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'ringlog-disk-'));
  mount(path, ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  return {
    path,
    grow: (larger) => {
      execFileSync('mount', ['-o', `remount,size=${larger}`, path], { stdio: 'pipe' });
    },
    [Symbol.dispose]: () => {
      unmount(path);
    },
  };
}

/** Shows a directory a second time, read-only. */
export function mountReadOnly(source: string): {
  readonly path: string;
  [Symbol.dispose](): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'ringlog-read-only-'));
  mkdirSync(source, { recursive: true });
  mount(path, ['--bind', source, path]);
  execFileSync('mount', ['-o', 'remount,bind,ro', path], { stdio: 'pipe' });
  return {
    path,
    [Symbol.dispose]: () => {
      unmount(path);
    },
  };
}

/** Leaves nothing behind where mounting is not allowed. */
function mount(path: string, args: readonly string[]): void {
  try {
    execFileSync('mount', args, { stdio: 'pipe' });
  } catch (error) {
    rmSync(path, { recursive: true });
    throw error;
  }
}

/** Lazily, so that a process that has not quite ended does not leave the mount behind. */
function unmount(path: string): void {
  execFileSync('umount', ['-l', path], { stdio: 'pipe' });
  rmSync(path, { recursive: true, force: true });
}
