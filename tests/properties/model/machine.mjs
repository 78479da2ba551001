// An XState machine from the JSON that `provost workflow export` prints. Who may act, what the form needs, reasons,
// signatures and quorums become guarded transitions too, so that XState decides about every refusal: the first
// transition of an event whose guard holds is taken, and a refusal is one that leads nowhere.
// Events: {type, around, fields, comment, signed}. `settle` lets happen what happens by itself.
import { and, assign, createActor, initialTransition, not, or, setup } from 'xstate';
import { dateMeant } from './calendar.mjs';
import { blamesOfAll, guardNamed, guards, isFilled, peopleIn } from './conditions.mjs';
import { filledForm, isReadable, put } from './form_values.mjs';

export const settle = 'provost.settle';
export const knownEffects = ['set', 'fill', 'add', 'multiply', 'take', 'open_case', 'dispose'];
const nothingAsked = new Set();
const longestComment = 4_000;

export const sceneOf = (context, around, fields = context.fields) => ({
  fields, former: context.fields, owner: context.owner, opener: context.opener, enteredAt: context.enteredAt, around,
  deferred: nothingAsked,
});

// Somebody acts for themselves and for those who handed their tasks to them.
export function actsAs(who, fields, { owner, opener }, { acting, assignees }) {
  if (acting.program) return who === 'timer';
  const stands = (people) => people.some((one) => one === acting.email || acting.stands_for.includes(one));
  const [kind, name] = who.split(':');
  switch (kind) {
    case 'anybody': return true;
    case 'timer': return false;
    case 'owner': return stands([owner]);
    case 'opener': return stands([opener]);
    case 'assignee': return stands(assignees);
    case 'role': return acting.roles.includes(name);
    case 'field': return stands(peopleIn(fields[name]));
    default: throw new Error(`the model does not know ${who}`);
  }
}

// In whose place somebody answers: their own when they are named.
export function answerer(of, fields, { acting }) {
  const named = of.startsWith('field:') ? peopleIn(fields[of.slice(6)]) : [];
  if (named.includes(acting.email)) return acting.email;
  return named.find((one) => acting.stands_for.includes(one)) ?? acting.email;
}

function enough({ event, of, needed }, answers, fields) {
  const given = answers.filter((answer) => answer.event === event).map((answer) => answer.person);
  if (!of.startsWith('field:')) return given.length >= (needed ?? 1);
  const named = peopleIn(fields[of.slice(6)]);
  return named.filter((one) => given.includes(one)).length >= Math.min(named.length, needed ?? named.length);
}

// The form of an event is looked at by several guards and actions; it is the same each time.
function formReader(definition, directory) {
  const known = new WeakMap();
  return (form, context, event) => {
    if (!known.has(event)) {
      known.set(event, filledForm(form, definition, sceneOf(context, event.around), event.fields, directory));
    }
    return known.get(event);
  };
}

// Before a step the fields of the form count; what happens by itself sees the case as it is.
const leafGuards = (formOf) => Object.fromEntries(Object.entries(guards).map(([name, guard]) => [
  `is ${name}`,
  ({ context, event }, { given, form }) =>
    guard(given, sceneOf(context, event.around, form ? formOf(form, context, event).fields : undefined)).is === 'yes',
]));

function guardsOf(formOf) {
  const answered = (quorum, form, context, event) =>
    ({ event: quorum.event, person: answerer(quorum.of, formOf(form, context, event).fields, event.around) });
  return {
    ...leafGuards(formOf),
    always: () => true,
    mayAct: ({ context, event }, { by }) => by.some((who) => actsAs(who, context.fields, context, event.around)),
    formFits: ({ context, event }, form) => formOf(form, context, event).problems.length === 0,
    commentReadable: ({ event }) => isReadable(event.comment, longestComment),
    commentGiven: ({ event }) => /[^ \t\r\n]/.test(event.comment),
    isSigned: ({ event }) => event.signed,
    hasAnswered: ({ context, event }, { quorum, form }) => {
      const mine = answered(quorum, form, context, event);
      return context.answers.some((one) => one.event === mine.event && one.person === mine.person);
    },
    isEnough: ({ context, event }, { quorum, form }) =>
      enough(quorum, [...context.answers, answered(quorum, form, context, event)], formOf(form, context, event).fields),
    isKnown: ({ event }, { names }) => names.includes(event.type),
    mayFollow: ({ context }) => !context.refusal && context.follows && context.effects.length === 0,
  };
}

const lastStep = (context, changes) => context.steps.with(-1, { ...context.steps.at(-1), ...changes });

const withoutGaps = (entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined));

