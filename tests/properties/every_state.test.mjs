// Every state of every shipped definition is reached, and every step taken, by the engine itself: cases are opened and
// led on by chance, preferring what was seen least, until nothing is missing.
//   PROVOST_PROPERTY_SEED      the first walk's seed; the next walks take the next numbers
//   PROVOST_PROPERTY_WORKFLOW  only this definition
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { compare, engineAndModels, allNames } from './support.mjs';
import { walk } from './walks/walk.mjs';

const only = process.env.PROVOST_PROPERTY_WORKFLOW;
const names = only ? [only] : allNames;
const firstSeed = Number(process.env.PROVOST_PROPERTY_SEED ?? 1);
const mostSteps = 60_000;

const stepName = (event, from, to) => `${event}: ${from} to ${to}`;

function stepsOf({ states }) {
  return Object.entries(states).flatMap(([from, { on = {}, always = [] }]) => [
    ...Object.entries(on).flatMap(([event, branches]) => branches.map(({ target }) => stepName(event, from, target ?? from))),
    ...always.map(({ target, meta }) => stepName(meta.event, from, target)),
  ]);
}

describe('what the engine reaches', () => {
  let world;
  before(async () => {
    world = await engineAndModels(names);
  });
  after(() => world?.engine.end());

  for (const name of names) {
    test(name, async (t) => {
      const model = world.models.get(name);
      const missingStates = new Set(Object.keys(model.exported.states));
      const missingSteps = new Set(stepsOf(model.exported));
      const visits = new Map();
      let seed = firstSeed;
      let steps = 0;
      for (; missingStates.size + missingSteps.size > 0 && steps < mostSteps; seed += 1) {
        const one = walk(model, world.registry.roles, seed, { visits });
        steps += one.steps;
        for (const answer of await compare(world.engine, name, seed, one)) {
          missingStates.delete(answer.state);
          for (const { event, from, to, waits } of answer.steps ?? []) {
            missingStates.delete(to);
            if (!waits) missingSteps.delete(stepName(event, from, to));
          }
        }
      }
      assert.deepEqual([...missingStates], [], `states that nothing reached in ${steps} steps, seeds ${firstSeed} to ${seed - 1}`);
      assert.deepEqual([...missingSteps], [], `steps never taken in ${steps} steps, seeds ${firstSeed} to ${seed - 1}`);
      t.diagnostic(`${Object.keys(model.exported.states).length} states and every step between them in ${steps} steps`);
    });
  }
});
