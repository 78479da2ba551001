// One case from its opening on, as chance has it: what the engine is asked, and what the model says to it.
import { explanation } from '../model/explanation.mjs';
import { sceneOf, settle } from '../model/machine.mjs';
import { Chance } from './chance.mjs';
import { comment, formInput } from './form_inputs.mjs';
import { people, Surroundings } from './surroundings.mjs';

const longestWalk = 40;
const strangeEvents = ['', 'no_such_event', 'constructor', '__proto__', 'open', ' submit'];

const stepName = (event, from) => `${event} in ${from}`;

const count = (map, name) => map.set(name, (map.get(name) ?? 0) + 1);

function told({ value: state, context: { refusal, fields, answers, enteredAt, steps, effects } }) {
  if (refusal) return refusal.kind === 'input' ? { refused: 'input', fields: refusal.fields } : { refused: refusal.kind };
  return {
    state, fields, answers, effects, entered_at: enteredAt,
    steps: steps.map(({ form, ...step }) => step),
  };
}

class Walk {
  #chance;
  #model;
  #surroundings;
  #snapshot;
  #visits;
  #hopes;
  #refused = new Map();
  #length;

  constructor(model, roles, seed, visits, length) {
    this.#chance = new Chance(seed);
    this.#model = model;
    this.#visits = visits;
    this.#length = length;
    this.#hopes = this.#hopesNow();
    this.#surroundings = new Surroundings(this.#chance, model.exported, roles);
    this.entries = [];
  }

  run() {
    while (!this.#open());
    let steps = 0;
    let afterEnd = this.#chance.whole(0, 3);
    while (steps < this.#length && (afterEnd > 0 || !this.#state.meta.final)) {
      if (this.#state.meta.final) afterEnd -= 1;
      this.#surroundings.passTime(this.#state, this.#snapshot.context);
      if (this.#chance.happens(0.1)) this.#ask({ do: 'settle', around: this.#surroundings.now() });
      this.#step();
      steps += 1;
    }
    return { entries: this.entries, steps };
  }

  get #state() {
    return this.#model.exported.states[this.#snapshot.value];
  }

  #open() {
    const chance = this.#chance;
    const { id, meta } = this.#model.exported;
    const around = this.#surroundings.now();
    const [owner, opener] = [chance.one(people), chance.one(people)];
    const fields = formInput(chance, meta.opening, meta.fields, this.#surroundings.today, chance.happens(0.8) ? 1 : 0);
    const scene = sceneOf({ fields: {}, owner, opener, enteredAt: around.now }, around);
    const form = this.#model.opening(scene, fields);
    const entry = { question: { do: 'open', workflow: id, owner, opener, around, fields } };
    this.entries.push(entry);
    if (form.problems.length > 0) {
      entry.expected = { refused: 'input', fields: [...form.problems].sort() };
      return false;
    }
    this.#snapshot = this.#model.start({ fields: form.fields, owner, opener, around });
    entry.expected = told(this.#snapshot);
    this.#ask({ do: 'settle', around });
    return true;
  }

  #eventOf(question) {
    if (question.do === 'settle') return { type: settle, around: question.around };
    return {
      type: question.event, around: question.around, fields: question.fields, comment: question.comment,
      signed: question.signed,
    };
  }

  // `next` when the model was asked already.
  #ask(question, next = this.#nextAfter(question)) {
    const entry = { question, expected: told(next), from: this.#snapshot.value };
    this.entries.push(entry);
    const way = stepName(question.event, this.#snapshot.value);
    if (next.context.refusal) {
      count(this.#refused, way);
      return entry;
    }
    count(this.#visits, way);
    count(this.#visits, next.value);
    this.#snapshot = next;
    const { effects, fields } = next.context;
    if (effects.length > 0) {
      this.#surroundings.add(effects, fields);
      if (this.#chance.happens(0.8)) this.#ask({ do: 'settle', around: { ...question.around, children: this.#surroundings.children } });
    }
    return entry;
  }

  #step() {
    const chance = this.#chance;
    let question;
    let next;
    // Mostly somebody who knows what they do: chance is asked again until the model takes it.
    for (let tries = chance.happens(0.7) ? 4 : 1; tries > 0 && (next?.context.refusal ?? true); tries -= 1) {
      question = this.#wish();
      next = this.#nextAfter(question);
    }
    let told;
    if (chance.happens(0.3)) {
      told = { question: { do: 'explain', around: question.around }, from: this.#snapshot.value };
      told.expected = { events: explanation(this.#model.exported, this.#snapshot, question.around) };
      this.entries.push(told);
    }
    const entry = this.#ask(question, next);
    entry.explained = told?.expected.events.find((one) => one.event === question.event);
  }

  #nextAfter(question) {
    return this.#model.next(this.#snapshot, this.#eventOf(question));
  }

  #wish() {
    const chance = this.#chance;
    const here = Object.entries(this.#state.on ?? {});
    if (here.length === 0 || chance.happens(0.08)) {
      const event = chance.happens(0.3) ? chance.one(strangeEvents) : chance.one(this.#model.events);
      return this.#question(event, { asks: [], needs: [], by: [] }, 0);
    }
    const [event, branches] = chance.weighted(here, ([name, list]) =>
      Math.max(...list.map(({ target }) => this.#wishFor(name, target ?? this.#snapshot.value))));
    return this.#question(event, branches[0].meta, chance.happens(0.7) ? 1 : chance.float());
  }

  #novelty(name) {
    return 1 / (1 + (this.#visits.get(name) ?? 0));
  }

  // New places and new ways are sought, also those that lie further on; ends come late enough, and what was refused to
  // this case is tried less.
  #wishFor(event, state) {
    const way = stepName(event, this.#snapshot.value);
    const patience = 1 / (1 + 0.3 * (this.#refused.get(way) ?? 0));
    if (this.#model.exported.states[state].meta.final) return patience * this.#novelty(way) / 8;
    return patience * (this.#novelty(way) * this.#novelty(state) + this.#hopes.get(state) ** 2);
  }

  // For each state, how new the newest is that can come after it; less for what lies far on.
  #hopesNow() {
    const states = Object.entries(this.#model.exported.states);
    const hopes = new Map();
    for (let round = 0; round < 8; round += 1) {
      for (const [state, { on = {} }] of states) {
        const ways = Object.entries(on).flatMap(([event, branches]) => [
          this.#novelty(stepName(event, state)), ...branches.map(({ target }) => 0.6 * (hopes.get(target) ?? 0)),
        ]);
        hopes.set(state, Math.max(0, ...ways));
      }
    }
    return hopes;
  }

  #question(event, { asks, needs, by }, care) {
    const chance = this.#chance;
    const { fields, owner, opener } = this.#snapshot.context;
    const wanted = by.flatMap((who) => {
      const [kind, name] = who.split(':');
      return { owner: [owner], opener: [opener], role: [name], field: [fields[name] ?? []].flat() }[kind] ?? [kind];
    });
    const { meta } = this.#model.exported;
    return {
      do: 'step', event, around: this.#surroundings.now(wanted),
      fields: formInput(chance, { asks, needs }, meta.fields, this.#surroundings.today, care),
      comment: comment(chance, care), signed: chance.happens(0.6 + 0.35 * care),
    };
  }
}

// {entries, steps}; each entry holds a question for the engine and the expected answer. The same seed gives the same
// walk. `visits` counts the states that were entered and the ways that were taken; what was seen less is preferred.
export function walk(model, roles, seed, { visits = new Map(), length = longestWalk } = {}) {
  return new Walk(model, roles, seed, visits, length).run();
}