// What `set` and `fill` mean; a value that counts from an empty field, or a person when the program acts, is left out.
function valuesOf(given, definition, context, { around }) {
  return withoutGaps(Object.entries(given).map(([name, value]) => {
    const { type } = definition.fields.find((field) => field.name === name);
    if (type === 'date' && value !== null) return [name, dateMeant(value, context.fields, around)];
    if (type === 'person' && value !== null) return [name, around.acting.program ? undefined : around.acting.email];
    return [name, value];
  }));
}

function product(factors, fields) {
  const numbers = factors.map((name) => fields[name]);
  return numbers.includes(undefined) ? undefined : numbers.reduce((left, right) => left * right);
}

// What the program keeps beside the case, as far as the table has columns for it.
function rowsTaken(given, definition, { around }) {
  return Object.fromEntries(Object.entries(given).map(([name, source]) => {
    const { columns } = definition.fields.find((field) => field.name === name);
    const rows = around.rows[source].map((row) => withoutGaps(columns.map(({ name }) => [name, row[name] ?? undefined])));
    return [name, rows.length === 0 ? null : rows];
  }));
}

function taken(values, context) {
  const changes = { ...context.steps.at(-1).changes, ...values };
  return { fields: put(context.fields, values), steps: lastStep(context, { changes }) };
}

function actionsOf(definition, formOf) {
  return {
    begin: assign({ refusal: undefined, steps: [], effects: [], follows: true }),
    refuse: assign(({ context, event }, { kind, fields, form, conditions }) => {
      const refusal = { kind: kind ?? 'input', fields };
      if (form) refusal.fields = [...formOf(form, context, event).problems].sort();
      if (conditions) refusal.kind = blamed(conditions, formOf(conditions.form, context, event).fields, context, event);
      return { refusal, steps: [], effects: [] };
    }),
    takeForm: assign(({ context, event }, form) => ({ fields: formOf(form, context, event).fields })),
    answer: assign(({ context, event }, { event: name, of }) => ({
      answers: [...context.answers, { event: name, person: answerer(of, context.fields, event.around) }],
    })),
    // An answer that is not yet enough holds everything else back.
    wait: assign(({ context }) => ({ follows: false, steps: lastStep(context, { waits: true }) })),
    note: assign(({ context, event }, step) => ({
      steps: [...context.steps, {
        ...step, waits: false, comment: step.automatic ? '' : event.comment,
        changes: step.automatic ? {} : formOf(step.form, context, event).values, form: undefined,
      }],
    })),
    enter: assign(({ event }) => ({ answers: [], enteredAt: (event.around ?? event.input?.around)?.now })),
    set: assign(({ context, event }, given) => taken(valuesOf(given, definition, context, event), context)),
    fill: assign(({ context, event }, given) => {
      const values = Object.entries(valuesOf(given, definition, context, event));
      return taken(Object.fromEntries(values.filter(([name]) => !isFilled(context.fields[name]))), context);
    }),
    add: assign(({ context }, given) => {
      const sums = Object.entries(given).map(([name, more]) => [name, (context.fields[name] ?? 0) + more]);
      return taken(Object.fromEntries(sums), context);
    }),
    multiply: assign(({ context }, given) => {
      const products = Object.entries(given).map(([name, factors]) => [name, product(factors, context.fields)]);
      return taken(withoutGaps(products), context);
    }),
    take: assign(({ context, event }, given) => taken(rowsTaken(given, definition, event), context)),
    open_case: assign(({ context }, given) => ({
      effects: [...context.effects, { effect: 'open_case', arguments: given }],
    })),
    dispose: assign(({ context }, given) => ({
      effects: [...context.effects, { effect: 'dispose', arguments: given }],
    })),
  };
}

// Why none of the branches is possible: only what is about the person makes it a question of who.
function blamed({ branches }, fields, context, event) {
  const scene = sceneOf(context, event.around, fields);
  return blamesOfAll(branches, scene).every(({ aboutPerson }) => aboutPerson) ? 'person' : 'state';
}

function guardOf(condition, form) {
  if (!condition) return 'always';
  if (condition.all) return and(condition.all.map((part) => guardOf(part, form)));
  if (condition.any) return or(condition.any.map((part) => guardOf(part, form)));
  if (condition.not) return not(guardOf(condition.not, form));
  guardNamed(condition.guard);
  return { type: `is ${condition.guard}`, params: { given: condition.arguments, form } };
}

function effectsOf(branch) {
  for (const { type } of branch.actions ?? []) {
    if (!knownEffects.includes(type)) throw new Error(`the model does not know effect ${type}`);
  }
  return branch.actions ?? [];
}

const refuse = (params) => ({ type: 'refuse', params });

