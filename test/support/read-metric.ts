import type { Program } from './program.ts';

/** One number of `/metrics`, of a metric without labels. */
export async function readMetric(program: Pick<Program, 'ask'>, name: string): Promise<number> {
  const text = await (await program.ask('/metrics')).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}
