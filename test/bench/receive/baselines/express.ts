/** Express 5 as a newcomer writes it: one route, no middleware, no body parser, no log. */
import type { AddressInfo } from 'node:net';
import express from 'express';

const app = express();
app.all('/fordel/show.php', (_request, response) => {
  response.send('ok');
});
const server = app.listen(0, '127.0.0.1', () => {
  // A server that listens on TCP has an AddressInfo, never a string or null.
  const { port } = server.address() as AddressInfo;
  console.log(`ready receiver=http://127.0.0.1:${port} pid=${process.pid}`);
});
