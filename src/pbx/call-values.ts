import type { CallIds } from './call-ids.ts';
import {
  addressOf,
  internalNumber,
  type NumberingPlan,
  type PlannedExtension,
} from './numbering-plan.ts';
import type { End, ScenarioLeg } from './scenario.ts';
import type { Values } from './sent-fields.ts';

/** Finds an extension of the plan by its number. */
export type FindExtension = (number: string) => PlannedExtension;

/** What is the same on all events of one leg: its ids, and who takes part. Of the ends of a call the extension that sends them names itself. */
export function legValues(
  leg: ScenarioLeg,
  subCallId: string,
  call: { readonly ids: CallIds; readonly plan: NumberingPlan; readonly find: FindExtension },
): Values {
  const { ids, plan, find } = call;
  return {
    CallID: ids.callId,
    SubCallID: subCallId,
    CallAPIID: ids.callApiId,
    CallBackID: ids.callBackId,
    CallFlow: leg.flow,
    ...(leg.flow === 'in' ? incoming(leg, plan, find) : outgoing(leg, plan, find)),
  };
}

/** Whoever is outside has no extension: that of the IVR or queue he came through stands there, and the public number he dialled is passed on. */
function incoming(leg: ScenarioLeg, plan: NumberingPlan, find: FindExtension): Values {
  const from = leg.from === undefined ? undefined : find(leg.from);
  const passedBy = leg.via === undefined ? from : find(leg.via);
  const own = find(leg.extension);
  const [outside] = plan.outside;
  return {
    CallerIDNum: from === undefined ? outside : internalNumber(plan, from),
    CallerIDName: from === undefined ? outside : from.name,
    ...callerExtension(plan, passedBy),
    CalledNumber: internalNumber(plan, own),
    ...calledExtension(plan, own),
    CalledDID: from === undefined ? plan.did : undefined,
    RemoteNumber: leg.remote === undefined ? undefined : numberOf(leg.remote, plan, find),
  };
}

function outgoing(leg: ScenarioLeg, plan: NumberingPlan, find: FindExtension): Values {
  const own = find(leg.extension);
  const { to } = leg;
  return {
    CallerIDNum: internalNumber(plan, own),
    CallerIDName: own.name,
    ...callerExtension(plan, own),
    CalledNumber: to === undefined ? undefined : numberOf(to, plan, find),
    ...(to !== undefined && 'extension' in to
      ? calledExtension(plan, find(to.extension))
      : undefined),
    Transfered: leg.isTransfered ? 'yes' : undefined,
  };
}

function callerExtension(plan: NumberingPlan, extension: PlannedExtension | undefined): Values {
  if (extension === undefined) return {};
  return { CallerExtension: addressOf(plan, extension), CallerExtensionID: extension.id };
}

function calledExtension(plan: NumberingPlan, extension: PlannedExtension): Values {
  return { CalledExtension: addressOf(plan, extension), CalledExtensionID: extension.id };
}

function numberOf(end: End, plan: NumberingPlan, find: FindExtension): string {
  if ('outside' in end) return plan.outside[end.outside];
  return 'dialled' in end ? end.dialled : internalNumber(plan, find(end.extension));
}
