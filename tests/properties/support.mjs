// What the property tests share: the shipped definitions as the program exports them, the model of each, the engine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { guardNamed } from './model/conditions.mjs';
import { knownEffects, modelOf } from './model/machine.mjs';
import { EngineProcess } from './walks/engine_process.mjs';
import { directory } from './walks/surroundings.mjs';

const sourceFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const provost = process.env.PROVOST ?? join(sourceFolder, 'build/release/provost');
const stepper = process.env.PROVOST_ENGINE_STEPPER ?? join(sourceFolder, 'build/release/engine_stepper');

export const shippedNames = readdirSync(join(sourceFolder, 'workflows/definitions'))
  .filter((file) => file.endsWith('.yaml')).map((file) => file.replace('.yaml', '')).sort();

// A definition of our own, for the rules that no shipped one uses today.
const everyRule = 'every_rule';
export const allNames = [...shippedNames, everyRule];
const fileOf = (name) => (name === everyRule ? join(sourceFolder, 'tests/properties/every_rule.yaml') : undefined);

export const exportOf = (name) => JSON.parse(
  execFileSync(provost, ['workflow', 'export', fileOf(name) ?? name, '--format', 'json'], { encoding: 'utf8' }));

// The engine with every definition loaded, and the model of each.
export async function engineAndModels(names = allNames) {
  const engine = new EngineProcess(stepper);
  try {
    const [registry] = await engine.ask([{ do: 'registry' }, { do: 'directory', ...directory }]);
    registry.guards.forEach(guardNamed);
    for (const effect of registry.effects) {
      assert.ok(knownEffects.includes(effect), `the model does not know effect ${effect}`);
    }
    const loaded = await engine.ask(names.map((name) => ({ do: 'load', name, file: fileOf(name) })));
    assert.deepEqual(loaded, names.map((name) => ({ name, problems: [] })));
    const models = new Map(names.map((name) => [name, modelOf(exportOf(name), directory)]));
    return { engine, models, registry };
  } catch (error) {
    await engine.end();
    throw error;
  }
}

const answerOf = ({ failed, message, ...answer }) => (failed === undefined ? answer : { failed });

// The engine's answers to a walk; throws where it answers otherwise than the model.
export async function compare(engine, name, seed, { entries }) {
  const answers = await engine.ask(entries.map(({ question }) => question));
  entries.forEach(({ question, expected, from, explained }, index) => {
    const answer = answerOf(answers[index]);
    const where = `${name}, seed ${seed}, question ${index} in the state ${from ?? 'before its opening'}`;
    if (!isDeepStrictEqual(answer, expected)) {
      const before = answers.slice(0, index).filter((one) => one.state).at(-1);
      assert.deepEqual(answer, expected, `${where}: the engine (+) does not answer as the model (-) does\n` +
        `case before: ${JSON.stringify(before)}\nquestion: ${JSON.stringify(question)}\n` +
        `engine: ${JSON.stringify(answers[index])}\nmodel: ${JSON.stringify(expected)}\n` +
        `again: PROVOST_PROPERTY_WORKFLOW=${name} PROVOST_PROPERTY_SEED=${seed} PROVOST_PROPERTY_STEPS=1`);
    }
    if (explained && !explained.allowed) {
      assert.ok(answer.refused, `${where}: it was explained that this is not possible, and then it was done\n` +
        `question: ${JSON.stringify(question)}`);
    }
  });
  return answers;
}
