// Instants as the reader sees them. An instant is in seconds since 1970; a zone is an IANA name.

const LOCALE = "en-US";

function pieces(epoch, zone, options) {
  const parts = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }).formatToParts(
    new Date(epoch * 1000),
  );
  return Object.fromEntries(parts.map((part) => [part.type, part.value]));
}

function spoken(epoch, zone, options) {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }).format(new Date(epoch * 1000));
}

/** The calendar day of an instant in a zone, as YYYY-MM-DD. */
export function dayOf(epoch, zone) {
  const { year, month, day } = pieces(epoch, zone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${year}-${month}-${day}`;
}

function ordinal(day) {
  const number = Number(day);
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${teen ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th")}`;
}

function withOrdinal(epoch, zone, options) {
  const { weekday, month, day, year } = pieces(epoch, zone, {
    month: "long",
    day: "numeric",
    year: "numeric",
    ...options,
  });
  return `${weekday ? `${weekday}, ` : ""}${month} ${ordinal(day)}, ${year}`;
}

function daysApart(epoch, now, zone) {
  return Math.round((Date.parse(dayOf(epoch, zone)) - Date.parse(dayOf(now, zone))) / 86_400_000);
}

function near(epoch, now, zone) {
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[daysApart(epoch, now, zone)] ?? null;
}

function ago(epoch, now) {
  const units = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const seconds = epoch - now;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const TOKENS = {
  date_num: (epoch, zone) => dayOf(epoch, zone),
  date_slash: (epoch, zone) => spoken(epoch, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (epoch, zone) => withOrdinal(epoch, zone, {}),
  date_pretty: (epoch, zone, now) => near(epoch, now, zone) ?? withOrdinal(epoch, zone, {}),
  date_short: (epoch, zone) => spoken(epoch, zone, { year: "numeric", month: "short", day: "numeric" }),
  date_short_pretty: (epoch, zone, now) => near(epoch, now, zone) ?? TOKENS.date_short(epoch, zone),
  date_long: (epoch, zone) => withOrdinal(epoch, zone, { weekday: "long" }),
  date_long_full: (epoch, zone) => spoken(epoch, zone, { year: "numeric", month: "long", day: "numeric" }),
  date_long_pretty: (epoch, zone, now) => near(epoch, now, zone) ?? TOKENS.date_long(epoch, zone),
  day_divider_pretty: (epoch, zone, now) =>
    near(epoch, now, zone) ?? spoken(epoch, zone, { weekday: "long", month: "long", day: "numeric" }),
  time: (epoch, zone) => spoken(epoch, zone, { hour: "numeric", minute: "2-digit" }),
  time_secs: (epoch, zone) => spoken(epoch, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (epoch, _zone, now) => ago(epoch, now),
};

/** A Slack date format such as "{date_short_pretty} at {time}" filled in; a word that opens it is capitalized. */
export function slackDate(epoch, format, zone, now = Date.now() / 1000) {
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(epoch, zone, now) ?? whole);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "9:41 AM". */
export function clockTime(epoch, zone) {
  return TOKENS.time(epoch, zone);
}

/** "Friday, November 20 at 9:41:07 AM", for tooltips. */
export function fullTime(epoch, zone) {
  return spoken(epoch, zone, {
    weekday: "long",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** "Today", "Yesterday" or "Friday, November 20", with the year once it is another one. */
export function dayHeading(epoch, zone, now = Date.now() / 1000) {
  const sameYear = dayOf(epoch, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4);
  return sameYear
    ? slackDate(epoch, "{day_divider_pretty}", zone, now)
    : slackDate(epoch, "{date_long}", zone, now);
}

/** Wall time in a zone as a datetime-local field wants it: YYYY-MM-DDTHH:MM. */
export function wallTime(epoch, zone) {
  const { hour, minute } = pieces(epoch, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${dayOf(epoch, zone)}T${hour}:${minute}`;
}

/** The instant of a wall time in a zone; of two (clocks going back) the earlier, in a gap the one after it. */
export function instantOf(wall, zone) {
  const asUtc = Date.parse(`${wall}Z`) / 1000;
  const offset = (epoch) => Date.parse(`${wallTime(epoch, zone)}Z`) / 1000 - epoch + (epoch % 60);
  const guesses = [asUtc - offset(asUtc - 86_400), asUtc - offset(asUtc + 86_400)].sort((a, b) => a - b);
  return guesses.find((guess) => wallTime(guess, zone) === wall) ?? guesses[1];
}
