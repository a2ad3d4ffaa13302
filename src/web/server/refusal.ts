/** What a refusing server says, as `api/problem` has it; `at` and `length` of a filter that is not understood. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  readonly at?: number;
  readonly length?: number;
  readonly suggestion?: string;
}

/** An answer that is no success, or none at all. */
export class Refusal extends Error {
  /** 0 if the server was not reached. */
  readonly status: number;
  readonly fault: Fault;

  constructor(status: number, fault: Fault) {
    super(fault.detail);
    this.status = status;
    this.fault = fault;
  }
}

/** What there is to say about something that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What was thrown, as a refusal; what is none is a fault of the page itself. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(0, { code: 'page', detail: messageOf(error) });
}
