/**
 * The bundled load: `node generator.ts JSON` sends requests over keep-alive connections and prints one line of JSON.
 *
 * Closed loop: every connection sends again when it was answered. Open loop: requests are due at fixed times whatever the server does;
 * one that finds no idle connection waits, and its latency counts from the time it was due, so a stall cannot hide (no coordinated
 * omission). All that was sent is waited for, so the answers counted are exactly the requests made.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { readAnswer } from './answer.ts';
import type { GeneratorPlan, Load } from './load.ts';
import { percentile } from './statistics.ts';

/** More failures than this and the rest tells nothing new. */
const maxErrors = 1_000;
const drainMs = 15_000;

interface Connection {
  socket: Socket;
  text: string;
  /** When the request it waits for was due; undefined while it is idle. */
  dueAt: number | undefined;
}

// The plan is written by load.ts, which shares its type.
const plan = JSON.parse(process.argv[2] ?? '') as GeneratorPlan;
const { hostname, port } = new URL(plan.url);
const nextRequest = requestMaker();
const latenciesMs: number[] = [];
const latenessMs: number[] = [];
const errors: Record<string, number> = {};
const idle: Connection[] = [];
const due: number[] = [];
let dueHead = 0;
let inFlight = 0;
let sent = 0;
let isOver = false;
let alive = plan.connections;
let finish: () => void = () => undefined;
const finished = new Promise<void>((resolve) => (finish = resolve));

const connections = await Promise.all(Array.from({ length: plan.connections }, open));
const startedAt = performance.now();
const endsAt = startedAt + plan.secs * 1000;
if (plan.rate === undefined) for (const connection of connections) sendAgain(connection);
else schedule(plan.rate);
const drainLimit = setTimeout(finish, plan.secs * 1000 + drainMs);
await finished;
clearTimeout(drainLimit);
const secs = (performance.now() - startedAt) / 1000;
const unanswered = inFlight + due.length - dueHead;
if (unanswered > 0) errors['unanswered'] = unanswered;
for (const { socket } of connections) socket.destroy();

const result: Load = {
  requests: latenciesMs.length,
  secs,
  errors,
  p50Ms: percentile(latenciesMs, 0.5),
  p99Ms: percentile(latenciesMs, 0.99),
  p999Ms: percentile(latenciesMs, 0.999),
  maxMs: percentile(latenciesMs, 1),
  ...(plan.rate === undefined ? {} : { sendLatenessP99Ms: percentile(latenessMs, 0.99) }),
};
console.log(`RESULT ${JSON.stringify(result)}`);

function requestMaker(): () => string {
  const fixed = `Host: ${hostname}:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n`;
  if (plan.templates === undefined) return () => `GET ${plan.path} HTTP/1.1\r\n${fixed}\r\n`;
  const templates = readFileSync(plan.templates, 'latin1').trimEnd().split('\n');
  return () => {
    const callId = plan.prefix + sent.toString(16).padStart(8, '0');
    const fields = (templates[sent % templates.length] ?? '').replace('\t', callId);
    if (plan.method === 'GET') return `GET ${plan.path}&${fields} HTTP/1.1\r\n${fixed}\r\n`;
    return (
      `POST ${plan.path} HTTP/1.1\r\n${fixed}Content-Type: application/x-www-form-urlencoded\r\n` +
      `Content-Length: ${fields.length}\r\n\r\n${fields}`
    );
  };
}

async function open(): Promise<Connection> {
  const socket = await dial();
  const connection: Connection = { socket, text: '', dueAt: undefined };
  listen(connection);
  return connection;
}

function dial(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function listen(connection: Connection): void {
  const { socket } = connection;
  socket.on('data', (chunk) => {
    connection.text += chunk.toString('latin1');
    const answer = readAnswer(connection.text);
    if (answer === undefined || connection.dueAt === undefined) return;
    connection.text = connection.text.slice(answer.length);
    latenciesMs.push(performance.now() - connection.dueAt);
    if (answer.status !== 200) fail(`status ${answer.status}`);
    connection.dueAt = undefined;
    inFlight -= 1;
    if (answer.isLast) void replace(connection);
    else sendAgain(connection);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (connection.socket !== socket || isOver) return;
    if (connection.dueAt !== undefined) {
      connection.dueAt = undefined;
      inFlight -= 1;
      fail('closed');
    }
    void replace(connection);
  });
}

async function replace(connection: Connection): Promise<void> {
  const at = idle.indexOf(connection);
  if (at >= 0) idle.splice(at, 1);
  try {
    connection.socket = await dial();
  } catch {
    fail('connect');
    alive -= 1;
    if (alive === 0) finish();
    checkEnd();
    return;
  }
  connection.text = '';
  listen(connection);
  sendAgain(connection);
}

function fail(kind: string): void {
  errors[kind] = (errors[kind] ?? 0) + 1;
  const total = Object.values(errors).reduce((sum, count) => sum + count, 0);
  if (total > maxErrors) finish();
}

/** Gives an idle connection its next request, if one is due. */
function sendAgain(connection: Connection): void {
  if (plan.rate === undefined) {
    const now = performance.now();
    if (now < endsAt && sent < (plan.count ?? Infinity)) send(connection, now);
    else checkEnd();
    return;
  }
  const dueAt = due[dueHead];
  if (dueAt === undefined) {
    idle.push(connection);
    checkEnd();
    return;
  }
  dueHead += 1;
  send(connection, dueAt);
}

function send(connection: Connection, dueAt: number): void {
  connection.dueAt = dueAt;
  inFlight += 1;
  connection.socket.write(nextRequest(), 'latin1');
  sent += 1;
  if (plan.rate !== undefined) latenessMs.push(performance.now() - dueAt);
}

function schedule(rate: number): void {
  idle.push(...connections);
  const total = Math.round(rate * plan.secs);
  let scheduled = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    for (; scheduled < total; scheduled += 1) {
      const dueAt = startedAt + (scheduled * 1000) / rate;
      if (dueAt > now) break;
      due.push(dueAt);
      const connection = idle.shift();
      if (connection !== undefined) sendAgain(connection);
    }
    if (scheduled < total) return;
    clearInterval(timer);
    isOver = true;
    checkEnd();
  }, 1);
}

function checkEnd(): void {
  if (plan.rate === undefined)
    isOver = performance.now() >= endsAt || sent >= (plan.count ?? Infinity);
  if (isOver && inFlight === 0 && dueHead === due.length) finish();
}
