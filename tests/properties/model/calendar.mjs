// Days and instants as the model counts them, on Temporal.
import { Temporal } from 'temporal-polyfill';

const units = {
  hour: null,
  day: (amount) => ({ days: amount }),
  week: (amount) => ({ weeks: amount }),
  month: (amount) => ({ months: amount }),
  year: (amount) => ({ years: amount }),
};

function remembered(compute) {
  const known = new Map();
  return (...key) => {
    const name = key.join('\n');
    if (!known.has(name)) {
      if (known.size > 50_000) known.clear();
      known.set(name, compute(...key));
    }
    return known.get(name);
  };
}

const dayInZone = remembered((now, zone) =>
  Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().toString());

// "2026-11-24": the day it is.
export const today = ({ now, calendar }) => dayInZone(now, calendar.time_zone);

export function asDay(text) {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}

function parseDuration(text) {
  const [, amount, unit] = /^(\d+) (hour|day|working day|week|month|year|calendar year)s?$/.exec(text);
  return { amount: Number(amount), unit };
}

function isWorked(date, calendar) {
  if (calendar.free_weekdays.length >= 7) return true;
  return !calendar.free_weekdays.includes(date.dayOfWeek) && !calendar.holidays.includes(date.toString());
}

function countedLaterDay(day, duration, calendar) {
  const { amount, unit } = parseDuration(duration);
  let date = Temporal.PlainDate.from(day);
  if (unit === 'working day') {
    for (let left = amount; left > 0;) {
      date = date.add({ days: 1 });
      if (isWorked(date, calendar)) left -= 1;
    }
    return date.toString();
  }
  if (unit === 'calendar year') return date.add({ years: amount }).with({ month: 12, day: 31 }).toString();
  return unit === 'hour' ? day : date.add(units[unit](amount)).toString();
}

const countersOf = new WeakMap();

// The day that lies a duration such as "5 working days" after a day; hours do not change the day.
export function laterDay(day, duration, calendar) {
  if (!countersOf.has(calendar)) {
    countersOf.set(calendar, remembered((from, length) => countedLaterDay(from, length, calendar)));
  }
  return countersOf.get(calendar)(day, duration);
}

// Milliseconds since 1970 at which a duration that began at an instant is over.
export function endOf(start, duration, calendar) {
  const { amount, unit } = parseDuration(duration);
  if (unit === 'hour') return Temporal.Instant.from(start).epochMilliseconds + amount * 3_600_000;
  const last = laterDay(dayInZone(start, calendar.time_zone), duration, calendar);
  return Temporal.PlainDate.from(last).add({ days: 1 }).toZonedDateTime(calendar.time_zone).epochMilliseconds;
}

// "today", "today + 3 months", "decided_on + 1 year"; undefined when the field it counts from is empty.
export function dateMeant(expression, fields, around) {
  const [base, duration] = expression.split(' + ');
  const day = base === 'today' ? today(around) : asDay(fields[base]);
  return day !== undefined && duration !== undefined ? laterDay(day, duration, around.calendar) : day;
}
