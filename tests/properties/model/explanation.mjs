// What a person is told about each event of a state: whether it is possible, and if not, whether that is about them.
// What the form is about to ask for counts as met.
import { answerTo, blamesOfAll } from './conditions.mjs';
import { actsAs, answerer, sceneOf } from './machine.mjs';

function blamesOf(branches, scene) {
  const conditions = branches.map((branch) => branch.guard?.params);
  if (conditions.some((condition) => !condition || answerTo(condition, scene).is !== 'no')) return [];
  return blamesOfAll(conditions, scene).map(({ aboutPerson }) => aboutPerson);
}

export function explanation(exported, snapshot, around) {
  const { context, value: state } = snapshot;
  const order = Object.keys(exported.states);
  const list = [];
  for (const [event, branches] of Object.entries(exported.states[state].on ?? {})) {
    const { by, asks, needs, reason, signature, quorum } = branches[0].meta;
    if (by.every((who) => who === 'timer')) continue;
    const scene = { ...sceneOf(context, around), deferred: new Set(asks) };
    const blames = blamesOf(branches, scene);
    if (!by.some((who) => actsAs(who, context.fields, context, around))) blames.push(true);
    if (quorum && actsAs(quorum.of, context.fields, context, around)) {
      const person = answerer(quorum.of, context.fields, around);
      if (context.answers.some((answer) => answer.event === event && answer.person === person)) blames.push(true);
    }
    const leadsBack = branches.every(({ target }) => target && order.indexOf(target) < order.indexOf(state));
    list.push({
      event, asks, needs, signature,
      to: [...new Set(branches.map(({ target }) => target ?? state))],
      allowed: blames.length === 0,
      for_person: !blames.includes(true),
      needs_comment: reason || leadsBack,
      leads_back: leadsBack,
    });
  }
  return list;
}
