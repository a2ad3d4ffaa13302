import type { FindExtension } from './call-values.ts';

import { addressOf, internalNumber, type NumberingPlan } from './numbering-plan.ts';
import type { AgentChange, Scenario, ScenarioMessage } from './scenario.ts';
import type { Step } from './step.ts';

/** What of a scenario is no call: its messages and agents. These events have no `EventType`. */
export function otherSteps(
  { messages, agents }: Scenario,
  plan: NumberingPlan,
  find: FindExtension,
): readonly Step[] {
  return [
    ...messages.map((message) => messageStep(message, plan, find)),
    ...agents.map((change) => agentStep(change, plan, find)),
  ];
}

function messageStep(message: ScenarioMessage, plan: NumberingPlan, find: FindExtension): Step {
  const { flow, text, result, atMs } = message;
  const extension = find(message.extension);
  const [outside] = plan.outside;
  const about = { extension_id: extension.id, text };
  if (flow === 'in')
    return {
      atMs,
      type: 'message-in',
      extension,
      values: {
        ...about,
        extension_name: addressOf(plan, extension),
        src_number: outside,
        did_number: plan.did,
      },
    };
  const sent = { ...about, src_number: plan.did, dst_number: outside };
  if (result === undefined)
    return {
      atMs,
      type: 'message-out',
      extension,
      values: { ...sent, extension_name: addressOf(plan, extension) },
    };
  return {
    atMs,
    type: 'message-out-status',
    extension,
    values: { ...sent, extension_name: internalNumber(plan, extension), status: result },
  };
}

function agentStep(
  { atMs, isLogin, ...change }: AgentChange,
  plan: NumberingPlan,
  find: FindExtension,
): Step {
  const extension = find(change.extension);
  return {
    atMs,
    type: isLogin ? 'agent-login' : 'agent-logout',
    extension,
    values: {
      agent_status: isLogin ? 'available' : 'logged_out',
      agent_type: 'local',
      event_source: 'api',
      agent_id: extension.agentId,
      extension_name: addressOf(plan, extension),
    },
  };
}
