import { connect } from 'node:net';

/**
 * Sends requests for these targets over keep-alive connections, several at a time on each: as fast as can be with little work here.
 * Resolves when there are no more targets or every connection has ended.
 * @returns how many were answered 200
 */
export async function sendTargets(
  receiverUrl: string,
  targets: Iterator<string>,
  options: {
    readonly connections?: number;
    readonly ahead?: number;
    readonly onAnswers?: (count: number) => void;
  } = {},
): Promise<number> {
  const { connections = 4, ahead = 16 } = options;
  const { hostname, port } = new URL(receiverUrl);
  let acknowledged = 0;
  const sendOver = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) });
      let underWay = 0;
      let rest = '';
      const send = (): void => {
        let text = '';
        while (underWay < ahead) {
          const target = targets.next();
          if (target.done === true) break;
          text += `GET ${target.value} HTTP/1.1\r\nHost: somehost.com\r\n\r\n`;
          underWay++;
        }
        if (text !== '') socket.write(text);
        else if (underWay === 0) socket.end();
      };
      socket.setEncoding('latin1').on('data', (text: string) => {
        const parts = (rest + text).split(answerEnd);
        rest = parts.pop() ?? '';
        if (parts.some((part) => !part.startsWith('HTTP/1.1 200 '))) {
          socket.destroy();
          reject(new Error(`an answer is no 200: ${parts.join('\n')}`));
          return;
        }
        acknowledged += parts.length;
        underWay -= parts.length;
        options.onAnswers?.(parts.length);
        send();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve();
      });
      socket.on('connect', send);
    });
  await Promise.all(Array.from({ length: connections }, sendOver));
  return acknowledged;
}

const answerEnd = '\r\n\r\nok';
