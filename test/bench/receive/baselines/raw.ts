/** The ceiling: node:http that answers and does nothing else; not even the body is read. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 2 });
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => {
  // A server that listens on TCP has an AddressInfo, never a string or null.
  const { port } = server.address() as AddressInfo;
  console.log(`ready receiver=http://127.0.0.1:${port} pid=${process.pid}`);
});
