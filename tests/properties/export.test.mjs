// What `provost workflow export` prints is a machine that XState takes as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialTransition, setup, transition } from 'xstate';
import { knownEffects } from './model/machine.mjs';
import { exportOf, allNames } from './support.mjs';

const actions = Object.fromEntries(knownEffects.map((name) => [name, () => {}]));

// Where a case stops that comes to a state, when every condition holds.
function restOf(state, states) {
  let rest = state;
  while (states[rest].always) rest = states[rest].always[0].target;
  return rest;
}

for (const name of allNames) {
  test(name, () => {
    const exported = exportOf(name);
    const machine = setup({ guards: { condition: () => true }, actions }).createMachine(exported);
    assert.equal(initialTransition(machine)[0].value, restOf(exported.initial, exported.states));
    for (const [state, { meta, on = {}, always = [] }] of Object.entries(exported.states)) {
      if (always.length > 0) continue;
      const snapshot = machine.resolveState({ value: state });
      assert.equal(machine.states[state].type === 'final', meta.final && Object.keys(on).length === 0, state);
      for (const [event, [{ target }]] of Object.entries(on)) {
        const reached = transition(machine, snapshot, { type: event })[0].value;
        assert.equal(reached, restOf(target ?? state, exported.states), `${event} in ${state}`);
      }
    }
  });
}
