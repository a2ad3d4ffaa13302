/**
 * The bundled followers: `node followers.ts JSON` opens waits and streams as plain requests, reads all that comes and throws it away, until
 * it is ended. It parses nothing: the machine's other core is needed for the load.
 */
import { connect } from 'node:net';
import type { FollowPlan } from './follow-plan.ts';

// The plan is written by a file of this folder, which shares its type.
const plan = JSON.parse(process.argv[2] ?? '') as FollowPlan;
const { hostname, port, host } = new URL(plan.url);

/** So many are opened at once: a server's queue of new connections is short. */
const openedAtOnce = 50;

for (let at = 0; at < plan.paths.length; at += openedAtOnce)
  await Promise.all(plan.paths.slice(at, at + openedAtOnce).map(open));
console.log('ready');

function open(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${plan.token}\r\n\r\n`,
      );
      resolve();
    });
    socket.on('error', reject);
    socket.resume();
  });
}