function branchesOf(name, event, branches, orderOf) {
  const { by, asks, needs } = branches[0].meta;
  const form = { asks, needs };
  const list = [
    { guard: not({ type: 'mayAct', params: { by } }), actions: refuse({ kind: 'person' }) },
    { guard: not({ type: 'formFits', params: form }), actions: refuse({ form }) },
    { guard: not('commentReadable'), actions: refuse({ fields: ['comment'] }) },
  ];
  for (const branch of branches) {
    const { reason, signature } = branch.meta;
    const quorum = branch.meta.quorum && { ...branch.meta.quorum, event };
    const holds = guardOf(branch.guard?.params, form);
    const leadsBack = branch.target && orderOf(branch.target) < orderOf(name);
    const note = {
      type: 'note', params: { event, from: name, to: branch.target ?? name, automatic: false, signature, form },
    };
    const answer = quorum ? [{ type: 'answer', params: quorum }] : [];
    const begin = ['begin', note, { type: 'takeForm', params: form }, ...answer];
    if (reason || leadsBack) list.push({ guard: and([holds, not('commentGiven')]), actions: refuse({ fields: ['comment'] }) });
    if (signature) list.push({ guard: and([holds, not('isSigned')]), actions: refuse({ fields: ['secret'] }) });
    if (quorum) {
      list.push({ guard: and([holds, { type: 'hasAnswered', params: { quorum, form } }]), actions: refuse({ kind: 'state' }) });
      list.push({
        guard: and([holds, not({ type: 'isEnough', params: { quorum, form } })]),
        actions: [...begin.with(1, { ...note, params: { ...note.params, to: name } }), 'wait'],
      });
    }
    list.push({ guard: holds, target: branch.target, reenter: branch.reenter, actions: [...begin, ...effectsOf(branch)] });
  }
  if (branches.every((branch) => branch.guard)) {
    list.push({ actions: refuse({ conditions: { form, branches: branches.map((branch) => branch.guard.params) } }) });
  }
  return list;
}

const automaticOf = (name, branch) => ({
  guard: and(['mayFollow', guardOf(branch.guard.params)]),
  target: branch.target,
  actions: [
    { type: 'note', params: { event: branch.meta.event, from: name, to: branch.target, automatic: true, signature: '' } },
    ...effectsOf(branch),
  ],
});

function statesOf(exported) {
  const order = Object.keys(exported.states);
  return Object.fromEntries(Object.entries(exported.states).map(([name, { type, on = {}, always = [], meta }]) => [name, {
    type, meta, entry: 'enter',
    on: Object.fromEntries(Object.entries(on).map(([event, branches]) =>
      [event, branchesOf(name, event, branches, (state) => order.indexOf(state))])),
    always: always.map((branch) => automaticOf(name, branch)),
  }]));
}

function eventsOf(exported) {
  const names = Object.values(exported.states).flatMap(({ on = {}, always = [] }) =>
    [...Object.keys(on), ...always.map((branch) => branch.meta.event)]);
  return [...new Set(names)];
}

// The machine, and what can be done with it. A case is a snapshot of XState's; nothing is kept here.
export function modelOf(exported, directory) {
  const definition = exported.meta;
  const formOf = formReader(definition, directory);
  const events = eventsOf(exported);
  const machine = setup({ guards: guardsOf(formOf), actions: actionsOf(definition, formOf) }).createMachine({
    id: exported.id,
    initial: exported.initial,
    // XState also makes a first snapshot without any input, for itself.
    context: ({ input: { fields, owner, opener } = {} }) =>
      ({ fields, owner, opener, answers: [], follows: false, steps: [], effects: [], refusal: undefined }),
    states: statesOf(exported),
    on: {
      [settle]: { actions: 'begin' },
      '*': [
        { guard: { type: 'isKnown', params: { names: events } }, actions: refuse({ kind: 'state' }) },
        { actions: refuse({ fields: ['event'] }) },
      ],
    },
  });
  // XState's pure `transition` makes an actor for each call; one that never runs is enough for all.
  const self = createActor(machine);
  const nothing = () => {};
  const scope = {
    self, system: self.system, id: '', sessionId: '', logger: nothing, defer: nothing, stopChild: nothing,
    emit: nothing, actionExecutor: nothing,
  };
  return {
    exported,
    events,
    // The opening form, {fields, problems}.
    opening(scene, given) {
      const { asks, needs } = definition.opening;
      return filledForm({ asks: [...asks, ...needs], needs }, definition, scene, given, directory);
    },
    start: (input) => initialTransition(machine, input)[0],
    next: (snapshot, event) => machine.transition(snapshot, event, scope),
  };
}
