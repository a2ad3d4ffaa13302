import { internalNumber, type NumberingPlan, type PlannedExtension } from '../numbering-plan.ts';
import { notFound } from './refusal.ts';

/** The id of the one client that the simulated PBX has; `@me` is the same. */
export const clientId = 1;

/** Finds what the paths of the API name. */
export class Directory {
  readonly plan: NumberingPlan;
  readonly #byId: ReadonlyMap<string, PlannedExtension>;
  readonly #byNumber: ReadonlyMap<string, PlannedExtension>;

  constructor(plan: NumberingPlan) {
    this.plan = plan;
    this.#byId = new Map(plan.extensions.map((one) => [one.id, one]));
    this.#byNumber = new Map(
      plan.extensions.flatMap((one) => [
        [one.number, one],
        [internalNumber(plan, one), one],
      ]),
    );
  }

  /**
   * @param reference `175`, or by its name `@099` or `@000*099`
   * @throws {ApiRefusal} 404
   */
  extension(reference: string): PlannedExtension {
    const found = reference.startsWith('@')
      ? this.#byNumber.get(reference.slice(1))
      : this.#byId.get(reference);
    if (found === undefined) throw notFound();
    return found;
  }

  /** The extension with this number, `101` or `000*101`; undefined if it is none of the plan. */
  byNumber(number: string): PlannedExtension | undefined {
    return this.#byNumber.get(number);
  }

  /** @throws {ApiRefusal} 404 if it is neither `@me` nor the client's id */
  requireClient(reference: string): void {
    if (reference !== '@me' && reference !== String(clientId)) throw notFound();
  }
}
