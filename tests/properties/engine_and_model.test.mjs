// Random events at every shipped definition, and at one that uses every rule: the engine and an independent model on XState end in the same state with
// the same values, or refuse for the same kind of reason, at each step; and explain the possible events alike.
//   PROVOST_PROPERTY_STEPS     how many steps altogether (100 000)
//   PROVOST_PROPERTY_SEED      the first walk's seed; the next walks take the next numbers (chance decides)
//   PROVOST_PROPERTY_WORKFLOW  only this definition
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { compare, engineAndModels, allNames } from './support.mjs';
import { walk } from './walks/walk.mjs';

const only = process.env.PROVOST_PROPERTY_WORKFLOW;
const names = only ? [only] : allNames;
const stepsAltogether = Number(process.env.PROVOST_PROPERTY_STEPS ?? 100_000);
const firstSeed = Number(process.env.PROVOST_PROPERTY_SEED ?? randomInt(1, 2_000_000_000));
const walksAtOnce = 20;

describe('the engine beside its model', () => {
  let world;
  const counts = { steps: 0, done: 0, person: 0, state: 0, input: 0, explained: 0 };

  before(async () => {
    world = await engineAndModels(names);
  });
  after(() => world?.engine.end());

  function count(entries, answers) {
    entries.forEach(({ question }, index) => {
      if (question.do === 'explain') counts.explained += 1;
      if (question.do !== 'step') return;
      counts.steps += 1;
      counts[answers[index].refused ?? 'done'] += 1;
    });
  }

  for (const name of names) {
    test(name, async (t) => {
      const model = world.models.get(name);
      let steps = 0;
      let seed = firstSeed;
      while (steps < stepsAltogether / names.length) {
        const walks = Array.from({ length: walksAtOnce }, (_, i) => ({ seed: seed + i, ...walk(model, world.registry.roles, seed + i) }));
        for (const one of walks) {
          steps += one.steps;
          count(one.entries, await compare(world.engine, name, one.seed, one));
        }
        seed += walksAtOnce;
      }
      t.diagnostic(`${steps} steps in ${seed - firstSeed} cases, seeds ${firstSeed} to ${seed - 1}`);
    });
  }

  test('every guard and effect is used', { skip: only !== undefined }, () => {
    const text = JSON.stringify([...world.models.values()].map(({ exported }) => exported));
    const unused = [
      ...world.registry.guards.filter((guard) => !text.includes(`"guard":"${guard}"`)),
      ...world.registry.effects.filter((effect) => !text.includes(`"type":"${effect}"`)),
    ];
    assert.deepEqual(unused, [], 'add them to every_rule.yaml');
  });

  test('the steps were of every kind', (t) => {
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.steps >= stepsAltogether);
    for (const kind of ['done', 'person', 'state', 'input']) {
      assert.ok(counts[kind] > counts.steps / 50, `${kind}: ${JSON.stringify(counts)}`);
    }
  });
});
