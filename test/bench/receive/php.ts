import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import type { Child, Children } from './children.ts';
import { isInstalled } from './machine.ts';
import type { Server } from './server.ts';

const startMs = 10_000;

/** The name of the installed php-fpm, if there is one and nginx to go before it. */
export function findPhpFpm(): string | undefined {
  if (!isInstalled('nginx')) return undefined;
  return ['php-fpm', 'php-fpm8.4', 'php-fpm8.3', 'php-fpm8.2', 'php-fpm8.1'].find(isInstalled);
}

/**
 * Starts nginx + php-fpm as a careful administrator would: static pool, opcache, keep-alive, no access log (the log under test is the one
 * that `show.php` writes). Configuration, socket and logs live in `directory`.
 */
export async function startPhp(
  children: Children,
  directory: string,
  phpFpm: string,
): Promise<Server> {
  if (!spawnSync(phpFpm, ['-m'], { encoding: 'utf8' }).stdout.includes('Zend OPcache'))
    throw new Error(`${phpFpm} has no opcache: the comparison would flatter`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const script = join(directory, 'show.php');
  copyFileSync(join(import.meta.dirname, 'baselines', 'show.php'), script);
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  writeFileSync(join(directory, 'fpm.conf'), fpmConfig(directory, isRoot));
  writeFileSync(join(directory, 'nginx.conf'), nginxConfig(directory, script, port, isRoot));

  const fpm = children.start('php-fpm', phpFpm, [
    '--nodaemonize',
    ...(isRoot ? ['--allow-to-run-as-root'] : []),
    '--fpm-config',
    join(directory, 'fpm.conf'),
  ]);
  const nginx = children.start('nginx', 'nginx', [
    ...['-p', directory, '-c', join(directory, 'nginx.conf')],
    ...['-e', join(directory, 'nginx.log')],
  ]);
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(url, [fpm, nginx]);
  return {
    name: 'php',
    url,
    roots: [nginx.pid, fpm.pid],
    stop: async () => (await Promise.all([children.stop(nginx), children.stop(fpm)])).join(', '),
  };
}

function fpmConfig(directory: string, isRoot: boolean): string {
  return `[global]
error_log = ${directory}/fpm.log
[www]
${isRoot ? 'user = root\ngroup = root' : ''}
listen = ${directory}/fpm.sock
pm = static
pm.max_children = 8
php_admin_value[error_log] = ${directory}/show.log
php_admin_flag[log_errors] = on
php_admin_flag[opcache.enable] = on
`;
}

function nginxConfig(directory: string, script: string, port: number, isRoot: boolean): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path ${directory}/${kind};`)
    .join('\n');
  return `${isRoot ? 'user root;' : ''}
daemon off;
worker_processes auto;
pid ${directory}/nginx.pid;
events { worker_connections 2048; }
http {
${temporary}
  access_log off;
  keepalive_requests 100000000;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /fordel/show.php {
      fastcgi_pass unix:${directory}/fpm.sock;
      fastcgi_param SCRIPT_FILENAME ${script};
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param REMOTE_ADDR $remote_addr;
    }
  }
}
`;
}

/** nginx cannot be asked for any free port, so one is taken and given back. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on TCP has an AddressInfo, never a string or null.
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

async function firstAnswer(url: string, children: readonly Child[]): Promise<void> {
  const deadline = performance.now() + startMs;
  for (;;) {
    const ended = children.find((child) => !child.isRunning);
    if (ended !== undefined) throw new Error(`${ended.name}: ${await ended.ended}`);
    const status = await fetch(`${url}/fordel/show.php?myid=175`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    if (performance.now() > deadline) throw new Error(`php answers ${status}`);
    await sleep(50);
  }
}
